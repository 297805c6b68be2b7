// What Cognito's operations take, as far as the local cloud offers them.
import * as z from 'zod/mini';

const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

const client = { ClientId: text(128) };
const username = { Username: text(128) };
const password = text(256);
const code = { ConfirmationCode: text(2_048) };
const accessToken = { AccessToken: z.string() };
const attributes = z.array(z.object({ Name: text(32), Value: z.string().check(z.maxLength(2_048)) }));

export const signUp = z.object({ ...client, ...username, Password: password, UserAttributes: z.optional(attributes) });
export const confirmSignUp = z.object({ ...client, ...username, ...code });
export const byUsername = z.object({ ...client, ...username });
export const confirmForgotPassword = z.object({ ...client, ...username, ...code, Password: password });
export const initiateAuth = z.object({ ...client, AuthFlow: z.string(), AuthParameters: z.record(z.string(), z.string()) });
export const changePassword = z.object({ ...accessToken, PreviousPassword: password, ProposedPassword: password });
export const byAccessToken = z.object(accessToken);
export const updateUserAttributes = z.object({ ...accessToken, UserAttributes: attributes });
export const verifySoftwareToken = z.object({ ...accessToken, UserCode: text(6) });
const mfaSettings = z.object({ Enabled: z.optional(z.boolean()), PreferredMfa: z.optional(z.boolean()) });
export const setUserMfaPreference = z.object({ ...accessToken, SoftwareTokenMfaSettings: z.optional(mfaSettings) });
export const adminCreateUser = z.object({
  UserPoolId: text(55),
  ...username,
  TemporaryPassword: password,
  MessageAction: z.literal('SUPPRESS'),
  UserAttributes: z.optional(attributes),
});
export const adminGroup = z.object({ UserPoolId: text(55), ...username, GroupName: text(128) });
export const respondToAuthChallenge = z.object({
  ...client,
  ChallengeName: z.string(),
  Session: z.string(),
  ChallengeResponses: z.record(z.string(), z.string()),
});
export const revokeToken = z.object({ ...client, Token: z.string() });
