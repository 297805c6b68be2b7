// Reads a synthesized template the way an auditor would: which role may do what to what, and why where that is not exact.
import { flatten } from './intrinsics.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: {
    readonly cdk_nag?: { readonly rules_to_suppress: readonly { readonly id: string; readonly reason: string }[] };
    readonly 'Parley::Reserve'?: readonly { readonly actions: readonly string[]; readonly resource: string; readonly reason: string }[];
  };
}
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** One statement of one role. */
export interface RoleStatement {
  /** The role's logical id. */
  readonly roleId: string;
  /** The function that runs under the role, else the role's logical id. */
  readonly who: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why each action or resource with a wildcard is right; empty where nobody said. */
  readonly wildcards: readonly { readonly what: string; readonly reason: string }[];
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}
interface Document {
  readonly Statement: readonly Statement[];
}

const list = <T>(value: T | readonly T[] | undefined): readonly T[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
};

const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

const property = <T>(resource: Resource, name: string): T | undefined => resource.Properties?.[name] as T | undefined;

/** Parley's own functions by the logical id of their role. */
const holders = (template: Template): Map<string, string | undefined> =>
  new Map(
    ofType(template, 'AWS::Lambda::Function').map(([, resource]) => [
      flatten(property(resource, 'Role')).slice(1, -'.Arn>'.length),
      property<{ Variables?: Record<string, string> }>(resource, 'Environment')?.Variables?.POWERTOOLS_SERVICE_NAME,
    ]),
  );

const reasonsOf = (resource: Resource): Map<string, string> =>
  new Map(resource.Metadata?.cdk_nag?.rules_to_suppress.map(({ id, reason }) => [id, reason]));

/** Every statement of every role in the template, the trust policies aside. A managed policy counts as a statement about `*`. */
export const statementsOf = (template: Template): RoleStatement[] => {
  const names = holders(template);
  const read = (roleId: string, source: Resource, { Effect, Action, Resource: on }: Statement): RoleStatement => {
    const actions = list(Action);
    const resources = list(on).map(flatten);
    const reasons = reasonsOf(source);
    const wildcards = [...actions.map((what) => ['Action', what] as const), ...resources.map((what) => ['Resource', what] as const)]
      .filter(([, what]) => what.includes('*'))
      .map(([kind, what]) => ({ what, reason: reasons.get(`AwsSolutions-IAM5[${kind}::${what}]`) ?? '' }));
    return { roleId, who: names.get(roleId) ?? roleId, effect: Effect, actions, resources, wildcards };
  };

  const roles = ofType(template, 'AWS::IAM::Role').flatMap(([id, role]) => {
    const inline = list(property<{ PolicyDocument: Document }[]>(role, 'Policies')).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    const managed = list(property<unknown[]>(role, 'ManagedPolicyArns')).map((arn) => ({
      Effect: 'Allow',
      Action: flatten(arn),
      Resource: '*',
    }));
    return [...inline, ...managed].map((statement) => read(id, role, statement));
  });
  const policies = ofType(template, 'AWS::IAM::Policy').flatMap(([, policy]) =>
    list(property<unknown[]>(policy, 'Roles')).flatMap((role) =>
      (property<Document>(policy, 'PolicyDocument')?.Statement ?? []).map((statement) =>
        read(flatten(role).slice(1, -1), policy, statement),
      ),
    ),
  );
  return [...roles, ...policies];
};
