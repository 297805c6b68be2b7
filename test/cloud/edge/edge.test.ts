import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Edge } from '../../../local/edge/edge.ts';
import { openDynamoDb } from '../../../local/engines/dynamodb.ts';
import { openSqs } from '../../../local/engines/sqs.ts';
import type { AwsCall, AwsReply, DynamoDbEngine, Identity, ManagementApi, SqsEngine } from '../../../local/ports.ts';
import { aQueue } from '../engines/queues.ts';
import { allowAll, anEdge, anIdentity, clientOptions, dynamoDbClient, region, sqsClient } from './support.ts';

const tableArn = `arn:aws:dynamodb:${region}:000000000000:table/Rooms`;
const queue = aQueue('work');
const callbackPath = '/_aws/execute-api/api1/live';

describe('the edge', () => {
  let dynamodb: DynamoDbEngine;
  let sqs: SqsEngine;
  let identities: Identity[];
  let edge: Edge;
  let now: number;
  let fault: (call: AwsCall) => Promise<AwsReply | undefined>;
  let posts: [string, string][];

  const management: ManagementApi = {
    async post(connectionId, data) {
      posts.push([connectionId, data.toString()]);
      return connectionId === 'here=' ? 'sent' : 'gone';
    },
    disconnect: async (connectionId) => connectionId === 'here=',
    describe: (connectionId) => (connectionId === 'here=' ? { connectedAt: 0, lastActiveAt: 1_000, sourceIp: '127.0.0.1' } : undefined),
  };

  beforeEach(async () => {
    now = Date.now();
    posts = [];
    identities = [];
    fault = async () => undefined;
    dynamodb = await openDynamoDb({ inMemory: true });
    await dynamodb.createTable({
      name: 'Rooms',
      arn: tableArn,
      partitionKey: { name: 'pk', type: 'S' },
      indexes: [{ name: 'byName', partitionKey: { name: 'name', type: 'S' }, projection: 'ALL' }],
    });
    sqs = await openSqs({ inMemory: true });
    await sqs.createQueue(queue);
    edge = await anEdge({
      identities: () => identities,
      engines: { dynamodb, sqs },
      management,
      clock: () => now,
      interference: async (call, carryOut) => (await fault(call)) ?? carryOut(call),
    });
  });
  afterEach(async () => {
    await edge.close();
    await dynamodb.close();
    await sqs.close();
  });

  const known = (...given: Parameters<typeof anIdentity>): Identity => {
    const identity = anIdentity(...given);
    identities.push(identity);
    return identity;
  };
  const put = (client: DynamoDBClient) => client.send(new PutItemCommand({ TableName: 'Rooms', Item: { pk: { S: 'room' } } }));
  const scan = (client: DynamoDBClient) => client.send(new ScanCommand({ TableName: 'Rooms' }));

  describe('policies', () => {
    test('a call that the role does not allow gets AccessDeniedException, and does nothing', async () => {
      const reader = dynamoDbClient(edge, known([{ effect: 'Allow', actions: ['dynamodb:GetItem'], resources: [tableArn] }], 'reader'));

      await expect(put(reader)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message:
          'User: arn:aws:sts::000000000000:assumed-role/reader-role/reader is not authorized to perform: dynamodb:PutItem ' +
          `on resource: ${tableArn} because no identity-based policy allows the dynamodb:PutItem action`,
      });

      expect(await reader.send(new GetItemCommand({ TableName: 'Rooms', Key: { pk: { S: 'room' } } }))).not.toHaveProperty('Item');
    });

    test('an explicit deny wins over any allow', async () => {
      const client = dynamoDbClient(edge, known([...allowAll, { effect: 'Deny', actions: ['dynamodb:Scan'], resources: ['*'] }]));

      await put(client);
      await expect(scan(client)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('explicit deny'),
      });
    });

    test('an index needs a permission of its own', async () => {
      const query = new QueryCommand({
        TableName: 'Rooms',
        IndexName: 'byName',
        KeyConditionExpression: '#n = :n',
        ExpressionAttributeNames: { '#n': 'name' },
        ExpressionAttributeValues: { ':n': { S: 'tea' } },
      });
      const onTable = known([{ effect: 'Allow', actions: ['dynamodb:Query'], resources: [tableArn] }], 'table');
      const onIndex = known([{ effect: 'Allow', actions: ['dynamodb:Query'], resources: [`${tableArn}/index/*`] }], 'index');

      await expect(dynamoDbClient(edge, onTable).send(query)).rejects.toMatchObject({ name: 'AccessDeniedException' });
      expect(await dynamoDbClient(edge, onIndex).send(query)).toMatchObject({ Count: 0 });
    });

    test('a batch to a queue needs the permission of a single send', async () => {
      const batch = new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: [{ Id: 'a', MessageBody: 'x' }] });
      const sender = known([{ effect: 'Allow', actions: ['sqs:SendMessage'], resources: [queue.arn] }], 'sender');
      const receiver = known([{ effect: 'Allow', actions: ['sqs:ReceiveMessage'], resources: [queue.arn] }], 'receiver');

      expect(await sqsClient(edge, sender).send(batch)).toMatchObject({ Successful: [{ Id: 'a' }] });
      await expect(sqsClient(edge, receiver).send(batch)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    });
  });

  describe('signatures', () => {
    test('an unknown key is refused', async () => {
      await expect(put(dynamoDbClient(edge, anIdentity()))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    });

    test('a wrong secret is refused', async () => {
      const identity = known();

      await expect(put(dynamoDbClient(edge, { ...identity, secretAccessKey: 'guessed' }))).rejects.toMatchObject({
        name: 'InvalidSignatureException',
      });
    });

    test.each([-6, 6])('a signature of %p minutes from now is refused', async (minutes) => {
      const client = dynamoDbClient(edge, known());

      now += minutes * 60_000;

      await expect(put(client)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    });

    test('a body that is not the signed one is refused', async () => {
      const client = dynamoDbClient(edge, known());
      client.middlewareStack.add(
        (next) => (args) => {
          Object.assign(args.request as object, { body: JSON.stringify({ TableName: 'Rooms', Item: { pk: { S: 'safe' } } }) });
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );

      await expect(put(client)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    });

    test('a call of Cognito’s administrators without a signature is refused, whoever may sign up', async () => {
      const target = { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminCreateUser' };
      const response = await fetch(edge.url, { method: 'POST', headers: target, body: '{}' });

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: expect.stringContaining('MissingAuthenticationToken') });
    });

    test('a call without a signature is refused', async () => {
      const response = await fetch(edge.url, { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.Scan' }, body: '{}' });

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: expect.stringContaining('MissingAuthenticationToken') });
    });
  });

  describe('the meter', () => {
    test('counts calls by function, action and verdict', async () => {
      const client = dynamoDbClient(edge, known([{ effect: 'Allow', actions: ['dynamodb:PutItem'], resources: ['*'] }], 'send'));
      await put(client);
      await put(client);
      await scan(client).catch(() => {});

      expect(edge.meter.totals()).toEqual([
        { functionName: 'send', service: 'dynamodb', action: 'PutItem', verdict: 'allowed', count: 2, units: 2 },
        { functionName: 'send', service: 'dynamodb', action: 'Scan', verdict: 'denied', count: 1, units: 0 },
      ]);
      expect(edge.meter.count({ action: 'PutItem' })).toBe(2);
      expect(edge.meter.recent().at(-1)).toMatchObject({ action: 'Scan', resources: [tableArn], status: 400 });

      edge.meter.reset();

      expect(edge.meter.totals()).toEqual([]);
      expect(edge.meter.recent()).toEqual([]);
    });
  });

  describe('interference', () => {
    test('is answered in place of the engine, and what throws is no end of the edge', async () => {
      const client = dynamoDbClient(edge, known());
      const type = 'com.amazonaws.dynamodb.v20120810#ThrottlingException';
      fault = async () => ({ status: 400, headers: {}, body: JSON.stringify({ __type: type, message: 'Slow down.' }) });
      await expect(put(client)).rejects.toMatchObject({ name: 'ThrottlingException' });

      fault = async () => {
        throw new Error('a bug in the plan');
      };
      jest.spyOn(console, 'error').mockImplementation(() => {});
      await expect(put(client)).rejects.toMatchObject({ name: 'InternalServerError' });
      jest.restoreAllMocks();

      fault = async () => undefined;
      await put(client);
      expect(edge.meter.count({ verdict: 'failed' })).toBe(2);
    });
  });

  describe('@connections', () => {
    const callback = (identity: Identity) =>
      new ApiGatewayManagementApiClient({ ...clientOptions(edge, identity), endpoint: edge.url + callbackPath });
    const post = (ConnectionId: string) => new PostToConnectionCommand({ ConnectionId, Data: 'hello ✓' });

    test('reaches a connection, whatever characters are in its id', async () => {
      const client = callback(known());

      await client.send(post('here='));
      const connection = await client.send(new GetConnectionCommand({ ConnectionId: 'here=' }));
      await client.send(new DeleteConnectionCommand({ ConnectionId: 'here=' }));

      expect(posts).toEqual([['here=', 'hello ✓']]);
      expect(connection).toMatchObject({ LastActiveAt: new Date(1_000), Identity: { SourceIp: '127.0.0.1' } });
    });

    test('says that a connection is gone', async () => {
      const client = callback(known());

      await expect(client.send(post('away'))).rejects.toMatchObject({ name: 'GoneException', $metadata: { httpStatusCode: 410 } });
      await expect(client.send(new DeleteConnectionCommand({ ConnectionId: 'away' }))).rejects.toMatchObject({ name: 'GoneException' });
    });

    test('needs ManageConnections on the stage', async () => {
      const resources = [`arn:aws:execute-api:${region}:000000000000:api1/live/POST/@connections/*`];
      const poster = callback(known([{ effect: 'Allow', actions: ['execute-api:ManageConnections'], resources }]));

      await poster.send(post('here='));
      await expect(poster.send(new DeleteConnectionCommand({ ConnectionId: 'here=' }))).rejects.toMatchObject({
        name: 'AccessDeniedException',
      });
    });
  });

  describe('rough handling', () => {
    test('a client that resets in mid-body hurts nobody', async () => {
      for (let tries = 0; tries < 20; tries++) {
        const socket = connect(edge.port, '127.0.0.1');
        await new Promise((resolve) => socket.once('connect', resolve));
        socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n{"half');
        socket.resetAndDestroy();
      }

      await put(dynamoDbClient(edge, known()));
    });

    test.each(['', 'AWS4-HMAC-SHA256 ', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=x'])(
      'the authorization %p is refused',
      async (authorization) => {
        const response = await fetch(edge.url, { method: 'POST', headers: { authorization }, body: '{}' });

        expect([400, 403]).toContain(response.status);
      },
    );

    test('a body of more than 16 MiB is refused', async () => {
      const body = Buffer.alloc(17 * 1024 * 1024);
      const headers = {
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      };

      const response = await fetch(edge.url, { method: 'POST', headers, body }).catch(() => undefined);

      expect(response?.status ?? 413).toBe(413);
      await put(dynamoDbClient(edge, known()));
    });
  });
});
