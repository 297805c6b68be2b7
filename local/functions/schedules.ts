import { randomUUID } from 'node:crypto';
import type { CloudDefinition } from '../assembly/definition.ts';
import type { Functions } from '../ports.ts';

/** Invokes the scheduled functions at their rates. The first time comes one period from now, or at once for whom `atOnce` says so. */
export const startSchedules = (
  { schedules, accountId, region }: Pick<CloudDefinition, 'schedules' | 'accountId' | 'region'>,
  functions: Functions,
  atOnce: (functionName: string) => boolean = () => false,
): { stop(): void } => {
  const timers = schedules.map(({ functionName, everyMs, arn, input }) => {
    const invoke = (): void => {
      const event = input ?? {
        version: '0',
        id: randomUUID(),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: accountId,
        time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
        region,
        resources: [arn],
        detail: {},
      };
      void functions.invoke(functionName, event);
    };
    if (atOnce(functionName)) invoke();
    return setInterval(invoke, everyMs);
  });
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
};
