// Compares what each role may do, by its template, with what it was seen doing, by the edge of the local cloud.

import { type Resource, statementsOf, type Template } from './iam-report.ts';
import { flatten } from './intrinsics.ts';

/** One action on one resource that a role may do. */
export interface Grant {
  /** The function that runs under the role, else the role's logical id. */
  readonly who: string;
  readonly action: string;
  /** See `nameOf`. */
  readonly resource: string;
}

/** A grant that nobody was seen using, and why it is held all the same; empty where nobody said. */
export interface UnusedGrant extends Grant {
  readonly reason: string;
}

/** Why a role holds what no run of the local cloud uses; stands in the role's metadata (constructs/permission.ts). */
export interface Reserve {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly reason: string;
}

/** Under which key the reserves of a role stand in its metadata. */
export const reserveKey = 'Parley::Reserve';

/**
 * A resource by its logical id, which is the same in every stage and in the local cloud: of a template's expression, in the notation of
 * `flatten`, or of an ARN of the local cloud. A connection by its method; anything else as it is.
 */
export const nameOf = (resource: string): string => {
  const method = /\/(GET|POST|DELETE)\/@connections\//.exec(resource)?.[1];
  if (method !== undefined) return `@connections ${method}`;
  const logicalId = /(?:ExportsOutput(?:FnGetAtt|Ref))?([A-Za-z]\w*?[0-9A-F]{8})(?=Arn|[.>/]|$)/.exec(resource)?.[1];
  const index = /\/index\/\w+$/.exec(resource)?.[0] ?? '';
  return logicalId === undefined ? resource : `${logicalId}${index}`;
};

const keyOf = ({ who, action, resource }: Grant): string => `${who} ${action} ${resource}`;

/** Each grant of each role of the templates that nobody used, told once. */
export const unusedOf = (templates: readonly Template[], used: readonly Grant[]): UnusedGrant[] => {
  const seen = new Set(used.map((grant) => keyOf({ ...grant, resource: nameOf(grant.resource) })));
  const unused = templates.flatMap((template) => {
    const reasons = reasonsIn(template);
    return statementsOf(template)
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(({ roleId, who, actions, resources }) =>
        actions.flatMap((action) => resources.map((on) => ({ roleId, who, action, resource: nameOf(on) }))),
      )
      .filter((grant) => !seen.has(keyOf(grant)))
      .map(({ roleId, ...grant }) => ({ ...grant, reason: reasons.get(keyOf({ ...grant, who: roleId })) ?? '' }));
  });
  return [...new Map(unused.map((grant) => [keyOf(grant), grant])).values()];
};

const reservesOf = ({ Metadata }: Resource): readonly Reserve[] => Metadata?.[reserveKey] ?? [];

/** By role, action and resource. */
const reasonsIn = ({ Resources }: Template): Map<string, string> =>
  new Map(
    Object.entries(Resources).flatMap(([who, role]) =>
      reservesOf(role).flatMap(({ actions, resource, reason }) =>
        actions.map((action) => [keyOf({ who, action, resource: nameOf(flatten(resource)) }), reason] as const),
      ),
    ),
  );
