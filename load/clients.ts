// Thousands of whole clients, in processes of their own.
import { startChild } from './child.ts';

export type ClientsQuestion =
  | {
      ask: 'start';
      httpUrl: string;
      /** One a client. */
      accessTokens: string[];
      perSecond: number;
      /** Instead of the session's `reconnectMs`. */
      spreadMs?: number | undefined;
    }
  | { ask: 'forget' }
  | { ask: 'view' };

/** Times are milliseconds since the epoch. */
export interface ClientsView {
  online: number;
  /** When each attempt to connect began: a session was asked for. */
  attempts: number[];
  /** When each handshake of a socket began. */
  handshakes: number[];
  /** When a client became online. */
  returns: number[];
  rssBytes: number;
}

export interface Clients {
  /** Starts one client with each token, at so many a second, and lets them come online by themselves. */
  start(clients: { httpUrl: string; accessTokens: readonly string[]; perSecond: number; spreadMs?: number }): Promise<void>;
  view(): Promise<ClientsView>;
  /** Forgets what was noted so far, and collects the garbage: what follows is measured. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

const merge = (views: readonly ClientsView[]): ClientsView => {
  const sorted = (of: (view: ClientsView) => number[]) => views.flatMap(of).sort((a, b) => a - b);
  return {
    online: views.reduce((sum, { online }) => sum + online, 0),
    attempts: sorted(({ attempts }) => attempts),
    handshakes: sorted(({ handshakes }) => handshakes),
    returns: sorted(({ returns }) => returns),
    rssBytes: views.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  };
};

export const gatherClients = (processes: number): Clients => {
  const members = Array.from({ length: processes }, () => startChild<ClientsQuestion, ClientsView>('clients-process.ts'));
  const askAll = async (questionOf: (index: number) => ClientsQuestion): Promise<ClientsView> =>
    merge(await Promise.all(members.map((member, index) => member.ask(questionOf(index)))));
  return {
    async start({ accessTokens, perSecond, ...options }) {
      const share = (index: number) => accessTokens.filter((_, place) => place % processes === index);
      await askAll((index) => ({ ask: 'start', ...options, accessTokens: share(index), perSecond: perSecond / processes }));
    },
    view: () => askAll(() => ({ ask: 'view' })),
    async forget() {
      await askAll(() => ({ ask: 'forget' }));
    },
    close: async () => {
      await Promise.all(members.map((member) => member.kill()));
    },
  };
};
