// Stands in for a whole Parley in a test of how clients come back: H1 and the opening of sockets, and nothing behind them. It has the capacity
// that API Gateway has by default, which no laptop has: 500 sockets a second, refused with 429 above that.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { limits, type Session } from '@parley/protocol';
import { WebSocketServer } from 'ws';
import { answerQuestions } from './child.ts';

export type StandInQuestion = { ask: 'listen'; port: number; reconnectMs: number } | { ask: 'view' };

export interface StandInView {
  /** Sockets that are open. */
  open: number;
  /** Handshakes that were refused. */
  refused: number;
}

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
/** A token bucket, as API Gateway's throttle is: so many at once, and then no more a second than that. */
const CAPACITY: number = limits.connectsPerSecond;
const bucket = { tokens: CAPACITY, at: performance.now() };
let refused = 0;

const sessionOf = (port: number, reconnectMs: number): Session => ({
  ticket: 'stand-in',
  ticketExpiresAt: Date.now() + limits.ticketMs,
  websocketUrl: `ws://127.0.0.1:${port}/`,
  me: { userId: 'somebody', name: 'Somebody', handle: 'somebody', email: 'somebody@example.com', createdAt: 0 },
  rooms: [],
  serverTime: Date.now(),
  reconnectMs,
});

const admits = (): boolean => {
  const now = performance.now();
  const gained = ((now - bucket.at) / 1_000) * CAPACITY;
  bucket.tokens = Math.min(CAPACITY, bucket.tokens + gained);
  bucket.at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
};

const listen = async (port: number, reconnectMs: number): Promise<void> => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(sessionOf(port, reconnectMs)));
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (admits()) return sockets.handleUpgrade(request, socket, head, (open) => open.on('error', () => {}));
    refused += 1;
    socket.end('HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\n\r\n');
  });
  server.listen({ port, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
};

answerQuestions<StandInQuestion, StandInView>(async (question) => {
  if (question.ask === 'listen') await listen(question.port, question.reconnectMs);
  return { open: sockets.clients.size, refused };
});
