import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Edge } from '../../../local/edge/edge.ts';
import { type DynamoDbOptions, openDynamoDb } from '../../../local/engines/dynamodb.ts';
import type { DynamoDbEngine, TableDefinition } from '../../../local/ports.ts';
import { aFolder, anEdge, anIdentity, dynamoDbClient, region, until } from '../edge/support.ts';

const seats: TableDefinition = {
  name: 'Seats',
  arn: `arn:aws:dynamodb:${region}:000000000000:table/Seats`,
  partitionKey: { name: 'connectionId', type: 'S' },
  sortKey: { name: 'channel', type: 'S' },
  indexes: [
    {
      name: 'byChannel',
      partitionKey: { name: 'channelShard', type: 'S' },
      sortKey: { name: 'connectionId', type: 'S' },
      projection: { include: ['userId'] },
    },
  ],
  ttlAttribute: 'expiresAt',
};

const log: TableDefinition = {
  name: 'Log',
  arn: `arn:aws:dynamodb:${region}:000000000000:table/Log`,
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'seq', type: 'N' },
  indexes: [],
};

const aSeat = (connectionId: string, channel = 'room#1') => ({
  connectionId: { S: connectionId },
  channel: { S: channel },
  channelShard: { S: `${channel}#0` },
  userId: { S: 'anna' },
  secret: { S: 'not in the index' },
});

describe('the DynamoDB engine', () => {
  const identity = anIdentity();
  let place: Awaited<ReturnType<typeof aFolder>>;
  let engine: DynamoDbEngine;
  let edge: Edge;
  let client: DynamoDBClient;

  const start = async (options: Partial<DynamoDbOptions> = {}) => {
    engine = await openDynamoDb({ folder: place.folder, ...options });
    for (const table of [seats, log]) await engine.createTable(table);
    edge = await anEdge({ identities: () => [identity], engines: { dynamodb: engine } });
    client = dynamoDbClient(edge, identity);
  };
  const stop = async () => {
    client.destroy();
    await edge.close();
    await engine.close();
  };

  beforeEach(async () => {
    place = await aFolder();
    await start();
  });
  afterEach(async () => {
    await stop();
    await place.remove();
  });

  const put = (Item: ReturnType<typeof aSeat>, TableName = 'Seats') => client.send(new PutItemCommand({ TableName, Item }));
  const seatKey = (connectionId: string, channel = 'room#1') => ({ connectionId: { S: connectionId }, channel: { S: channel } });
  const roster = (ScanIndexForward = true) =>
    client.send(
      new QueryCommand({
        TableName: 'Seats',
        IndexName: 'byChannel',
        KeyConditionExpression: 'channelShard = :c',
        ExpressionAttributeValues: { ':c': { S: 'room#1#0' } },
        ScanIndexForward,
      }),
    );

  test('keeps what was put, and gives it back', async () => {
    await put(aSeat('c1'));

    const { Item } = await client.send(new GetItemCommand({ TableName: 'Seats', Key: seatKey('c1') }));

    expect(Item).toEqual(aSeat('c1'));
  });

  test('tells the meter what AWS bills, and the caller only if they ask', async () => {
    const units = () => edge.meter.recent().at(-1)?.units;
    const large = { ...aSeat('c1'), secret: { S: 'x'.repeat(2_500) } };

    expect(await put(large as ReturnType<typeof aSeat>)).not.toHaveProperty('ConsumedCapacity');
    expect(units()).toBe(3);
    await client.send(new GetItemCommand({ TableName: 'Seats', Key: seatKey('nobody') }));
    expect(units()).toBe(0.5);
    const read = { TableName: 'Seats', Key: seatKey('c1'), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' } as const;
    expect(await client.send(new GetItemCommand(read))).toMatchObject({ ConsumedCapacity: { CapacityUnits: 1 } });
    expect(units()).toBe(1);
    const Items = ['c2', 'c3'].map((id) => ({ PutRequest: { Item: aSeat(id) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { Seats: Items } }));
    expect(units()).toBe(2);
    const refused = { TableName: 'Seats', Item: aSeat('c1'), ConditionExpression: 'attribute_not_exists(connectionId)' };
    await expect(client.send(new PutItemCommand(refused))).rejects.toThrow(ConditionalCheckFailedException);
    expect(units()).toBe(1);
  });

  test('an index gives what it projects, and follows changes and deletions', async () => {
    await put(aSeat('c1'));
    await put(aSeat('c2'));
    await put({ ...aSeat('c2'), channelShard: { S: 'elsewhere' } });

    expect((await roster()).Items).toEqual([
      { connectionId: { S: 'c1' }, channel: { S: 'room#1' }, channelShard: { S: 'room#1#0' }, userId: { S: 'anna' } },
    ]);

    await client.send(new DeleteItemCommand({ TableName: 'Seats', Key: seatKey('c1') }));

    expect((await roster()).Items).toEqual([]);
  });

  test('a failed condition throws, and gives the item it failed on if asked to', async () => {
    await put(aSeat('c1'));
    const putIfAbsent = (more: object) =>
      client.send(
        new PutItemCommand({
          TableName: 'Seats',
          Item: { ...aSeat('c1'), userId: { S: 'other' } },
          ConditionExpression: 'attribute_not_exists(connectionId)',
          ...more,
        }),
      );

    const failure = await putIfAbsent({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
    expect(failure).toMatchObject({ Item: aSeat('c1') });
    await expect(putIfAbsent({})).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
  });

  test('a failed condition on an item that is not there gives none', async () => {
    const failure = client.send(
      new UpdateItemCommand({
        TableName: 'Seats',
        Key: seatKey('nobody'),
        UpdateExpression: 'SET tat = :now',
        ConditionExpression: 'attribute_exists(connectionId)',
        ExpressionAttributeValues: { ':now': { N: '1' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

    await expect(failure).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
  });

  test('counters given out at once are all different', async () => {
    const next = () =>
      client.send(
        new UpdateItemCommand({
          TableName: 'Log',
          Key: { pk: { S: 'counter' }, seq: { N: '0' } },
          UpdateExpression: 'ADD head :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
          ReturnValues: 'ALL_NEW',
        }),
      );

    const heads = (await Promise.all(Array.from({ length: 50 }, next))).map(({ Attributes }) => Number(Attributes?.head?.N));

    expect(heads.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  test('of many claims at once one stands, and all others are shown that one', async () => {
    const claim = (seq: number) =>
      client
        .send(
          new PutItemCommand({
            TableName: 'Log',
            Item: { pk: { S: 'claim' }, seq: { N: '0' }, claimed: { N: String(seq) } },
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        )
        .then(
          () => String(seq),
          (error: ConditionalCheckFailedException) => error.Item?.claimed?.N,
        );

    const standing = await Promise.all(Array.from({ length: 30 }, (_, index) => claim(index)));

    expect(new Set(standing).size).toBe(1);
  });

  test('a number as sort key orders by its value, forwards and backwards, in pages', async () => {
    const seqs = [1, 2, 2.5, 9, 10, 10.5, 100, 1000];
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { Log: seqs.map((seq) => ({ PutRequest: { Item: { pk: { S: 'room' }, seq: { N: String(seq) } } } })) },
      }),
    );
    const page = (ScanIndexForward: boolean, ExclusiveStartKey?: Record<string, { S: string } | { N: string }>) =>
      client.send(
        new QueryCommand({
          TableName: 'Log',
          KeyConditionExpression: 'pk = :pk AND seq BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': { S: 'room' }, ':from': { N: '2' }, ':to': { N: '100.5' } },
          ScanIndexForward,
          Limit: 4,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
    const numbers = (items: Record<string, { N?: string }>[] = []) => items.map(({ seq }) => Number(seq?.N));

    const first = await page(true);
    const second = await page(true, { pk: { S: 'room' }, seq: { N: '10' } });
    const backwards = await page(false);

    expect(numbers(first.Items as never)).toEqual([2, 2.5, 9, 10]);
    expect(first.LastEvaluatedKey).toEqual({ pk: { S: 'room' }, seq: { N: '10' } });
    expect(numbers(second.Items as never)).toEqual([10.5, 100]);
    expect(second.LastEvaluatedKey).toBeUndefined();
    expect(numbers(backwards.Items as never)).toEqual([100, 10.5, 10, 9]);
  });

  test('a page holds at most a megabyte', async () => {
    const text = 'x'.repeat(100_000);
    for (let seq = 1; seq <= 15; seq++)
      await client.send(new PutItemCommand({ TableName: 'Log', Item: { pk: { S: 'big' }, seq: { N: String(seq) }, text: { S: text } } }));

    const page = await client.send(
      new QueryCommand({ TableName: 'Log', KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'big' } } }),
    );

    expect(page.Count).toBe(11);
    expect(page.LastEvaluatedKey).toEqual({ pk: { S: 'big' }, seq: { N: '11' } });
  });

  test('reads many items at once', async () => {
    await put(aSeat('c1'));
    await put(aSeat('c2'));

    const { Responses } = await client.send(
      new BatchGetItemCommand({ RequestItems: { Seats: { Keys: [seatKey('c1'), seatKey('c2'), seatKey('c3')] } } }),
    );

    expect(Responses?.Seats).toHaveLength(2);
  });

  test('scans with a bound, and goes on from there', async () => {
    for (const id of ['c1', 'c2', 'c3']) await put(aSeat(id));

    const first = await client.send(new ScanCommand({ TableName: 'Seats', Limit: 2 }));
    const rest = await client.send(new ScanCommand({ TableName: 'Seats', ExclusiveStartKey: first.LastEvaluatedKey }));

    expect([...(first.Items ?? []), ...(rest.Items ?? [])].map(({ connectionId }) => connectionId?.S).sort()).toEqual(['c1', 'c2', 'c3']);
  });

  test('deletes what has expired, and its index entries, and leaves the rest', async () => {
    await stop();
    let now = 1_000_000_000_000;
    await start({ clock: () => now, expiryIntervalMs: 10 });
    await put({ ...aSeat('early'), expiresAt: { N: '1000000010' } } as ReturnType<typeof aSeat>);
    await put({ ...aSeat('late'), expiresAt: { N: '1000000100' } } as ReturnType<typeof aSeat>);
    await put(aSeat('ever'));

    now += 60_000;

    await until(async () => (await roster()).Count === 2);
    const { Items } = await client.send(new ScanCommand({ TableName: 'Seats' }));
    expect(Items?.map(({ connectionId }) => connectionId?.S).sort()).toEqual(['ever', 'late']);
  });

  test('data survives a restart', async () => {
    await put(aSeat('c1'));

    await stop();
    await start();

    expect((await roster()).Count).toBe(1);
  });

  test('a new index is filled with what the table holds', async () => {
    await put(aSeat('c1'));
    const byUser = { name: 'byUser', partitionKey: { name: 'userId', type: 'S' }, projection: 'ALL' } as const;

    await engine.createTable({ ...seats, indexes: [...seats.indexes, byUser] });

    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'Seats',
        IndexName: 'byUser',
        KeyConditionExpression: 'userId = :u',
        ExpressionAttributeValues: { ':u': { S: 'anna' } },
      }),
    );
    expect(Items).toEqual([aSeat('c1')]);
  });

  test('a change of keys is refused with a sentence that names the table', async () => {
    await expect(engine.createTable({ ...seats, partitionKey: { name: 'id', type: 'S' } })).rejects.toThrow(/table Seats .*--fresh/);
  });

  test('a second instance on the same folder is told what to do', async () => {
    await expect(openDynamoDb({ folder: place.folder })).rejects.toThrow(/in use by another running Parley/);
  });

  test('bad calls are refused, and the next call works', async () => {
    await expect(client.send(new GetItemCommand({ TableName: 'Nowhere', Key: seatKey('c1') }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(client.send(new GetItemCommand({ TableName: 'Seats', Key: { connectionId: { S: 'c1' } } }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(
      client.send(new UpdateItemCommand({ TableName: 'Seats', Key: seatKey('c1'), UpdateExpression: 'SET nonsense' })),
    ).rejects.toMatchObject({ name: 'ValidationException' });

    await put(aSeat('c1'));
  });
});
