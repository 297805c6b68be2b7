// People to send messages: signed up, confirmed and signed in as everybody is.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Api, createAccounts, createApi, createSessionTokens, type SessionTokens } from '@parley/client';
import * as z from 'zod/mini';
import type { Outputs } from './cloud.ts';

export interface Actor {
  name: string;
  userId: string;
  tokens: SessionTokens;
  api: Api;
}

const Mails = z.array(z.object({ code: z.string(), sentAt: z.number() }));
const PASSWORD = 'Correct-horse-7-battery';

const codeFor = async (outputs: Outputs, email: string): Promise<string> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const mails = Mails.parse(await (await fetch(`${outputs.mailboxUrl}?to=${encodeURIComponent(email)}`)).json());
    const code = mails.at(-1)?.code;
    if (code !== undefined) return code;
    await delay(50);
  }
  throw new Error(`No code came for ${email}.`);
};

export const enrol = async (outputs: Outputs, name: string): Promise<Actor> => {
  const accounts = createAccounts(outputs);
  const email = `${name}-${randomBytes(4).toString('hex')}@example.com`;
  await accounts.signUp({ email, password: PASSWORD, name });
  await accounts.confirmSignUp(email, await codeFor(outputs, email));
  const signedIn = await accounts.signIn(email, PASSWORD);
  if ('session' in signedIn) throw new Error(`${email} is asked for a code.`);
  const tokens = createSessionTokens({ tokens: signedIn, accounts });
  const api = createApi({ httpUrl: outputs.httpUrl, tokens });
  return { name, userId: (await api.me()).userId, tokens, api };
};

/** Works on several at a time, in order. */
export const inTurns = async <T, R>(items: readonly T[], size: number, work: (item: T, index: number) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  let next = 0;
  const takeTurns = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: size }, takeTurns));
  return results;
};

/** Members added at the same time. */
const ADDED_AT_ONCE = 4;

/** A room of these people; the first one creates it. */
export const gather = async (people: readonly Actor[], name: string): Promise<string> => {
  const [owner, ...others] = people;
  if (owner === undefined) throw new Error('A room needs somebody in it.');
  const { roomId } = await owner.api.createRoom({ kind: 'private', name });
  await inTurns(others, ADDED_AT_ONCE, (other) => owner.api.putMember(roomId, other.userId, 'member'));
  return roomId;
};
