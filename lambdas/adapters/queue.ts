import { ChatError } from '../domain/errors.ts';
import type { FanoutJob, FanoutQueue, PersistQueue, PreviewQueue } from '../domain/ports.ts';
import { answerOf } from './availability.ts';
import type { Platform } from './clients.ts';
import { openService } from './services.ts';

/** What SQS takes in one batch. */
const BATCH = 10;
/** How often what a batch left over is offered again. */
const TRIES = 3;

/** What SQS takes for a message. */
interface Message {
  MessageBody: string;
  MessageGroupId?: string;
  DelaySeconds?: number;
}
interface Entry extends Message {
  Id: string;
}

/** The service stands where the queue does. `endpoint` is for tests. */
const openClient = (platform: Platform, QueueUrl: string, endpoint = platform.endpoints?.sqs ?? new URL(QueueUrl).origin) => {
  const service = openService(platform, 'sqs', 'AmazonSQS', endpoint);
  return {
    send: (message: Message) => answerOf(service.call('SendMessage', { QueueUrl, ...message })),
    /** Gives the ids of what was not taken. */
    sendBatch: async (Entries: readonly Entry[]): Promise<Set<string>> => {
      const answer: { Failed?: { Id: string }[] } = Object.assign(
        {},
        await answerOf(service.call('SendMessageBatch', { QueueUrl, Entries })),
      );
      return new Set(answer.Failed?.map(({ Id }) => Id));
    },
  };
};

export const openPersistQueue = (platform: Platform, queueUrl: string, endpoint?: string): PersistQueue => {
  const client = openClient(platform, queueUrl, endpoint);
  return {
    keep: async (entry) => {
      // The group makes the queue fair: a room with a backlog waits for itself, not the others for it.
      await client.send({ MessageBody: JSON.stringify(entry), MessageGroupId: entry.roomId });
    },
  };
};

export const openPreviewQueue = (platform: Platform, queueUrl: string, endpoint?: string): PreviewQueue => {
  const client = openClient(platform, queueUrl, endpoint);
  return {
    ask: async (job) => {
      await client.send({ MessageBody: JSON.stringify(job), MessageGroupId: job.roomId });
    },
  };
};

const entryOf = (job: FanoutJob, index: number, delaySeconds: number): Entry => ({
  Id: String(index),
  MessageBody: JSON.stringify(job),
  ...('roomId' in job && { MessageGroupId: job.roomId }),
  ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
});

export const openFanoutQueue = (platform: Platform, queueUrl: string, endpoint?: string): FanoutQueue => {
  const client = openClient(platform, queueUrl, endpoint);

  const send = async (entries: Entry[], tries = 1): Promise<void> => {
    const failed = await client.sendBatch(entries);
    if (failed.size === 0) return;
    if (tries === TRIES) throw new ChatError('unavailable', 'The service is busy. Try again.');
    return send(
      entries.filter(({ Id }) => failed.has(Id)),
      tries + 1,
    );
  };

  return {
    ring: async (jobs, { delaySeconds = 0 } = {}) => {
      const entries = jobs.map((job, index) => entryOf(job, index % BATCH, delaySeconds));
      const batches = Array.from({ length: Math.ceil(entries.length / BATCH) }, (_, index) =>
        entries.slice(index * BATCH, (index + 1) * BATCH),
      );
      await Promise.all(batches.map((batch) => send(batch)));
    },
  };
};
