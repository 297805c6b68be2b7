import { ChatError } from '../domain/errors.ts';
import type { Logins } from '../domain/ports.ts';
import { cognitoApi, openCalls } from './json-calls.ts';

const TIMEOUT_MS = 3_000;
/** What Cognito says of a token whose account is gone already. */
const GONE = /NotAuthorizedException|UserNotFoundException/;

/** Cognito's own API, which takes the word of whoever holds a token of the account: no right of the function's is needed. */
export const openLogins = ({ region, endpoint }: { region: string; endpoint: string | undefined }): Logins => {
  const call = openCalls(region, cognitoApi, endpoint);
  return {
    remove: async (accessToken) => {
      const answer = await call('DeleteUser', { AccessToken: accessToken }, TIMEOUT_MS).catch((cause: unknown) => {
        throw new ChatError('unavailable', 'The sign-in service does not answer. Try again.', { cause });
      });
      if (answer.ok || GONE.test(await answer.text())) return;
      throw new ChatError('unavailable', 'The sign-in service could not do this. Try again.');
    },
  };
};
