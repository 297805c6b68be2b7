// One way to give a role a permission: exact actions on exact resources, and where a resource ends in a wildcard, the reason beside it.
import { Stack, Validations } from 'aws-cdk-lib';
import { CfnRole, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { flatten } from '../intrinsics.ts';
import { type Reserve, reserveKey } from '../rights-report.ts';

export interface Permission {
  /** `service:Action`, each in full. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why a resource holds a wildcard. It goes into the template with the policy, where `npm run report:iam` finds it. */
  readonly wildcardReason?: string;
  /** By action, why it is held though no run of the suites uses it. Where a role is for the deployment alone, one reason for all. */
  readonly unused?: Readonly<Record<string, string>> | string;
}

/** Says why this resource of the role's policy holds a wildcard. */
export const explainWildcard = (role: Role, resource: string, reason: string): void =>
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flatten(Stack.of(role).resolve(resource))}]`, reason });

/** Says why the role may do this though no run of the suites does. It goes into the role's metadata, where `npm run report:iam` finds it. */
export const explainUnused = (role: Role, actions: readonly string[], resource: string, reason: string): void => {
  const { defaultChild } = role.node;
  if (!(defaultChild instanceof CfnRole)) throw new Error(`${role.node.path} is not a role of the template.`);
  const reserve: Reserve = { actions, resource: flatten(Stack.of(role).resolve(resource)), reason };
  defaultChild.addMetadata(reserveKey, [...(defaultChild.getMetadata(reserveKey) ?? []), reserve]);
};

/** Adds the permission to the role. Throws on a wildcard action, and on a wildcard resource without a reason. */
export const permit = (role: Role, { actions, resources, wildcardReason, unused = {} }: Permission): void => {
  if (actions.some((action) => action.includes('*'))) throw new Error(`Name the actions, rather than ${actions.join(', ')}.`);
  role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  for (const resource of resources.filter((name) => name.includes('*'))) {
    if (wildcardReason === undefined)
      throw new Error(`Say why ${actions.join(', ')} may act on ${flatten(Stack.of(role).resolve(resource))}.`);
    explainWildcard(role, resource, wildcardReason);
  }
  const reasons = typeof unused === 'string' ? actions.map((action) => [action, unused] as const) : Object.entries(unused);
  for (const [reason, group] of Map.groupBy(reasons, ([, reason]) => reason))
    for (const resource of resources)
      explainUnused(
        role,
        Array.from(group, ([action]) => action),
        resource,
        reason,
      );
};
