// Many whole clients in one process (clients.ts): each keeps its socket open, and every attempt to do so is noted.
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Chat, createChat, type SessionTokens } from '@parley/client';
import { WebSocket } from 'ws';
import { answerQuestions } from './child.ts';
import type { ClientsQuestion, ClientsView } from './clients.ts';

const chats: Chat[] = [];
/** When a session was asked for, which is how an attempt begins; and when a handshake was. Milliseconds since the epoch. */
let attempts: number[] = [];
let handshakes: number[] = [];
let returns: number[] = [];

class NotedWebSocket extends WebSocket {
  constructor(url: string) {
    super(url, { perMessageDeflate: false });
    handshakes.push(Date.now());
  }
}

const tokensOf = (accessToken: string): SessionTokens => ({
  accessToken: async () => accessToken,
  reject: () => {},
  signOut: async () => {},
  signedOut: false,
});

/** As the library does, but for the spread, which a smaller capacity stretches. */
const fetching =
  (spreadMs: number | undefined): typeof fetch =>
  async (input, init) => {
    if (!String(input).endsWith('/v1/session')) return fetch(input, init);
    attempts.push(Date.now());
    const response = await fetch(input, init);
    if (spreadMs === undefined || !response.ok) return response;
    return Response.json(Object.assign({}, await response.json(), { reconnectMs: spreadMs }));
  };

const watch = (chat: Chat): void => {
  let online = false;
  chat.subscribe(() => {
    const now = chat.getState().connection.status === 'online';
    if (now && !online) returns.push(Date.now());
    online = now;
  });
};

const start = async ({ httpUrl, accessTokens, perSecond, spreadMs }: Extract<ClientsQuestion, { ask: 'start' }>): Promise<void> => {
  const began = performance.now();
  for (const [index, accessToken] of accessTokens.entries()) {
    await delay(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
    const chat = createChat({
      deployment: { httpUrl },
      tokens: tokensOf(accessToken),
      WebSocket: NotedWebSocket,
      fetch: fetching(spreadMs),
    });
    watch(chat);
    chats.push(chat);
    chat.start();
  }
};

const view = (): ClientsView => ({
  online: chats.filter((chat) => chat.getState().connection.status === 'online').length,
  attempts,
  handshakes,
  returns,
  rssBytes: process.memoryUsage.rss(),
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

// A collection of what thousands of clients have left behind would hold all of them up at once, for up to half a second, and then they would come
// in a heap: something that one client in a process of its own never does.
const forget = (): void => {
  collectGarbage();
  attempts = [];
  handshakes = [];
  returns = [];
};

answerQuestions<ClientsQuestion, ClientsView>(async (question) => {
  if (question.ask === 'start') await start(question);
  if (question.ask === 'forget') forget();
  return view();
});
