import type { EventSourceDefinition } from '../../../local/assembly/definition.ts';
import { openSqs } from '../../../local/engines/sqs.ts';
import { startEventSource } from '../../../local/functions/event-sources.ts';
import type { AwsCall, QueueDefinition, SqsEngine } from '../../../local/ports.ts';
import { until } from '../../support/black-box.ts';
import { answering } from '../../support/lambda-functions.ts';

const queue: QueueDefinition = {
  name: 'jobs',
  arn: 'arn:aws:sqs:us-east-1:000000000000:jobs',
  url: 'http://127.0.0.1/000000000000/jobs',
  visibilitySeconds: 1,
  retentionSeconds: 600,
};
const source: EventSourceDefinition = {
  queueArn: queue.arn,
  functionName: 'work',
  batchSize: 100,
  windowMs: 200,
  reportsItemFailures: true,
};

interface Batch {
  Records: { messageId: string; body: string; eventSourceARN: string }[];
}

/** Time that passes only while this process gets its turns: what is in work comes back when it has failed, and not because a busy machine held it up. */
let now: number;
let ticking: NodeJS.Timeout;
const TICK_MS = 10;

let queues: SqsEngine;
beforeEach(async () => {
  now = Date.now();
  ticking = setInterval(() => {
    now += TICK_MS;
  }, TICK_MS);
  queues = await openSqs({ inMemory: true, clock: () => now });
  await queues.createQueue(queue);
});
afterEach(async () => {
  clearInterval(ticking);
  await queues.close();
});

const send = async (...bodies: string[]): Promise<void> => {
  for (const body of bodies) {
    const call: AwsCall = {
      service: 'sqs',
      region: 'us-east-1',
      action: 'SendMessage',
      method: 'POST',
      path: '/',
      headers: {},
      body: Buffer.from(JSON.stringify({ QueueUrl: queue.url, MessageBody: body })),
    };
    await queues.handle(call);
  }
};

const start = (work: (batch: Batch) => unknown, changes: Partial<EventSourceDefinition> = {}) => {
  const batches: Batch['Records'][] = [];
  const functions = answering((_, event) => {
    batches.push((event as Batch).Records);
    return work(event as Batch);
  });
  const failures: number[] = [];
  const started = startEventSource({
    source: { ...source, ...changes },
    queues,
    functions,
    region: 'us-east-1',
    onFailure: (_, failed) => failures.push(failed),
  });
  return { batches, failures, stop: started.stop };
};

const isEmpty = async (): Promise<boolean> => {
  const { visible, inFlight, delayed } = await queues.depth(queue.arn);
  return visible + inFlight + delayed === 0;
};

test('what arrives within the window comes in one batch, more than one receive can bring', async () => {
  await send(...Array.from({ length: 25 }, (_, n) => `job ${n}`));

  const { batches, stop } = start(() => ({ batchItemFailures: [] }));
  await until('the queue to be empty', isEmpty);
  await stop();

  expect(batches).toHaveLength(1);
  expect(batches[0]?.map(({ body }) => body).toSorted()).toEqual(Array.from({ length: 25 }, (_, n) => `job ${n}`).toSorted());
  expect(batches[0]?.[0]).toMatchObject({ eventSource: 'aws:sqs', eventSourceARN: queue.arn, awsRegion: 'us-east-1' });
});

test('a batch is never larger than it may be', async () => {
  await send(...Array.from({ length: 12 }, (_, n) => `job ${n}`));

  const { batches, stop } = start(() => ({ batchItemFailures: [] }), { batchSize: 5 });
  await until('the queue to be empty', isEmpty);
  await stop();

  for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(5);
});

test('only what failed comes back', async () => {
  await send('good', 'bad');
  const seen: string[] = [];
  let badTries = 0;

  const { failures, stop } = start(({ Records }) => {
    seen.push(...Records.map(({ body }) => body));
    const bad = Records.filter(({ body }) => body === 'bad');
    badTries += bad.length;
    return { batchItemFailures: badTries < 2 ? bad.map(({ messageId }) => ({ itemIdentifier: messageId })) : [] };
  });
  await until('the queue to be empty', isEmpty);
  await stop();

  expect(seen.filter((body) => body === 'good')).toHaveLength(1);
  expect(seen.filter((body) => body === 'bad')).toHaveLength(2);
  expect(failures).toEqual([1]);
});

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  ['reports an item that it was not given', () => ({ batchItemFailures: [{ itemIdentifier: 'else' }] })],
  ['reports nonsense', () => ({ batchItemFailures: 'all' })],
])('a function that %s fails the whole batch', async (_, fail) => {
  await send('a', 'b');
  let tries = 0;

  const { failures, stop } = start(() => {
    tries += 1;
    return tries === 1 ? fail() : { batchItemFailures: [] };
  });
  await until('the queue to be empty', isEmpty);
  await stop();

  expect(failures).toEqual([2]);
});

test('stopping lets what is in work end, and gives the rest back to the queue', async () => {
  let finish = (): void => {};
  const working = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { batches, stop } = start(() => working, { batchSize: 1, windowMs: 0, maximumConcurrency: 1 });
  await send('first', 'second');
  await until('the first to be in work', () => batches[0]);

  const stopped = stop();
  finish();
  await stopped;

  expect(batches).toHaveLength(1);
  const { visible, inFlight } = await queues.depth(queue.arn);
  expect(visible + inFlight).toBe(1);
});
