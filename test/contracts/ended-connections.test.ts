import { openEndedConnections } from '../../lambdas/adapters/ended-connections.ts';
import { times } from './support.ts';

const endedAt = () => {
  let now = 1_000_000;
  const ended = openEndedConnections(() => now);
  return { ...ended, pass: (milliseconds: number) => (now += milliseconds) };
};

describe('connections that have ended', () => {
  test('are remembered for a minute, and then found out anew', () => {
    const { markEnded, hasEnded, pass } = endedAt();
    markEnded(['ada-phone']);

    const known = [0, 59_999, 1].map((milliseconds) => {
      pass(milliseconds);
      return hasEnded('ada-phone');
    });

    expect(known).toEqual([true, true, false]);
    expect(hasEnded('ben-phone')).toBe(false);
  });

  test('are remembered as far as there is room: the latest', () => {
    const { markEnded, hasEnded } = endedAt();
    markEnded(times(10_000, (index) => `connection-${index}`));
    markEnded(['one', 'more']);

    expect(['connection-0', 'connection-1', 'connection-2', 'one', 'more'].map(hasEnded)).toEqual([false, false, true, true, true]);
  });
});
