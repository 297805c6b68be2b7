import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebSocketLike } from '@parley/client';
import { WebSocketServer } from 'ws';
import { createNetwork, type Network } from '../../../load/network.ts';

describe('a network that can be cut', () => {
  let server: Server;
  let sockets: WebSocketServer;
  let address: string;
  let seen: string[];
  let network: Network;

  const opened = async (): Promise<WebSocketLike> => {
    const socket = new network.WebSocket(`ws://${address}`);
    await new Promise<void>((resolve) => {
      socket.onopen = () => resolve();
    });
    return socket;
  };

  const ended = (socket: WebSocketLike): Promise<void> =>
    new Promise((resolve) => {
      socket.onerror = () => {};
      socket.onclose = () => resolve();
    });

  beforeEach(async () => {
    // A path that never answers, for what is under way when the cut comes.
    server = createServer((request, response) => {
      if (request.url !== '/silence') response.end('here');
    });
    sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`${data}, too`)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const notes: string[] = [];
    seen = notes;
    network = createNetwork({
      opened: () => notes.push('opened'),
      closed: () => notes.push('closed'),
      sent: (text) => notes.push(`sent ${text}`),
      heard: (text) => notes.push(`heard ${text}`),
    });
  });

  afterEach(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
  });

  test('carries frames and requests, and tells of them', async () => {
    const socket = await opened();
    const answer = new Promise((resolve) => {
      socket.onmessage = resolve;
    });
    socket.send('hello');
    await answer;

    const response = await network.fetch(`http://${address}/`);

    expect(await response.text()).toBe('here');
    expect(seen).toEqual(['opened', 'sent hello', 'heard hello, too']);
  });

  test('a cut ends what is open and under way', async () => {
    const closing = ended(await opened());
    const asking = network.fetch(`http://${address}/silence`);

    network.cut();

    await expect(asking).rejects.toThrow('The network is cut.');
    await closing;
    expect(seen).toEqual(['opened', 'closed']);
  });

  test('nothing opens until it is mended', async () => {
    network.cut();
    await ended(new network.WebSocket(`ws://${address}`));
    await expect(network.fetch(`http://${address}/`)).rejects.toThrow('The network is cut.');

    network.mend();
    await opened();

    expect((await network.fetch(`http://${address}/`)).status).toBe(200);
    expect(seen).toEqual(['opened']);
  });
});
