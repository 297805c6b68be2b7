// Passwords: what a pool's policy asks for, and scrypt.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { UserPoolDefinition } from '../../ports.ts';
import { RefusedError } from '../aws-json.ts';

const longest = 256;
const keyBytes = 32;
/** Hashes computed at once; each takes 128 × cost × 8 bytes, and a core for its time. */
const atOnce = 2;
/** Hashes that may wait for their turn before callers are turned away. */
const mostWaiting = 200;

const classes = [
  { rule: 'lowercase', pattern: /[a-z]/, name: 'lowercase characters' },
  { rule: 'uppercase', pattern: /[A-Z]/, name: 'uppercase characters' },
  { rule: 'numbers', pattern: /[0-9]/, name: 'numeric characters' },
  { rule: 'symbols', pattern: /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/, name: 'symbol characters' },
] as const;

/** Throws InvalidPasswordException, as Cognito words it. */
export const checkPolicy = (policy: UserPoolDefinition['passwordPolicy'], password: string): void => {
  const refuse = (reason: string) => new RefusedError('InvalidPasswordException', `Password did not conform with policy: ${reason}`);
  if (password.length < policy.minimumLength) throw refuse('Password not long enough');
  if (password.length > longest) throw refuse('Password too long');
  if (password !== password.trim()) throw refuse('Password must not begin or end with a space');
  for (const { rule, pattern, name } of classes) if (policy[rule] && !pattern.test(password)) throw refuse(`Password must have ${name}`);
};

export interface PasswordHashing {
  /** scrypt's N, a power of two. @default 2^15: 32 MB and about 100 ms a hash */
  cost: number;
}

export interface Passwords {
  /** A salted hash, with what is needed to verify it. */
  hash(password: string): Promise<string>;
  /** Takes as long without a hash, so that nobody can tell whether the user exists. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

export const createPasswords = ({ cost }: PasswordHashing): Passwords => {
  const inTurn = createTurns(atOnce, mostWaiting);
  const derive = (password: string, salt: Buffer, N: number) =>
    inTurn(() => deriveKey(password, salt, { N, r: 8, p: 1, maxmem: 256 * N * 8 }));

  return {
    async hash(password) {
      const salt = randomBytes(16);
      const key = await derive(password, salt, cost);
      return ['scrypt', cost, salt.toString('base64'), key.toString('base64')].join('$');
    },
    async verify(password, hash) {
      const [, storedCost = String(cost), salt = '', key = ''] = hash?.split('$') ?? [];
      const derived = await derive(password, Buffer.from(salt, 'base64'), Number(storedCost));
      const expected = Buffer.from(key, 'base64');
      return expected.length === derived.length && timingSafeEqual(expected, derived);
    },
  };
};

const deriveKey = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

/** Runs at most `limit` tasks at once; throws TooManyRequestsException when `most` wait already. */
const createTurns = (limit: number, most: number) => {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (waiting.length >= most) throw new RefusedError('TooManyRequestsException', 'Too many requests.', 429);
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
