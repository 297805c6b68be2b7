import { ChatError } from '../domain/errors.ts';
import type { Logins } from '../domain/ports.ts';

const TIMEOUT_MS = 3_000;
/** What Cognito says of a token whose account is gone already. */
const GONE = /NotAuthorizedException|UserNotFoundException/;

/** Cognito's own API, which takes the word of whoever holds a token of the account: no right of the function's is needed. */
export const openLogins = ({ region, endpoint }: { region: string; endpoint: string | undefined }): Logins => ({
  remove: async (accessToken) => {
    const answer = await fetch(endpoint ?? `https://cognito-idp.${region}.amazonaws.com/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSCognitoIdentityProviderService.DeleteUser' },
      body: JSON.stringify({ AccessToken: accessToken }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new ChatError('unavailable', 'The sign-in service does not answer. Try again.', { cause });
    });
    if (answer.ok || GONE.test(await answer.text())) return;
    throw new ChatError('unavailable', 'The sign-in service could not do this. Try again.');
  },
});
