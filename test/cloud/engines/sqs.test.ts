import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import type { Edge } from '../../../local/edge/edge.ts';
import { openSqs } from '../../../local/engines/sqs.ts';
import type { SqsEngine } from '../../../local/ports.ts';
import { aFolder, anEdge, anIdentity, sqsClient } from '../edge/support.ts';
import { aQueue } from './queues.ts';

const deadLetters = aQueue('dead');
const work = { ...aQueue('work'), deadLetter: { arn: deadLetters.arn, maxReceives: 2 } };
const QueueUrl = work.url;
const never = new AbortController().signal;

describe('the SQS engine', () => {
  const identity = anIdentity();
  let place: Awaited<ReturnType<typeof aFolder>>;
  let engine: SqsEngine;
  let edge: Edge;
  let client: SQSClient;
  let now: number;

  const start = async () => {
    engine = await openSqs({ folder: place.folder, clock: () => now });
    for (const queue of [work, deadLetters]) await engine.createQueue(queue);
    edge = await anEdge({ identities: () => [identity], engines: { sqs: engine } });
    client = sqsClient(edge, identity);
  };
  const stop = async () => {
    client.destroy();
    await edge.close();
    await engine.close();
  };

  beforeEach(async () => {
    now = Date.now();
    place = await aFolder();
    await start();
  });
  afterEach(async () => {
    await stop();
    await place.remove();
  });

  const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (queueUrl = QueueUrl) =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] })))
      .Messages ?? [];
  const bodies = (messages: { Body?: string | undefined; body?: string }[]) => messages.map(({ Body, body }) => Body ?? body);

  test('delivers in order of arrival, with digests that the SDK checks', async () => {
    await send('one', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'post' } } });
    await send('two ✓');

    expect(bodies(await receive())).toEqual(['one', 'two ✓']);
  });

  test('a message is hidden while it is worked on, and back when its time is up', async () => {
    await send('one');
    await receive();

    expect(await receive()).toEqual([]);
    now += work.visibilitySeconds * 1000;
    const [again] = await receive();
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('a deleted message does not come back', async () => {
    await send('one');
    const [message] = await receive();

    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));

    now += 2 * work.visibilitySeconds * 1000;
    expect(await receive()).toEqual([]);
  });

  test('a message that failed too often goes to the dead-letter queue', async () => {
    await send('poison');
    for (let tries = 0; tries < 2; tries++) {
      expect(bodies(await receive())).toEqual(['poison']);
      now += work.visibilitySeconds * 1000;
    }

    expect(await receive()).toEqual([]);

    expect(bodies(await receive(deadLetters.url))).toEqual(['poison']);
    expect(await engine.depth(work.arn)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  const bury = async (...poison: string[]) => {
    for (const body of poison) await send(body);
    for (let tries = 0; tries < 2; tries++) {
      await receive();
      now += work.visibilitySeconds * 1000;
    }
    await receive();
  };
  const redrive = async (more: Partial<StartMessageMoveTaskCommandInput> = {}) => {
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetters.arn, ...more }));
    return (await client.send(new ListMessageMoveTasksCommand({ SourceArn: deadLetters.arn }))).Results?.[0];
  };

  test('what failed is moved back to the queue it came from, as new', async () => {
    await bury('poison', 'venom');
    now += 60_000;

    const task = await redrive();

    expect(task).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 2 });
    const [first, second] = await receive();
    expect(bodies([first ?? {}, second ?? {}])).toEqual(['poison', 'venom']);
    expect(first?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SentTimestamp: String(now) });
    expect(first?.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
    expect(await engine.depth(deadLetters.arn)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('what has moved is still there after a restart, and what it has left is not', async () => {
    await bury('poison');
    await redrive();

    await stop();
    await start();

    expect(bodies(await receive())).toEqual(['poison']);
    expect(await receive(deadLetters.url)).toEqual([]);
  });

  test('what came to a dead-letter queue by itself moves where it is told to, and fails without being told', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: deadLetters.url, MessageBody: 'stray' }));

    expect(await redrive()).toMatchObject({ Status: 'FAILED', FailureReason: expect.any(String), ApproximateNumberOfMessagesMoved: 0 });
    expect(await redrive({ DestinationArn: work.arn })).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 });
    expect(bodies(await receive())).toEqual(['stray']);
  });

  test('only what is a dead-letter queue is moved out of', async () => {
    await expect(redrive({ SourceArn: work.arn })).rejects.toMatchObject({ name: 'UnsupportedOperation' });
    await expect(redrive({ SourceArn: `${work.arn}-none` })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('queues are listed by how their names begin', async () => {
    const list = async (QueueNamePrefix: string) => (await client.send(new ListQueuesCommand({ QueueNamePrefix }))).QueueUrls;

    expect([await list('de'), await list('none')]).toEqual([[deadLetters.url], []]);
  });

  test('a delayed message waits', async () => {
    await send('later', { DelaySeconds: 5 });
    expect(await receive()).toEqual([]);

    now += 5_000;

    expect(bodies(await receive())).toEqual(['later']);
  });

  test('a group that has most of what is in flight lets the others go ahead', async () => {
    for (let count = 0; count < 25; count += 1) await send(`loud ${count}`, { MessageGroupId: 'loud' });
    await receive();
    await send('quiet', { MessageGroupId: 'quiet' });
    await send('alone');

    const next = bodies(await receive());

    expect(next).toEqual(['quiet', 'alone', ...Array.from({ length: 8 }, (_, index) => `loud ${index + 10}`)]);
  });

  test('a group that is alone, or has little in flight, waits for nobody', async () => {
    for (let count = 0; count < 5; count += 1) await send(`busy ${count}`, { MessageGroupId: 'busy' });
    await receive();
    await send('busy 5', { MessageGroupId: 'busy' });
    await send('quiet', { MessageGroupId: 'quiet' });

    expect(bodies(await receive())).toEqual(['busy 5', 'quiet']);
  });

  test('a message given back is there at once', async () => {
    await send('one');
    const [message] = await receive();

    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }));

    expect(bodies(await receive())).toEqual(['one']);
  });

  test('an old message is dropped', async () => {
    await send('old');

    now += work.retentionSeconds * 1000 + 1;

    expect(await receive()).toEqual([]);
  });

  test('an event source waits for messages, and stops when told to', async () => {
    const waiting = engine.receive(work.arn, 10, 20_000, never);
    await send('one');
    expect(bodies(await waiting)).toEqual(['one']);

    const stopping = new AbortController();
    const stopped = engine.receive(work.arn, 10, 20_000, stopping.signal);
    stopping.abort();
    expect(await stopped).toEqual([]);
  });

  test('an event source gives back and deletes', async () => {
    await send('good');
    await send('bad');
    const [good, bad] = await engine.receive(work.arn, 10, 0, never);

    await engine.delete(work.arn, [good?.receiptHandle ?? '']);
    await engine.release(work.arn, [bad?.receiptHandle ?? ''], 0);

    expect(bodies(await engine.receive(work.arn, 10, 0, never))).toEqual(['bad']);
  });

  test('a batch is sent whole', async () => {
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `m${index}`, MessageBody: `body ${index}` }));

    const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

    expect(Successful).toHaveLength(10);
    expect(bodies(await receive())).toEqual(Entries.map(({ MessageBody }) => MessageBody));
  });

  test.each([
    ['AWS.SimpleQueueService.EmptyBatchRequest', []],
    [
      'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
      Array.from({ length: 11 }, (_, index) => ({ Id: `m${index}`, MessageBody: 'x' })),
    ],
    ['AWS.SimpleQueueService.BatchRequestTooLong', [1, 2].map((id) => ({ Id: `m${id}`, MessageBody: 'x'.repeat(600_000) }))],
  ])('a bad batch gets %s', async (code, Entries) => {
    const name = code.slice(code.lastIndexOf('.') + 1);

    await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name });
  });

  test('a message of more than a mebibyte and an unknown queue are refused', async () => {
    await expect(send('x'.repeat(1_048_577))).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await expect(send('x', { QueueUrl: `${QueueUrl}-not` })).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  test('tells about itself, and forgets all when asked to', async () => {
    await send('one');
    const attributes = async () =>
      (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};

    expect(await client.send(new GetQueueUrlCommand({ QueueName: 'work' }))).toMatchObject({ QueueUrl });
    expect(await attributes()).toMatchObject({ QueueArn: work.arn, ApproximateNumberOfMessages: '1' });

    await client.send(new PurgeQueueCommand({ QueueUrl }));

    expect(await attributes()).toMatchObject({ ApproximateNumberOfMessages: '0' });
  });

  test('messages survive a restart, those in flight too, with their receive counts', async () => {
    await send('waiting', { DelaySeconds: 60 });
    await send('in flight');
    await receive();

    await stop();
    await start();

    const [message, ...others] = await receive();
    expect(message).toMatchObject({ Body: 'in flight', Attributes: { ApproximateReceiveCount: '2' } });
    expect(others).toEqual([]);
    expect(await engine.depth(work.arn)).toEqual({ visible: 0, inFlight: 1, delayed: 1, oldestSentAt: expect.any(Number) });
  });

  test('what was accepted survives a killed process', async () => {
    await stop();
    const sender = spawn(process.execPath, [join(import.meta.dirname, 'endless-sender.ts'), place.folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let accepted = 0;
    for await (const chunk of sender.stdout) {
      accepted += String(chunk).split('\n').length - 1;
      if (accepted >= 100) sender.kill('SIGKILL');
    }
    if (sender.exitCode === null && sender.signalCode === null) await once(sender, 'exit');

    await start();

    expect((await engine.depth(work.arn)).visible).toBeGreaterThanOrEqual(accepted);
    expect(accepted).toBeGreaterThanOrEqual(100);
  });
});
