import { openFanoutQueue } from '../../lambdas/adapters/queue.ts';
import type { FanoutJob } from '../../lambdas/domain/ports.ts';
import { openSqs } from '../../local/engines/sqs.ts';
import { type AwsServer, platform, startAwsServer } from '../support/aws-server.ts';
import { memoryFanoutQueue } from '../support/memory/fanout-queue.ts';
import { type FanoutQueueUnderTest, fanoutQueueContract } from './fanout-queue-contract.ts';

const arn = 'arn:aws:sqs:us-east-1:000000000000:fanout';

const openSqsQueue = async (): Promise<FanoutQueueUnderTest & { server: AwsServer }> => {
  let now = Date.now();
  const engine = await openSqs({ inMemory: true, clock: () => now });
  const server = await startAwsServer('sqs', engine);
  const url = `${server.endpoint}/000000000000/fanout`;
  await engine.createQueue({ name: 'fanout', arn, url, visibilitySeconds: 60, retentionSeconds: 3_600 });
  const take = async (): Promise<FanoutJob[]> => {
    const messages = await engine.receive(arn, 10, 0, AbortSignal.timeout(5_000));
    await engine.delete(
      arn,
      messages.map(({ receiptHandle }) => receiptHandle),
    );
    return messages.length === 0 ? [] : [...messages.map(({ body }) => JSON.parse(body)), ...(await take())];
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { queue: openFanoutQueue(platform, url, server.endpoint), take, pass, close: () => server.close(), server };
};

const openMemoryQueue = async (): Promise<FanoutQueueUnderTest> => {
  let now = 0;
  const queue = memoryFanoutQueue(() => now);
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { queue, take: async () => queue.take(), pass, close: async () => undefined };
};

describe.each([
  ['in memory', openMemoryQueue],
  ['on SQS', openSqsQueue],
])('the fan-out queue %s', (_name, open) => fanoutQueueContract(open));

describe('what SQS hands back', () => {
  const bells: FanoutJob[] = [0, 1, 2].map((shard) => ({ kind: 'shard', roomId: 'room_1', shard, seq: 7 }));
  /** Hands back the entry of each of these calls whose id is 1. */
  const refusing = (times: number) => {
    const bodies: string[] = [];
    return {
      bodies,
      intercept: ({ body }: { body: Buffer }) => {
        bodies.push(body.toString());
        if (bodies.length > times) return undefined;
        const answer = { Successful: [], Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] };
        return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(answer) };
      },
    };
  };

  test('is offered again, alone', async () => {
    const { queue, server, close } = await openSqsQueue();
    const { bodies, intercept } = refusing(1);
    server.intercept = intercept;

    await queue.ring(bells);

    expect(bodies.map((body) => JSON.parse(body).Entries.map(({ Id }: { Id: string }) => Id))).toEqual([['0', '1', '2'], ['1']]);
    await close();
  });

  test('again and again makes the queue unavailable', async () => {
    const { queue, server, close } = await openSqsQueue();
    server.intercept = refusing(10).intercept;

    await expect(queue.ring(bells)).rejects.toMatchObject({ code: 'unavailable' });

    await close();
  });

  test('bells are grouped by room, so that no room holds up another', async () => {
    const { queue, server, close } = await openSqsQueue();
    const { bodies, intercept } = refusing(0);
    server.intercept = intercept;

    await queue.ring([...bells, { kind: 'gone', connectionIds: ['c'] }]);

    expect(JSON.parse(bodies[0] ?? '').Entries.map(({ MessageGroupId }: { MessageGroupId?: string }) => MessageGroupId)).toEqual([
      'room_1',
      'room_1',
      'room_1',
      undefined,
    ]);
    await close();
  });
});
