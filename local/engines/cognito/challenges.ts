// What is asked of somebody whose password was right, in place of giving tokens.
import { randomBytes } from 'node:crypto';
import type { User } from './directory.ts';
import type { ChallengeName, Cognito } from './operation.ts';
import { notAuthorized } from './sessions.ts';

/** As in Cognito, by default. */
const CHALLENGE_MS = 3 * 60_000;
const MOST_TRIES = 5;

/** Asks for more in place of giving tokens. */
export const challenge = ({ challenges, clock }: Cognito, name: ChallengeName, clientId: string, user: User) => {
  const now = clock();
  for (const [session, { expiresAt }] of challenges) if (expiresAt < now) challenges.delete(session);
  const session = randomBytes(48).toString('base64url');
  challenges.set(session, { name, poolId: user.poolId, sub: user.sub, clientId, expiresAt: now + CHALLENGE_MS, tries: 0 });
  return { ChallengeName: name, ChallengeParameters: { USER_ID_FOR_SRP: user.sub }, Session: session };
};

/** Who answers, which counts as a try. Throws NotAuthorizedException where this was not asked, or is no longer. */
export const answering = (cognito: Cognito, name: ChallengeName, clientId: string, session: string): User => {
  const { challenges, directory, clock } = cognito;
  const asked = challenges.get(session);
  const user = asked && directory.find(asked.poolId, asked.sub);
  if (!asked || !user || asked.name !== name || asked.clientId !== clientId || asked.expiresAt < clock() || asked.tries >= MOST_TRIES)
    throw notAuthorized('Invalid session for the user, session is expired.');
  asked.tries += 1;
  return user;
};
