import { openPersistQueue } from '../../lambdas/adapters/queue.ts';
import { openSqs } from '../../local/engines/sqs.ts';
import { type AwsServer, platform, startAwsServer } from '../support/aws-server.ts';
import { aMessage } from '../support/builders.ts';
import { memoryQueue } from '../support/memory/persist-queue.ts';
import { persistQueueContract, type QueueUnderTest } from './persist-queue-contract.ts';

const arn = 'arn:aws:sqs:us-east-1:000000000000:persist';

const openSqsQueue = async (): Promise<QueueUnderTest & { server: AwsServer }> => {
  const engine = await openSqs({ inMemory: true });
  const server = await startAwsServer('sqs', engine);
  const url = `${server.endpoint}/000000000000/persist`;
  await engine.createQueue({ name: 'persist', arn, url, visibilitySeconds: 60, retentionSeconds: 3_600 });
  const take: QueueUnderTest['take'] = async () => {
    const messages = await engine.receive(arn, 10, 0, AbortSignal.timeout(5_000));
    await engine.delete(
      arn,
      messages.map(({ receiptHandle }) => receiptHandle),
    );
    const entries = messages.map(({ body }) => JSON.parse(body));
    return messages.length === 0 ? [] : [...entries, ...(await take())];
  };
  return { queue: openPersistQueue(platform, url, server.endpoint), take, close: () => server.close(), server };
};

const openMemoryQueue = async (): Promise<QueueUnderTest> => {
  const queue = memoryQueue();
  return { queue, take: async () => queue.take(), close: async () => undefined };
};

describe.each([
  ['in memory', openMemoryQueue],
  ['on SQS', openSqsQueue],
])('the persist queue %s', (_name, open) => persistQueueContract(open));

test('a queue that takes nothing is unavailable: nothing may be acknowledged', async () => {
  const { queue, server, close } = await openSqsQueue();
  server.intercept = () => ({ status: 503, headers: {}, body: '' });

  await expect(queue.keep(aMessage())).rejects.toMatchObject({ code: 'unavailable' });

  await close();
});
