import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ChatError } from '../domain/errors.ts';
import type { FanoutJob, FanoutQueue, PersistQueue, PreviewQueue } from '../domain/ports.ts';
import { answerOf } from './availability.ts';
import { clientConfig, type Platform } from './clients.ts';

/** What SQS takes in one batch. */
const BATCH = 10;
/** How often what a batch left over is offered again. */
const TRIES = 3;

const openClient = (platform: Platform, endpoint: string | undefined): SQSClient =>
  new SQSClient({ ...clientConfig(platform), ...(endpoint === undefined ? {} : { endpoint }) });

export const openPersistQueue = (platform: Platform, queueUrl: string, endpoint?: string): PersistQueue => {
  const client = openClient(platform, endpoint);
  return {
    keep: async (entry) => {
      // The group makes the queue fair: a room with a backlog waits for itself, not the others for it.
      const message = { QueueUrl: queueUrl, MessageBody: JSON.stringify(entry), MessageGroupId: entry.roomId };
      await answerOf(client.send(new SendMessageCommand(message)));
    },
  };
};

export const openPreviewQueue = (platform: Platform, queueUrl: string, endpoint?: string): PreviewQueue => {
  const client = openClient(platform, endpoint);
  return {
    ask: async (job) => {
      await answerOf(
        client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(job), MessageGroupId: job.roomId })),
      );
    },
  };
};

interface Entry {
  Id: string;
  MessageBody: string;
  MessageGroupId?: string;
  DelaySeconds?: number;
}

const entryOf = (job: FanoutJob, index: number, delaySeconds: number): Entry => ({
  Id: String(index),
  MessageBody: JSON.stringify(job),
  ...('roomId' in job && { MessageGroupId: job.roomId }),
  ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
});

export const openFanoutQueue = (platform: Platform, queueUrl: string, endpoint?: string): FanoutQueue => {
  const client = openClient(platform, endpoint);

  const send = async (entries: Entry[], tries = 1): Promise<void> => {
    const { Failed = [] } = await answerOf(client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries })));
    if (Failed.length === 0) return;
    if (tries === TRIES) throw new ChatError('unavailable', 'The service is busy. Try again.');
    const failed = new Set(Failed.map(({ Id }) => Id));
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
