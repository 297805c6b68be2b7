// Calls to AWS that are throttled, fail, seem to fail, or take their time.
import { setTimeout as delay } from 'node:timers/promises';
import { internalError, throttled } from '../edge/refusals.ts';
import type { AwsCall, AwsReply, CarryOut, Interference } from '../ports.ts';
import type { Dice } from './dice.ts';
import type { CallFault } from './plan.ts';
import type { Tally } from './tally.ts';

export const interferingCalls =
  (rules: readonly CallFault[], dice: Dice, tally: Tally): Interference =>
  async (call, carryOut) => {
    const stream = `${call.identity?.functionName}/${call.service}/${call.action}`;
    const struck = rules.find((rule, index) => matches(rule, call) && dice.roll(`call/${index}/${stream}`) < rule.rate);
    if (!struck) return carryOut(call);
    tally.count(struck.fault);
    return outcomes[struck.fault](call, carryOut, () => struck.upToMs * dice.roll(`late/${stream}`));
  };

/** What nobody signed, a user's call to Cognito, is left alone by rules that do not name its service. */
const matches = ({ service, action, function: caller }: CallFault, call: AwsCall): boolean =>
  (service === undefined ? call.identity !== undefined : service === call.service) &&
  (action ?? call.action) === call.action &&
  (caller ?? call.identity?.functionName) === call.identity?.functionName;

const outcomes: Record<CallFault['fault'], (call: AwsCall, carryOut: CarryOut, lateMs: () => number) => Promise<AwsReply>> = {
  throttle: async ({ service }) => throttled(service),
  error: async ({ service }) => internalError(service),
  lost: async (call, carryOut) => {
    await carryOut(call);
    return internalError(call.service);
  },
  // The effect itself, not the answer alone: what is told by another way is heard before it.
  late: async (call, carryOut, lateMs) => {
    await delay(lateMs());
    return carryOut(call);
  },
};
