import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Persisting, persistEntries } from '../domain/persist.ts';
import { persistPorts } from '../runtime/deps.ts';
import { triggerPipeline } from '../runtime/pipelines.ts';
import { queuedOf } from '../runtime/requests.ts';

/** Moves what waits in the queue into the log. Messages that failed, and those that hold no entry, go back to the queue; the others are done. */
export const persist =
  (deps: Persisting) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const { queued, damaged } = queuedOf(Records);
    const failed = await persistEntries(deps, queued);
    return { batchItemFailures: [...damaged, ...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };

export const handler = triggerPipeline('persist', (observer) => persist(persistPorts(observer)));
