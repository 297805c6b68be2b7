import type { EventSourceDefinition } from '../assembly/definition.ts';
import type { Functions, QueueMessage, SqsEngine } from '../ports.ts';

export interface EventSourceOptions {
  source: EventSourceDefinition;
  queues: SqsEngine;
  functions: Functions;
  region: string;
  /** Told of a batch, or a part of it, that failed; its messages come back when their visibility ends. */
  onFailure(functionName: string, failed: number, reason: string): void;
}

/** How long a poller waits for the first message, milliseconds; SQS's longest. */
const pollMs = 20_000;
/** Most messages of one receive call. */
const receiveLimit = 10;
/** Batches of one queue in work at the same time, unless the template says fewer. */
const maxConcurrency = 4;

/** Feeds a function from a queue: collects batches as the template says, deletes what succeeded, leaves the rest to the queue. */
export const startEventSource = (options: EventSourceOptions): { stop(): Promise<void> } => {
  const { source, queues, functions, region, onFailure } = options;
  const stopping = new AbortController();
  const inWork = new Set<Promise<void>>();
  const concurrency = Math.min(source.maximumConcurrency ?? maxConcurrency, maxConcurrency);

  const collect = async (): Promise<QueueMessage[]> => {
    const { queueArn, batchSize, windowMs } = source;
    const receive = (room: number, waitMs: number): Promise<QueueMessage[]> =>
      queues.receive(queueArn, Math.min(room, receiveLimit), waitMs, stopping.signal);
    const batch = await receive(batchSize, pollMs);
    if (batch.length === 0) return batch;
    const windowEnd = performance.now() + windowMs;
    while (batch.length < batchSize && !stopping.signal.aborted) {
      const left = windowEnd - performance.now();
      const more = await receive(batchSize - batch.length, Math.max(0, left));
      batch.push(...more);
      if (more.length === 0 && left <= 0) break;
    }
    return batch;
  };

  const work = async (batch: QueueMessage[]): Promise<void> => {
    const result = await functions.invoke(source.functionName, {
      Records: batch.map((message) => record(message, source.queueArn, region)),
    });
    if (!result.ok) return onFailure(source.functionName, batch.length, `${result.errorType}: ${result.errorMessage}`);
    const failed = source.reportsItemFailures ? failedIds(result.payload, batch) : new Set<string>();
    const done = batch.filter(({ messageId }) => !failed.has(messageId));
    if (done.length > 0)
      await queues.delete(
        source.queueArn,
        done.map(({ receiptHandle }) => receiptHandle),
      );
    if (failed.size > 0) onFailure(source.functionName, failed.size, 'reported by the function');
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const batch = await collect();
      if (batch.length === 0) continue;
      if (stopping.signal.aborted) {
        await queues.release(
          source.queueArn,
          batch.map(({ receiptHandle }) => receiptHandle),
          0,
        );
        break;
      }
      const task = work(batch).finally(() => inWork.delete(task));
      inWork.add(task);
      if (inWork.size >= concurrency) await Promise.race(inWork);
    }
  };

  const looping = loop();
  return {
    stop: async () => {
      stopping.abort();
      await looping;
      await Promise.all(inWork);
    },
  };
};

const record = (message: QueueMessage, queueArn: string, region: string) => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: message.attributes,
  messageAttributes: message.messageAttributes,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

/** Which messages failed. As Lambda does, an answer that makes no sense means all of them. */
const failedIds = (payload: unknown, batch: readonly QueueMessage[]): Set<string> => {
  if (typeof payload !== 'object' || payload === null || !('batchItemFailures' in payload) || payload.batchItemFailures === null) {
    return new Set();
  }
  const known = new Set(batch.map(({ messageId }) => messageId));
  const failures: unknown[] = Array.isArray(payload.batchItemFailures) ? payload.batchItemFailures : [undefined];
  const ids = failures.map((failure) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure ? failure.itemIdentifier : undefined,
  );
  return ids.every((id): id is string => typeof id === 'string' && known.has(id)) ? new Set(ids) : known;
};
