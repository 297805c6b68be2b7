// Clients' sockets that break, fall silent, or end unnoticed.
import type { SocketPerils } from '../ports.ts';
import type { Dice } from './dice.ts';
import type { FaultPlan } from './plan.ts';
import type { Tally } from './tally.ts';

export const createPerils = (
  { cutEveryMs, freeze, lostDisconnects = 0 }: FaultPlan['sockets'],
  dice: Dice,
  tally: Tally,
): SocketPerils => ({
  expose(socket) {
    const timers: NodeJS.Timeout[] = [];
    const after = (ms: number, befall: () => void): void => {
      timers.push(setTimeout(befall, ms));
    };
    const strike = (fault: 'cut' | 'freeze'): void => {
      tally.count(fault);
      socket[fault]();
    };
    if (cutEveryMs !== undefined) after(2 * cutEveryMs * dice.roll('cut'), () => strike('cut'));
    if (freeze) {
      after(2 * freeze.everyMs * dice.roll('freeze'), () => {
        strike('freeze');
        after(freeze.forMs, () => socket.cut());
      });
    }
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  },

  losesDisconnect() {
    const isLost = dice.roll('lost disconnect') < lostDisconnects;
    if (isLost) tally.count('lost disconnect');
    return isLost;
  },
});
