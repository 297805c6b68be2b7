// Calls over HTTP on sockets that are kept: what the SDK's handler does, without the rest of it.

export interface HttpCall {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}
export interface HttpAnswer {
  status: number;
  body: string;
}

export interface Http {
  /** Rejects when the connection breaks, cannot be made within a second, or the answer takes too long: then with a `SlowAnswer`. */
  call(call: HttpCall): Promise<HttpAnswer>;
  /** Lets go of the sockets. */
  close(): void;
}

export interface HttpOptions {
  /** The most that are open at once; further calls wait. */
  sockets: number;
  /** How long an answer may take from the moment that the call has a socket. */
  answerMs: number;
}

export class SlowAnswer extends Error {}

const CONNECT_MS = 1_000;

// An import of node:http touches its WebSocket export and with it loads all of undici: 18 ms of every cold start, for emulators alone. And those
// need no TLS.
const moduleOf = (protocol: string) =>
  protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');

export const openHttp = ({ protocol, hostname, port }: URL, { sockets, answerMs }: HttpOptions): Http => {
  const { Agent, request } = moduleOf(protocol);
  const agent = new Agent({ keepAlive: true, maxSockets: sockets, scheduling: 'lifo' });
  return {
    call: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const asked = request({ agent, method, hostname, port, path, headers }, (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (part: string) => {
              text += part;
            })
            .on('error', reject)
            .on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        });
        // From here on it is the service that takes its time; before, this call waits for others of ours.
        asked.once('socket', (socket) => {
          const giveUp = (ms: number) => asked.destroy(new SlowAnswer(`no answer within ${ms} ms`));
          const answer = setTimeout(giveUp, answerMs, answerMs);
          const connection = socket.connecting ? setTimeout(giveUp, CONNECT_MS, CONNECT_MS) : undefined;
          if (connection !== undefined) socket.once('connect', () => clearTimeout(connection));
          asked.once('close', () => {
            clearTimeout(answer);
            clearTimeout(connection);
          });
        });
        asked.on('error', reject).end(body);
      }),
    close: () => agent.destroy(),
  };
};
