import * as z from 'zod/mini';
import type { QueueDefinition } from '../ports.ts';
import { number, propertiesOf } from './properties.ts';
import type { Resources } from './resources.ts';

const queueSchema = z.object({
  VisibilityTimeout: z.optional(number),
  MessageRetentionPeriod: z.optional(number),
  DelaySeconds: z.optional(number),
  RedrivePolicy: z.optional(z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: number })),
});

/** SQS's own defaults, seconds. */
const defaults = { visibility: 30, retention: 4 * 24 * 60 * 60 };

/** Queues, dead-letter queues first, so that each finds its own. */
export const readQueues = (resources: Resources): QueueDefinition[] =>
  resources
    .ofType('AWS::SQS::Queue')
    .map((resource): QueueDefinition => {
      const queue = propertiesOf(resource, queueSchema);
      return {
        name: resource.attribute('QueueName'),
        arn: resource.attribute('Arn'),
        url: resource.ref,
        visibilitySeconds: queue.VisibilityTimeout ?? defaults.visibility,
        retentionSeconds: queue.MessageRetentionPeriod ?? defaults.retention,
        ...(queue.DelaySeconds === undefined ? {} : { delaySeconds: queue.DelaySeconds }),
        ...(queue.RedrivePolicy
          ? { deadLetter: { arn: queue.RedrivePolicy.deadLetterTargetArn, maxReceives: queue.RedrivePolicy.maxReceiveCount } }
          : {}),
      };
    })
    .sort((a, b) => Number(Boolean(a.deadLetter)) - Number(Boolean(b.deadLetter)));
