import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { WebSocketApiDefinition, WebSocketRoute } from '../../../local/assembly/definition.ts';
import { createFaults } from '../../../local/faults/faults.ts';
import { startWebSocketGateway, type WebSocketGateway } from '../../../local/gateways/websocket.ts';
import { until } from '../../support/black-box.ts';
import { aFaultPlan } from '../../support/fault-plans.ts';
import { answering } from '../../support/lambda-functions.ts';

const route = (routeKey: string): WebSocketRoute => ({
  routeKey,
  integration: { kind: 'function', functionName: routeKey, timeoutMs: 500 },
  hasResponse: true,
});
const api: WebSocketApiDefinition = {
  id: 'api1234567',
  stage: 'v1',
  routeField: 'action',
  routes: [route('$connect'), route('$disconnect'), route('echo')],
};

const gateways: WebSocketGateway[] = [];
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close(1_000)));
});

const start = async (plan: Parameters<typeof aFaultPlan>[0]) => {
  const functions = answering((_, event) => ({ statusCode: 200, body: (event as { body?: string }).body }));
  const faults = createFaults(aFaultPlan(plan), (name) => name);
  const gateway = await startWebSocketGateway({ port: 0, functions, perils: faults.perils });
  gateway.deploy({ websocketApi: api, region: 'us-east-1', urlSuffix: 'amazonaws.com' });
  gateways.push(gateway);
  const invocationsOf = (name: string) => functions.invocations.filter(({ functionName }) => functionName === name);
  return { gateway, faults, invocationsOf };
};

const open = async (gateway: WebSocketGateway): Promise<WebSocket> => {
  const socket = new WebSocket(`${gateway.url}/v1`);
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'open');
  return socket;
};

const connectionIdOf = ([connect]: { event: unknown }[]): string =>
  (connect as { event: { requestContext: { connectionId: string } } }).event.requestContext.connectionId;

test('a cut socket ends without a closing handshake, and its $disconnect runs', async () => {
  const { gateway, faults, invocationsOf } = await start({ sockets: { cutEveryMs: 50 } });
  const socket = await open(gateway);

  const [code] = await once(socket, 'close');

  expect(code).toBe(1006);
  await until('the $disconnect', () => invocationsOf('$disconnect').length === 1);
  expect(faults.counts()).toEqual([{ fault: 'cut', count: 1 }]);
});

test('in a frozen socket nothing passes and nobody is told, until it is reset', async () => {
  const { gateway, faults, invocationsOf } = await start({ sockets: { freeze: { everyMs: 0, forMs: 1_500 } } });
  const socket = await open(gateway);
  const closed = once(socket, 'close');
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  await until('the freeze', () => faults.counts().length > 0);

  socket.send('{"action":"echo"}');
  const posted = await gateway.management.post(connectionIdOf(invocationsOf('$connect')), Buffer.from('hello'));
  const isOpen = socket.readyState === socket.OPEN;
  const [code] = await closed;

  expect(posted).toBe('sent');
  expect(isOpen).toBe(true);
  expect(code).toBe(1006);
  expect(heard).toEqual([]);
  expect(invocationsOf('echo')).toEqual([]);
});

test('a lost $disconnect never runs, and the connection is gone all the same', async () => {
  const { gateway, faults, invocationsOf } = await start({ sockets: { lostDisconnects: 1 } });
  const socket = await open(gateway);
  socket.close();
  await until('the end', () => gateway.connectionCount() === 0);

  expect(await gateway.management.post(connectionIdOf(invocationsOf('$connect')), Buffer.from('hello'))).toBe('gone');
  expect(invocationsOf('$disconnect')).toEqual([]);
  expect(faults.counts()).toEqual([{ fault: 'lost disconnect', count: 1 }]);
});
