import { AccountError, type Accounts, type Tokens } from './accounts.ts';
import type { Clock } from './timers.ts';

/** The sign-in has ended: the person must log in again. */
export class SignedOutError extends Error {
  constructor(options?: { cause: unknown }) {
    super('You have been signed out.', options);
    this.name = 'SignedOutError';
  }
}

/** Where calls get their access token from. */
export interface SessionTokens {
  /** An access token that lives for another minute at least. Rejects with `SignedOutError`, or `AccountError` if Cognito did not answer. */
  accessToken(): Promise<string>;
  /** Says that the server refused this token: the next call gets another one. */
  reject(accessToken: string): void;
  /** Ends the sign-in here and at Cognito, as far as Cognito can be reached. */
  signOut(): Promise<void>;
  /** Whether the sign-in has ended. */
  readonly signedOut: boolean;
  /** When the present access token ends, milliseconds since the epoch; undefined if that is not known. */
  readonly expiresAt?: number | undefined;
}

/** A token is replaced when it has less than this to live, milliseconds. */
const MARGIN_MS = 60_000;

/** Cognito's words for "this refresh token will never serve again"; anything else may pass. */
const FINAL = new Set(['NotAuthorizedException', 'UserNotFoundException', 'PasswordResetRequiredException', 'UserNotConfirmedException']);

/**
 * Keeps one sign-in's tokens fresh, with one refresh in flight however many ask. `onChange` is told of every new set, to be stored, and of
 * the end (undefined).
 */
export const createSessionTokens = (deps: {
  tokens: Tokens;
  accounts: Pick<Accounts, 'refresh' | 'signOut'>;
  clock?: Clock;
  onChange?: (tokens: Tokens | undefined) => void;
}): SessionTokens => {
  const { accounts, clock = Date.now, onChange } = deps;
  let tokens: Tokens | undefined = deps.tokens;
  let refreshing: Promise<string> | undefined;
  let rejected: string | undefined;

  const end = () => {
    if (tokens === undefined) return;
    tokens = undefined;
    onChange?.(undefined);
  };

  const refresh = async (old: Tokens): Promise<string> => {
    try {
      const fresh = await accounts.refresh(old);
      if (tokens === undefined) throw new SignedOutError();
      tokens = fresh;
      onChange?.(fresh);
      return fresh.accessToken;
    } catch (cause) {
      if (!(cause instanceof AccountError && FINAL.has(cause.code))) throw cause;
      end();
      throw new SignedOutError({ cause });
    } finally {
      refreshing = undefined;
    }
  };

  return {
    get signedOut() {
      return tokens === undefined;
    },
    get expiresAt() {
      return tokens?.expiresAt;
    },
    async accessToken() {
      if (tokens === undefined) throw new SignedOutError();
      const fresh = tokens.expiresAt - clock() > MARGIN_MS && tokens.accessToken !== rejected;
      if (fresh) return tokens.accessToken;
      refreshing ??= refresh(tokens);
      return refreshing;
    },
    reject(accessToken) {
      rejected = accessToken;
    },
    async signOut() {
      const old = tokens;
      end();
      if (old !== undefined) await accounts.signOut(old.refreshToken);
    },
  };
};
