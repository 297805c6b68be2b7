// What the ports' contracts do not show of the way to DynamoDB and SQS.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { openService, ServiceError } from '../../lambdas/adapters/services.ts';
import { createSignatureVerifier, parseAuthorization } from '../../local/edge/signature.ts';
import { credentials, platform } from '../support/aws-server.ts';
import { times } from './support.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

const running: { close(): Promise<void> }[] = [];

/** A service that answers each call so. */
const serve = async (answer: Answer, given: Partial<Parameters<typeof openService>[0]> = {}) => {
  const verify = createSignatureVerifier();
  const calls: { headers: Record<string, string>; body: string; validSignature: boolean }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const authorization = parseAuthorization(headers.authorization ?? '');
    const signed = { method: request.method ?? '', url: request.url ?? '', headers, body };
    const fault = authorization && verify(signed, authorization, credentials.secretAccessKey, Date.now());
    calls.push({ headers, body: body.toString(), validSignature: authorization !== undefined && fault === undefined });
    answer(request, response, calls.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const service = openService({ ...platform, ...given }, 'dynamodb', 'DynamoDB_20120810', `http://127.0.0.1:${port}`);
  running.push({
    close: async () => {
      service.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return { service, calls };
};

afterEach(async () => {
  for (const { close } of running.splice(0)) await close();
});

const fine: Answer = (_, response) => response.end('{"Count":1}');
const refusing =
  (status: number, body: string): Answer =>
  (_, response) =>
    response.writeHead(status).end(body);

test('a call is signed, says what it asks for, and hands on the trace of its invocation', async () => {
  const traces = ['Root=1-1', undefined];
  const { service, calls } = await serve(fine, { traceId: () => traces.shift() });

  expect(await service.call('PutItem', { text: 'Zoë 👋', none: undefined })).toEqual({ Count: 1 });
  await service.call('GetItem', {});

  expect(calls).toMatchObject([
    {
      body: '{"text":"Zoë 👋"}',
      validSignature: true,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'x-amzn-trace-id': 'Root=1-1',
        'content-length': '20',
      },
    },
    { validSignature: true },
  ]);
  expect(calls[1]?.headers).not.toHaveProperty('x-amzn-trace-id');
});

test.each([
  [
    '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"No."}',
    'ConditionalCheckFailedException',
    'No.',
  ],
  ['{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"Not you."}', 'AccessDeniedException', 'Not you.'],
  ['{"__type":"QueueDoesNotExist:http://internal"}', 'QueueDoesNotExist', 'the service answered 400'],
  ['<html>Bad Request</html>', 'Unknown', 'the service answered 400'],
])('a refusal for cause keeps its name, and is not tried again: %s', async (body, name, message) => {
  const { service, calls } = await serve(refusing(400, body));

  await expect(service.call('PutItem', {})).rejects.toMatchObject({ name, message, status: 400, mayPass: false });

  expect(calls).toHaveLength(1);
});

test.each<[string, Answer]>([
  ['throttles', refusing(400, '{"__type":"a#ProvisionedThroughputExceededException"}')],
  ['fails', refusing(503, '<html>Service Unavailable</html>')],
  ['breaks off', (request) => request.socket.destroy()],
  ['breaks off in its answer', (_, response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy())],
])('a service that %s is asked again, signed anew, and at most four times', async (_what, trouble) => {
  const passing = await serve((request, response, count) => (count < 3 ? trouble : fine)(request, response, count));
  const lasting = await serve(trouble);

  const [answer, refusal] = await Promise.allSettled([passing.service.call('Query', {}), lasting.service.call('Query', {})]);

  expect(answer).toEqual({ status: 'fulfilled', value: { Count: 1 } });
  expect(refusal).toMatchObject({ reason: { mayPass: true } });
  expect(passing.calls.map(({ validSignature }) => validSignature)).toEqual([true, true, true]);
  expect(lasting.calls).toHaveLength(4);
});

test('an answer that does not come is given up while there is time to say so, and asked for again', async () => {
  const { service, calls } = await serve((request, response, count) => count > 1 && fine(request, response, count));

  expect(await service.call('Query', {})).toEqual({ Count: 1 });

  expect(calls).toHaveLength(2);
});

test('a service in trouble is not asked four times as much by everybody: further attempts have a budget', async () => {
  const { service, calls } = await serve(refusing(500, ''));

  const results = await Promise.allSettled(times(100, () => service.call('Query', {})));

  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(calls).toHaveLength(100 + 500 / 5);
});

test('the row that stood against a condition comes with the refusal', async () => {
  const body = '{"__type":"a#ConditionalCheckFailedException","Item":{"pk":{"S":"room"}}}';
  const { service } = await serve(refusing(400, body));

  const refusal = await service.call('PutItem', {}).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(ServiceError);
  expect(refusal).toMatchObject({ item: { pk: { S: 'room' } } });
});
