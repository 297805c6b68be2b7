// A small server that speaks API Gateway's @connections. A connection's id is what becomes of calls to it, one after the other: `429,200`, `hang`,
// `reset`; the last stands for all that follow. Any other id is a connection that is there.
import { createServer } from 'node:http';
import { createSignatureVerifier, parseAuthorization } from '../../local/edge/signature.ts';
import { credentials } from './aws-server.ts';

export interface CallbackRequest {
  method: string;
  path: string;
  body: string;
  authorization: string;
  validSignature: boolean;
}

export interface CallbackServer {
  endpoint: string;
  readonly requests: readonly CallbackRequest[];
  /** How often the connection was called. */
  countOf(connectionId: string): number;
  /** The most sockets that were open at once. */
  readonly mostSockets: number;
  close(): Promise<void>;
}

const SCRIPT = /^(?:\d{3}|hang|reset)(?:,(?:\d{3}|hang|reset))*$/;

export const startCallbackServer = async (): Promise<CallbackServer> => {
  const verify = createSignatureVerifier();
  const requests: CallbackRequest[] = [];
  const counts = new Map<string, number>();
  let sockets = 0;
  let mostSockets = 0;

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '' } = request;
    const body = Buffer.concat(chunks);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const authorization = parseAuthorization(headers.authorization ?? '');
    const fault = authorization && verify({ method, url, headers, body }, authorization, credentials.secretAccessKey, Date.now());
    const validSignature = authorization !== undefined && fault === undefined;
    requests.push({ method, path: url, body: body.toString(), authorization: headers.authorization ?? '', validSignature });

    const connectionId = decodeURIComponent(url.split('/').at(-1) ?? '');
    const count = counts.get(connectionId) ?? 0;
    counts.set(connectionId, count + 1);
    const steps = SCRIPT.test(connectionId) ? connectionId.split(',') : ['200'];
    const step = steps[Math.min(count, steps.length - 1)];
    if (step === 'hang') return;
    if (step === 'reset') request.socket.destroy();
    else response.writeHead(method === 'DELETE' && step === '200' ? 204 : Number(step)).end();
  });
  server.on('connection', (socket) => {
    sockets += 1;
    mostSockets = Math.max(mostSockets, sockets);
    socket.on('close', () => {
      sockets -= 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    requests,
    countOf: (connectionId) => counts.get(connectionId) ?? 0,
    get mostSockets() {
      return mostSockets;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
