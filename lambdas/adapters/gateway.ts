// The lean way back to clients, for fan-out: one POST costs a fifth of the SDK's CPU time. The contract suite runs it against the same server.
import https from 'node:https';
import type { Gateway } from '../domain/ports.ts';
import { openEndedConnections } from './ended-connections.ts';
import type { GatewayOptions } from './gateway-sdk.ts';
import { openLoadGauge } from './load-gauge.ts';
import { openSigner } from './signature.ts';

const SOCKETS = 64;
const ATTEMPT_TIMEOUT_MS = 2_000;
const ATTEMPTS = 3;
/** The longest wait before the second attempt; it doubles before the third. */
const BACKOFF_MS = 50;
const NO_ANSWER = 0;
const THROTTLED = 429;

// An import of node:http touches its WebSocket export and with it loads all of undici: 18 ms of every cold start, for emulators alone.
const plainHttp = () => process.getBuiltinModule('node:http');

class SlowAnswer extends Error {
  override message = `no answer within ${ATTEMPT_TIMEOUT_MS} ms`;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Lets what has been begun go out first. */
const turn = () => new Promise((resolve) => setImmediate(resolve));
const mayPass = (status: number): boolean => status === NO_ANSWER || status === THROTTLED || status >= 500;

export const openGateway = ({ endpoint, postsPerSecond, onFailure, ...platform }: GatewayOptions): Gateway => {
  const base = new URL(endpoint);
  const { Agent, request } = base.protocol === 'https:' ? https : plainHttp();
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS, scheduling: 'lifo' });
  const gauge = openLoadGauge(postsPerSecond);
  const stage = base.pathname.replace(/\/$/, '');
  const sign = openSigner('execute-api', platform);

  /** One signed call; gives its status. Throws when the connection breaks or the answer takes too long. */
  const call = async (method: string, connectionId: string, body: string): Promise<number> => {
    const path = `${stage}/@connections/${encodeURIComponent(connectionId)}`;
    const plain = {
      host: base.host,
      'content-type': 'application/octet-stream',
      'content-length': String(Buffer.byteLength(body)),
    };
    // Posts that begin together would be signed together, and the first leave when the last has been signed.
    await turn();
    const headers = await sign({ method, path, headers: plain, body });
    return new Promise((resolve, reject) => {
      const options = { agent, method, hostname: base.hostname, port: base.port, path, headers };
      const asked = request(options, (response) => {
        response.on('error', reject).on('end', () => resolve(response.statusCode ?? NO_ANSWER));
        response.resume();
      });
      // From here on it is the gateway that takes its time; before, this call waits for others of ours.
      asked.once('socket', () => {
        const timer = setTimeout(() => asked.destroy(new SlowAnswer()), ATTEMPT_TIMEOUT_MS);
        asked.once('close', () => clearTimeout(timer));
      });
      asked.on('error', reject).end(body);
    });
  };

  /** The status in the end: throttles, failures and broken connections are tried again; an answer that takes too long is not. */
  const callUntilAnswered = async (method: string, connectionId: string, body = ''): Promise<number> => {
    for (let attempt = 1; ; attempt += 1) {
      const status = await call(method, connectionId, body).catch((error: Error) => {
        if (attempt === ATTEMPTS || error instanceof SlowAnswer) throw error;
        return NO_ANSWER;
      });
      if (status === THROTTLED) gauge.throttled();
      if (!mayPass(status) || attempt === ATTEMPTS) return status;
      await pause(Math.random() * BACKOFF_MS * 2 ** (attempt - 1));
    }
  };

  return {
    ...openEndedConnections(),
    load: gauge.load,
    post: async (connectionId, frame) => {
      gauge.posted();
      try {
        const status = await callUntilAnswered('POST', connectionId, frame);
        if (status === 200) return 'delivered';
        if (status === 410) return 'gone';
        onFailure?.(new Error(`the gateway answered ${status}`));
      } catch (error) {
        onFailure?.(error);
      }
      return 'failed';
    },
    disconnect: async (connectionId) => {
      try {
        const status = await callUntilAnswered('DELETE', connectionId);
        if (status >= 300 && status !== 410) onFailure?.(new Error(`the gateway answered ${status}`));
      } catch (error) {
        onFailure?.(error);
      }
    },
  };
};
