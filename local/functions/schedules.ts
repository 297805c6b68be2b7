import { randomUUID } from 'node:crypto';
import type { CloudDefinition } from '../assembly/definition.ts';
import type { Functions } from '../ports.ts';

/** Invokes the scheduled functions at their rates. The first time comes one period from now. */
export const startSchedules = (
  { schedules, accountId, region }: Pick<CloudDefinition, 'schedules' | 'accountId' | 'region'>,
  functions: Functions,
): { stop(): void } => {
  const timers = schedules.map(({ functionName, everyMs, arn, input }) =>
    setInterval(() => {
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
    }, everyMs),
  );
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
};
