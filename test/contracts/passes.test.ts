import { openPasses } from '../../lambdas/adapters/passes.ts';
import type { Seat } from '../../lambdas/domain/ports.ts';
import { times } from './support.ts';

const AT = 1_000_000;
const MINUTE = 60_000;
const seat = (connectionId: string): Seat => ({ connectionId, userId: 'ada', role: 'member', connectedAt: 0 });

describe('who passed a gate lately', () => {
  test('is remembered for ten minutes, in that room', () => {
    const { passed, passedLately } = openPasses();
    passed('lobby', { seat: seat('phone'), at: AT, restedAt: AT });

    expect([0, 10 * MINUTE - 1, 10 * MINUTE].map((later) => passedLately('phone', 'lobby', AT + later)?.userId)).toEqual([
      'ada',
      'ada',
      undefined,
    ]);
    expect(passedLately('phone', 'garden', AT)).toBeUndefined();
    expect(passedLately('laptop', 'lobby', AT)).toBeUndefined();
  });

  test('is not expected to pass before they have rested', () => {
    const { passed, passedLately } = openPasses();
    passed('lobby', { seat: seat('phone'), at: AT, restedAt: AT + 100 });

    expect([99, 100].map((later) => passedLately('phone', 'lobby', AT + later) !== undefined)).toEqual([false, true]);
  });

  test('nor after a refusal', () => {
    const { passed, refused, passedLately } = openPasses();
    passed('lobby', { seat: seat('phone'), at: AT, restedAt: AT });

    refused('phone', 'lobby');

    expect(passedLately('phone', 'lobby', AT)).toBeUndefined();
  });

  test('is remembered as far as there is room: the latest', () => {
    const { passed, passedLately } = openPasses();
    for (const connectionId of [...times(10_000, (index) => `connection-${index}`), 'connection-0', 'one', 'more'])
      passed('lobby', { seat: seat(connectionId), at: AT, restedAt: AT });

    const known = ['connection-0', 'connection-1', 'connection-2', 'connection-3', 'more'].map((each) => passedLately(each, 'lobby', AT));

    expect(known.map((each) => each !== undefined)).toEqual([true, false, false, true, true]);
  });
});
