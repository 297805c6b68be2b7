// What the SDK makes of calls that a plan strikes.
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { BatchGetItemCommand, BatchWriteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Edge } from '../../../local/edge/edge.ts';
import { openDynamoDb } from '../../../local/engines/dynamodb.ts';
import { openSqs } from '../../../local/engines/sqs.ts';
import { createFaults, type Faults } from '../../../local/faults/faults.ts';
import { FaultPlan } from '../../../local/faults/plan.ts';
import { aFaultPlan } from '../../support/fault-plans.ts';
import { anEdge, anIdentity, clientOptions, dynamoDbClient, noConnections, region, sqsClient } from '../edge/support.ts';
import { aQueue } from '../engines/queues.ts';

const queue = aQueue('events');
const identity = anIdentity();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const start = async (plan: Parameters<typeof aFaultPlan>[0]): Promise<{ edge: Edge; faults: Faults; posts: string[] }> => {
  const dynamodb = await openDynamoDb({ inMemory: true });
  const sqs = await openSqs({ inMemory: true });
  const arn = `arn:aws:dynamodb:${region}:000000000000:table/Rooms`;
  await dynamodb.createTable({ name: 'Rooms', arn, partitionKey: { name: 'pk', type: 'S' }, indexes: [] });
  await sqs.createQueue(queue);
  const posts: string[] = [];
  const faults = createFaults(aFaultPlan(plan), (name) => name);
  const edge = await anEdge({
    identities: () => [identity],
    engines: { dynamodb, sqs },
    management: {
      ...noConnections,
      post: async (connectionId) => {
        posts.push(connectionId);
        return 'sent';
      },
    },
    interference: faults.interference,
  });
  closers.push(
    () => dynamodb.close(),
    () => sqs.close(),
    () => edge.close(),
  );
  return { edge, faults, posts };
};

const put = (edge: Edge, pk = 'a') =>
  dynamoDbClient(edge, identity).send(new PutItemCommand({ TableName: 'Rooms', Item: { pk: { S: pk } } }));
const get = (edge: Edge, pk = 'a') =>
  dynamoDbClient(edge, identity).send(new GetItemCommand({ TableName: 'Rooms', Key: { pk: { S: pk } } }));
const sendMessage = (edge: Edge) => sqsClient(edge, identity).send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x' }));
const post = (edge: Edge) =>
  new ApiGatewayManagementApiClient({ ...clientOptions(edge, identity), endpoint: `${edge.url}/_aws/execute-api/api1/live` }).send(
    new PostToConnectionCommand({ ConnectionId: 'here=', Data: 'hello' }),
  );

test('throttles come in the words of each service, and nothing is carried out', async () => {
  const { edge, posts } = await start({ calls: [{ rate: 1, fault: 'throttle' }] });

  await expect(put(edge)).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
  await expect(sendMessage(edge)).rejects.toMatchObject({ name: 'RequestThrottled', $metadata: { httpStatusCode: 403 } });
  await expect(post(edge)).rejects.toMatchObject({ name: 'LimitExceededException', $metadata: { httpStatusCode: 429 } });
  expect(posts).toEqual([]);
});

test('an error has no effect', async () => {
  const { edge } = await start({ calls: [{ action: 'PutItem', rate: 1, fault: 'error' }] });

  await expect(put(edge)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect(await get(edge)).not.toHaveProperty('Item');
});

test('what is lost has been done', async () => {
  const { edge, faults, posts } = await start({
    calls: [
      { action: 'PutItem', rate: 1, fault: 'lost' },
      { service: 'execute-api', rate: 1, fault: 'lost' },
    ],
  });

  await expect(put(edge)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  await expect(post(edge)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect(await get(edge)).toHaveProperty('Item');
  expect(posts).toEqual(['here=']);
  expect(faults.counts()).toEqual([{ fault: 'lost', count: 2 }]);
});

test('what is late is done, and answered, later', async () => {
  const { edge, faults } = await start({ calls: [{ action: 'PutItem', rate: 1, fault: 'late', upToMs: 400 }] });
  const order: string[] = [];

  const writing = Promise.all(['a', 'b', 'c', 'd'].map((pk) => put(edge, pk))).then(() => order.push('written'));
  await get(edge).then(() => order.push('read'));
  await writing;

  expect(order).toEqual(['read', 'written']);
  expect(await get(edge)).toHaveProperty('Item');
  expect(faults.counts()).toEqual([{ fault: 'late', count: 4 }]);
});

test.each([{ service: 'sqs' }, { action: 'GetItem' }, { function: 'persist' }])('only calls that match are struck: %j', async (rule) => {
  const { edge, faults } = await start({ calls: [{ ...rule, rate: 1, fault: 'error' }] });

  await put(edge);
  expect(faults.counts()).toEqual([]);
});

test("users' own calls to Cognito are left alone unless they are named", async () => {
  const signIn = (edge: Edge) =>
    fetch(edge.url, { method: 'POST', headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' }, body: '{}' });
  const cognito = { handle: async () => ({ status: 200, headers: {}, body: '{}' }), resourcesOf: () => [], close: async () => {} };
  const edgeWith = async (service?: string): Promise<Edge> => {
    const plan = FaultPlan.parse({ calls: [{ ...(service && { service }), rate: 1, fault: 'error' }] });
    const { interference } = createFaults(plan, (name) => name);
    const edge = await anEdge({ identities: () => [], engines: { 'cognito-idp': cognito }, interference });
    closers.push(() => edge.close());
    return edge;
  };

  expect((await signIn(await edgeWith())).status).toBe(200);
  expect((await signIn(await edgeWith('cognito-idp'))).status).toBe(500);
});

test('the n-th call of a function to an action meets the same fate in each run', async () => {
  const run = async (): Promise<boolean[]> => {
    const { edge } = await start({ seed: 3, calls: [{ action: 'PutItem', rate: 0.5, fault: 'error' }] });
    const fates: boolean[] = [];
    for (let n = 0; n < 20; n += 1) {
      await Promise.all([get(edge), n % 3 === 0 && get(edge)]);
      fates.push(
        await put(edge).then(
          () => true,
          () => false,
        ),
      );
    }
    return fates;
  };

  const fates = await run();

  expect(new Set(fates).size).toBe(2);
  expect(await run()).toEqual(fates);
});

describe('unprocessed items', () => {
  const keys = Array.from({ length: 20 }, (_, n) => `k${n}`);

  test("are handed back by both of DynamoDB's batches, and nothing else is", async () => {
    const { edge } = await start({ queues: { unprocessed: 0.3 } });
    const client = dynamoDbClient(edge, identity);

    const written = await client.send(
      new BatchWriteItemCommand({ RequestItems: { Rooms: keys.map((pk) => ({ PutRequest: { Item: { pk: { S: pk } } } })) } }),
    );
    const left = (written.UnprocessedItems?.Rooms ?? []).map((request) => request.PutRequest?.Item?.pk?.S ?? '');
    const found = await Promise.all(keys.map(async (pk) => ((await get(edge, pk)).Item ? [pk] : [])));
    const read = await client.send(
      new BatchGetItemCommand({ RequestItems: { Rooms: { Keys: keys.map((pk) => ({ pk: { S: pk } })), ConsistentRead: true } } }),
    );

    expect(left.length).toBeGreaterThan(0);
    expect([...found.flat(), ...left].sort()).toEqual([...keys].sort());
    expect(read.UnprocessedKeys?.Rooms?.ConsistentRead).toBe(true);
    expect(read.UnprocessedKeys?.Rooms?.Keys?.length).toBeGreaterThan(0);
  });

  test('a batch of DynamoDB of which nothing is done is throttled', async () => {
    const { edge } = await start({ queues: { unprocessed: 1 } });

    const written = dynamoDbClient(edge, identity).send(
      new BatchWriteItemCommand({ RequestItems: { Rooms: [{ PutRequest: { Item: { pk: { S: 'a' } } } }] } }),
    );

    await expect(written).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  test('of a batch of messages are told one by one, and the rest arrives', async () => {
    const { edge } = await start({ seed: 2, queues: { unprocessed: 0.4 } });
    const client = sqsClient(edge, identity);
    const entries = Array.from({ length: 10 }, (_, n) => ({ Id: `e${n}`, MessageBody: `body ${n}` }));

    const { Successful = [], Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: entries }));
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: queue.url, MaxNumberOfMessages: 10 }));

    expect(Failed.length).toBeGreaterThan(0);
    expect(Failed[0]).toMatchObject({ SenderFault: false });
    expect([...Successful, ...Failed].map(({ Id }) => Id).sort()).toEqual(entries.map(({ Id }) => Id));
    expect(Messages).toHaveLength(Successful.length);
  });
});
