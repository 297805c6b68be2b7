// One way to give a role a permission: exact actions on exact resources, and where a resource ends in a wildcard, the reason beside it.
import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { flatten } from '../intrinsics.ts';

export interface Permission {
  /** `service:Action`, each in full. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why a resource holds a wildcard. It goes into the template with the policy, where `npm run report:iam` finds it. */
  readonly wildcardReason?: string;
}

/** Says why this resource of the role's policy holds a wildcard. */
export const explainWildcard = (role: Role, resource: string, reason: string): void =>
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flatten(Stack.of(role).resolve(resource))}]`, reason });

/** Adds the permission to the role. Throws on a wildcard action, and on a wildcard resource without a reason. */
export const permit = (role: Role, { actions, resources, wildcardReason }: Permission): void => {
  if (actions.some((action) => action.includes('*'))) throw new Error(`Name the actions, rather than ${actions.join(', ')}.`);
  role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  for (const resource of resources.filter((name) => name.includes('*'))) {
    if (wildcardReason === undefined)
      throw new Error(`Say why ${actions.join(', ')} may act on ${flatten(Stack.of(role).resolve(resource))}.`);
    explainWildcard(role, resource, wildcardReason);
  }
};
