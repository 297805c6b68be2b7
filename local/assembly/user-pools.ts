import * as z from 'zod/mini';
import type { UserPoolClientDefinition, UserPoolDefinition } from '../ports.ts';
import { boolean, functionNameIn, number, propertiesOf, strings } from './properties.ts';
import type { Resources } from './resources.ts';

const unit = z.optional(z.enum(['seconds', 'minutes', 'hours', 'days']));
const poolSchema = z.object({
  Policies: z.optional(
    z.object({
      PasswordPolicy: z.optional(
        z.object({
          MinimumLength: z.optional(number),
          RequireLowercase: z.optional(boolean),
          RequireUppercase: z.optional(boolean),
          RequireNumbers: z.optional(boolean),
          RequireSymbols: z.optional(boolean),
        }),
      ),
    }),
  ),
  LambdaConfig: z.optional(z.record(z.string(), z.unknown())),
});
const groupSchema = z.object({ UserPoolId: z.string(), GroupName: z.optional(z.string()) });
const clientSchema = z.object({
  UserPoolId: z.string(),
  ExplicitAuthFlows: z.optional(strings),
  AccessTokenValidity: z.optional(number),
  IdTokenValidity: z.optional(number),
  RefreshTokenValidity: z.optional(number),
  TokenValidityUnits: z.optional(z.object({ AccessToken: unit, IdToken: unit, RefreshToken: unit })),
});

const seconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
/** Cognito's own defaults. */
const defaults = { minimumLength: 8, accessTokenSeconds: 3600, idTokenSeconds: 3600, refreshTokenSeconds: 30 * 86_400 };

/** The names of a pool's groups. */
const groupsOf = (resources: Resources, poolId: string): string[] =>
  resources.ofType('AWS::Cognito::UserPoolGroup').flatMap((resource) => {
    const { UserPoolId, GroupName } = propertiesOf(resource, groupSchema);
    return UserPoolId === poolId ? [GroupName ?? resource.ref] : [];
  });

export const readUserPools = (resources: Resources): UserPoolDefinition[] =>
  resources.ofType('AWS::Cognito::UserPool').map((resource) => {
    const pool = propertiesOf(resource, poolSchema);
    const policy = pool.Policies?.PasswordPolicy;
    const triggers = Object.entries(pool.LambdaConfig ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return {
      id: resource.ref,
      arn: resource.attribute('Arn'),
      passwordPolicy: {
        minimumLength: policy?.MinimumLength ?? defaults.minimumLength,
        lowercase: policy?.RequireLowercase ?? false,
        uppercase: policy?.RequireUppercase ?? false,
        numbers: policy?.RequireNumbers ?? false,
        symbols: policy?.RequireSymbols ?? false,
      },
      groups: groupsOf(resources, resource.ref),
      triggers: Object.fromEntries(triggers.map(([trigger, arn]) => [trigger, functionNameIn(arn)])),
    };
  });

export const readUserPoolClients = (resources: Resources): UserPoolClientDefinition[] =>
  resources.ofType('AWS::Cognito::UserPoolClient').map((resource) => {
    const client = propertiesOf(resource, clientSchema);
    const units = client.TokenValidityUnits;
    const validity = (value: number | undefined, of: keyof typeof seconds, fallback: number): number =>
      value === undefined ? fallback : value * seconds[of];
    return {
      id: resource.ref,
      userPoolId: client.UserPoolId,
      authFlows: client.ExplicitAuthFlows ?? [],
      accessTokenSeconds: validity(client.AccessTokenValidity, units?.AccessToken ?? 'hours', defaults.accessTokenSeconds),
      idTokenSeconds: validity(client.IdTokenValidity, units?.IdToken ?? 'hours', defaults.idTokenSeconds),
      refreshTokenSeconds: validity(client.RefreshTokenValidity, units?.RefreshToken ?? 'days', defaults.refreshTokenSeconds),
    };
  });
