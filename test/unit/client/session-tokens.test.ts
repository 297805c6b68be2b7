import { AccountError, type Tokens } from '../../../client/accounts.ts';
import { createSessionTokens, SignedOutError } from '../../../client/session-tokens.ts';

const NOW = 1_000_000;
const tokensAt = (name: string, expiresAt: number): Tokens => ({ accessToken: name, refreshToken: 'refresh', expiresAt });

const setUp = (tokens: Tokens, refresh: () => Promise<Tokens>) => {
  const calls = { refreshed: 0, revoked: [] as string[] };
  const changes: (Tokens | undefined)[] = [];
  const session = createSessionTokens({
    tokens,
    accounts: {
      refresh: () => {
        calls.refreshed += 1;
        return refresh();
      },
      signOut: async (refreshToken) => {
        calls.revoked.push(refreshToken);
      },
    },
    clock: () => NOW,
    onChange: (changed) => changes.push(changed),
  });
  return { session, calls, changes };
};

const fresh = tokensAt('new', NOW + 3_600_000);

describe('the tokens of a session', () => {
  test('serve as they are while they live', async () => {
    const { session, calls } = setUp(tokensAt('old', NOW + 61_000), async () => fresh);

    expect(await session.accessToken()).toBe('old');
    expect(calls.refreshed).toBe(0);
  });

  test('are replaced before they end, once however many ask', async () => {
    const { session, calls, changes } = setUp(tokensAt('old', NOW + 59_000), async () => fresh);

    expect(await Promise.all([session.accessToken(), session.accessToken()])).toEqual(['new', 'new']);
    expect(calls.refreshed).toBe(1);
    expect(changes).toEqual([fresh]);
  });

  test('are replaced when the server refuses them', async () => {
    const { session } = setUp(tokensAt('old', NOW + 3_600_000), async () => fresh);
    session.reject('old');

    expect(await session.accessToken()).toBe('new');
  });

  test('end when Cognito says so', async () => {
    const { session, changes } = setUp(tokensAt('old', NOW), async () => {
      throw new AccountError('NotAuthorizedException', 'Refresh Token has been revoked');
    });

    await expect(session.accessToken()).rejects.toBeInstanceOf(SignedOutError);
    await expect(session.accessToken()).rejects.toBeInstanceOf(SignedOutError);
    expect(session.signedOut).toBe(true);
    expect(changes).toEqual([undefined]);
  });

  test('outlive a failure to reach Cognito', async () => {
    let failing = true;
    const { session } = setUp(tokensAt('old', NOW), async () => {
      if (failing) throw new AccountError('NetworkError', 'offline');
      return fresh;
    });

    await expect(session.accessToken()).rejects.toMatchObject({ code: 'NetworkError' });
    failing = false;
    expect(await session.accessToken()).toBe('new');
  });

  test('are revoked on signing out, and a refresh under way brings none back', async () => {
    let answer = (_: Tokens) => {};
    const { session, calls, changes } = setUp(
      tokensAt('old', NOW),
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const asked = session.accessToken();
    await session.signOut();
    answer(fresh);

    await expect(asked).rejects.toBeInstanceOf(SignedOutError);
    expect(calls.revoked).toEqual(['refresh']);
    expect(changes).toEqual([undefined]);
  });
});
