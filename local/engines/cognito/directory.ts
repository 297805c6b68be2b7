// The users of all pools and their sessions: in memory for reading, every change written before it is answered.
import type { Store } from '../store.ts';

export type CodePurpose = 'sign-up' | 'reset';

/** A code that was mailed. */
export interface Code {
  digits: string;
  expiresAt: number;
  /** Wrong tries so far. */
  tries: number;
}

export interface User {
  poolId: string;
  sub: string;
  /** As the user wrote it; found without regard to case. */
  email: string;
  /** Those the user may change, as `name`. */
  attributes: Record<string, string>;
  passwordHash: string;
  /** With FORCE_CHANGE_PASSWORD, whoever made the user gave a password that is good for choosing another. */
  status: 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';
  createdAt: number;
  /** Those the user is in; missing with who was made before there were any. */
  groups?: string[];
  codes: Partial<Record<CodePurpose, Code>>;
  /** When codes were sent in the last hour. */
  codesSentAt: number[];
  /** Wrong passwords since the last right one, and until when no other is looked at. */
  failures: { count: number; lockedUntil: number };
  /** A secret that was given out and whose first code has not been seen yet. */
  offeredSecret?: string;
  /** The authenticator app, and the last step whose code was used. */
  totp?: { secret: string; enabled: boolean; lastStep: number };
}

/** A sign-in, alive until it is revoked or its refresh token expires. */
export interface Session {
  /** What all its tokens carry as `origin_jti`. */
  originJti: string;
  poolId: string;
  sub: string;
  clientId: string;
  /** SHA-256 of the refresh token, which is nowhere kept. */
  tokenHash: string;
  /** Seconds. */
  authTime: number;
  /** Milliseconds. */
  expiresAt: number;
}

export interface Directory {
  /** By e-mail address or `sub`. */
  find(poolId: string, username: string): User | undefined;
  /** Writes a new or changed user. */
  save(user: User): Promise<void>;
  /** Removes the user with all sessions. */
  remove(user: User): Promise<void>;
  session(originJti: string): Session | undefined;
  sessionOf(tokenHash: string): Session | undefined;
  open(session: Session): Promise<void>;
  end(session: Session): Promise<void>;
  endAll(user: User): Promise<void>;
}

const userKey = ({ poolId, sub }: Pick<User, 'poolId' | 'sub'>): string => `user~${poolId}~${sub}`;
const sessionKey = ({ originJti }: Session): string => `session~${originJti}`;
const nameKey = (poolId: string, username: string): string => `${poolId}~${username.trim().toLowerCase()}`;

/** Opens the directory; sessions that expired before `now` are forgotten. */
export const openDirectory = async (store: Store<User | Session>, now: number): Promise<Directory> => {
  const users = new Map<string, User>();
  const sessions = new Map<string, Session>();
  const byToken = new Map<string, Session>();

  const know = (user: User) => {
    users.set(nameKey(user.poolId, user.sub), user);
    users.set(nameKey(user.poolId, user.email), user);
  };
  const knowSession = (session: Session) => {
    sessions.set(session.originJti, session);
    byToken.set(session.tokenHash, session);
  };
  const forgetSession = (session: Session) => {
    sessions.delete(session.originJti);
    byToken.delete(session.tokenHash);
  };
  const sessionsOf = ({ poolId, sub }: User) =>
    [...sessions.values()].filter((session) => session.poolId === poolId && session.sub === sub);
  const endSessions = async (ended: readonly Session[]) => {
    for (const session of ended) forgetSession(session);
    await store.batch(ended.map((session) => ({ type: 'del', key: sessionKey(session) })));
  };

  for await (const entry of store.values()) {
    if ('originJti' in entry) knowSession(entry);
    else know(entry);
  }
  await endSessions([...sessions.values()].filter(({ expiresAt }) => expiresAt < now));

  return {
    find: (poolId, username) => users.get(nameKey(poolId, username)),
    async save(user) {
      know(user);
      await store.put(userKey(user), user);
    },
    async remove(user) {
      users.delete(nameKey(user.poolId, user.sub));
      users.delete(nameKey(user.poolId, user.email));
      await endSessions(sessionsOf(user));
      await store.del(userKey(user));
    },
    session: (originJti) => sessions.get(originJti),
    sessionOf: (tokenHash) => byToken.get(tokenHash),
    async open(session) {
      knowSession(session);
      await store.put(sessionKey(session), session);
    },
    end: (session) => endSessions([session]),
    endAll: (user) => endSessions(sessionsOf(user)),
  };
};
