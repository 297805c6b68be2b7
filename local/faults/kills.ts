// Functions that end in the middle of an invocation, at a call to AWS.
import { internalError } from '../edge/refusals.ts';
import type { Interference, RunningInvocation } from '../ports.ts';
import type { Dice } from './dice.ts';
import type { Kill } from './plan.ts';
import type { Tally } from './tally.ts';

export interface Killer {
  /** Decides about an invocation that begins; the function that it gives is to be called at its end. */
  watch(invocation: RunningInvocation): () => void;
  interference: Interference;
}

interface Watched {
  calls: number;
  kills: Kill[];
  kill: RunningInvocation['kill'];
}

/** `labelOf` gives the label of a function's physical name. */
export const createKiller = (plan: readonly Kill[], dice: Dice, tally: Tally, labelOf: (functionName: string) => string): Killer => {
  /** What is to be killed, by its session token. */
  const watched = new Map<string, Watched>();
  return {
    watch({ functionName, sessionToken, kill }) {
      const label = labelOf(functionName);
      const kills = plan.filter(({ function: name, rate }, index) => name === label && dice.roll(`kill/${index}`) < rate);
      if (kills.length > 0) watched.set(sessionToken, { calls: 0, kills, kill });
      return () => watched.delete(sessionToken);
    },

    async interference(call, carryOut) {
      const caller = watched.get(call.headers['x-amz-security-token'] ?? '');
      if (!caller) return carryOut(call);
      caller.calls += 1;
      const { calls } = caller;
      const struck = caller.kills.find((kill) => kill.call === calls);
      if (!struck) return carryOut(call);
      const reply = struck.when === 'after' ? await carryOut(call) : internalError(call.service);
      tally.count('kill');
      // Whoever called is gone before the reply: nobody reads it.
      await caller.kill();
      return reply;
    },
  };
};
