// The way back to clients: one POST a frame. The contract suite says what it guarantees.
import type { Gateway } from '../domain/ports.ts';
import type { Platform } from './clients.ts';
import { openHttp, SlowAnswer } from './http.ts';
import { openLoadGauge } from './load-gauge.ts';
import { openSigner } from './signature.ts';

export interface GatewayOptions extends Platform {
  /** The stage's @connections endpoint, `https://…/stage`. */
  endpoint: string;
  /** The account's quota of calls to @connections. */
  postsPerSecond: number;
  /** Told about a frame that could not be sent, or a connection that could not be closed. */
  onFailure?: (reason: unknown) => void;
}

const SOCKETS = 64;
const ATTEMPT_TIMEOUT_MS = 2_000;
const ATTEMPTS = 3;
/** The longest wait before the second attempt; it doubles before the third. */
const BACKOFF_MS = 50;
const NO_ANSWER = 0;
const THROTTLED = 429;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const mayPass = (status: number): boolean => status === NO_ANSWER || status === THROTTLED || status >= 500;

export const openGateway = ({ endpoint, postsPerSecond, onFailure, ...platform }: GatewayOptions): Gateway => {
  const base = new URL(endpoint);
  const http = openHttp(base, { sockets: SOCKETS, answerMs: ATTEMPT_TIMEOUT_MS });
  const gauge = openLoadGauge(postsPerSecond);
  const stage = base.pathname.replace(/\/$/, '');
  const sign = openSigner(platform, 'execute-api');

  /** One signed call; gives its status. Throws when the connection breaks or the answer takes too long. */
  const call = async (method: string, connectionId: string, body: string): Promise<number> => {
    const path = `${stage}/@connections/${encodeURIComponent(connectionId)}`;
    const plain = { host: base.host, 'content-type': 'application/octet-stream', 'content-length': String(Buffer.byteLength(body)) };
    const headers = await sign({ method, path, headers: plain, body });
    const { status } = await http.call({ method, path, headers, body });
    return status;
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
