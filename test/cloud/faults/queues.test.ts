import { openSqs } from '../../../local/engines/sqs.ts';
import { createFaults } from '../../../local/faults/faults.ts';
import type { AwsCall, SqsEngine } from '../../../local/ports.ts';
import { aFaultPlan } from '../../support/fault-plans.ts';
import { aQueue } from '../engines/queues.ts';

const queue = aQueue('events');
const never = new AbortController().signal;
let now = Date.now();
let sqs: SqsEngine;
afterEach(() => sqs.close());

const start = async (plan: Parameters<typeof aFaultPlan>[0]): Promise<void> => {
  const { arrivalsMs } = createFaults(aFaultPlan(plan), (name) => name);
  sqs = await openSqs({ inMemory: true, clock: () => now, arrivalsMs });
  await sqs.createQueue(queue);
};

const send = async (body: string): Promise<void> => {
  const content = { QueueUrl: queue.url, MessageBody: body };
  const call: AwsCall = {
    service: 'sqs',
    region: '',
    action: 'SendMessage',
    method: 'POST',
    path: '/',
    headers: {},
    body: Buffer.from(JSON.stringify(content)),
  };
  await sqs.handle(call);
};

/** Receives and deletes what is visible now. */
const take = async () => {
  const received = await sqs.receive(queue.arn, 10, 0, never);
  await sqs.delete(
    queue.arn,
    received.map(({ receiptHandle }) => receiptHandle),
  );
  return received;
};

test('a duplicate comes again after it was deleted, as the same message', async () => {
  await start({ queues: { duplicates: 1 } });
  await send('once');

  const first = await take();
  now += 2_000;
  const second = await take();
  now += 10_000;

  expect(first.map(({ body }) => body)).toEqual(['once']);
  expect(second.map(({ messageId }) => messageId)).toEqual(first.map(({ messageId }) => messageId));
  expect(await take()).toEqual([]);
});

test('what is held back is overtaken, and comes within a second', async () => {
  await start({ seed: 4, queues: { reordered: 0.5 } });
  const bodies = Array.from({ length: 10 }, (_, n) => `message ${n}`);
  for (const body of bodies) await send(body);

  const early = (await take()).map(({ body }) => body);
  now += 1_000;
  const late = (await take()).map(({ body }) => body);

  expect(early.length).toBeGreaterThan(0);
  expect(late.length).toBeGreaterThan(0);
  expect([...early, ...late].sort()).toEqual(bodies);
});

test('without a plan of its own each message comes once, at once', async () => {
  await start({});
  await send('once');

  expect(await take()).toHaveLength(1);
  now += 10_000;
  expect(await take()).toEqual([]);
});
