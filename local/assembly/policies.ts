import * as z from 'zod/mini';
import type { PolicyStatement } from '../ports.ts';
import { wildcard } from '../wildcard.ts';
import { propertiesOf, strings } from './properties.ts';
import type { Resources } from './resources.ts';

const oneOrMore = z.union([
  z.pipe(
    z.string(),
    z.transform((one) => [one]),
  ),
  strings,
]);
const statementSchema = z.object({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.optional(z.record(z.string(), z.record(z.string(), oneOrMore))),
});
const documentSchema = z.object({ Statement: z.array(statementSchema) });
const policySchema = z.object({ PolicyDocument: documentSchema, Roles: z.optional(strings) });
const roleSchema = z.object({ Policies: z.optional(z.array(z.object({ PolicyDocument: documentSchema }))) });

/** What the role may do: its inline policies and those attached to it. Managed policies grant logs and traces only, which nobody checks here. */
export const statementsOf = (roleName: string, resources: Resources): PolicyStatement[] => {
  const attached = resources
    .ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')
    .map((resource) => propertiesOf(resource, policySchema))
    .filter(({ Roles }) => Roles?.includes(roleName));
  const inline = resources
    .ofType('AWS::IAM::Role')
    .filter(({ ref }) => ref === roleName)
    .flatMap((resource) => propertiesOf(resource, roleSchema).Policies ?? []);
  return [...attached, ...inline].flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map(statement);
};

const statement = ({ Sid, Effect, Action, Resource, Condition }: z.infer<typeof statementSchema>): PolicyStatement => ({
  ...(Sid ? { sid: Sid } : {}),
  effect: Effect,
  actions: Action,
  resources: Resource,
  ...(Condition ? { conditions: Condition } : {}),
});

const permissionSchema = z.object({ FunctionName: z.string(), Principal: z.string(), SourceArn: z.optional(z.string()) });

/** Whether the functions' own policies let the service invoke the function on behalf of `sourceArn`. */
export const readPermissions = (resources: Resources): ((service: string, functionName: string, sourceArn: string) => boolean) => {
  const permissions = resources.ofType('AWS::Lambda::Permission').map((resource) => propertiesOf(resource, permissionSchema));
  return (service, functionName, sourceArn) =>
    permissions.some(
      ({ FunctionName, Principal, SourceArn }) =>
        Principal === `${service}.amazonaws.com` &&
        FunctionName.replace(/^.*:function:/, '') === functionName &&
        (SourceArn === undefined || wildcard(SourceArn).test(sourceArn)),
    );
};
