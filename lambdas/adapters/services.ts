// The lean way to the AWS services that speak JSON (DynamoDB, SQS): signed, tried again as the SDK's standard mode does, and nothing else.
import type { Platform } from './clients.ts';
import type { WireItem } from './dynamodb/codec.ts';
import { openHttp, SlowAnswer } from './http.ts';
import { openSigner } from './signature.ts';

const SOCKETS = 100;
/** A call that hangs is given up while the function still has time to say so. */
const ANSWER_MS = 3_000;
const ATTEMPTS = 4;
/** The longest wait before the second attempt, after a failure and after a throttle; it doubles with each attempt. */
const BACKOFF_MS = 100;
const THROTTLE_BACKOFF_MS = 500;
/** What a process may spend on further attempts, so that a service in trouble is not asked four times as much by everybody. */
const BUDGET = 500;
const PRICE = 5;
const PRICE_AFTER_SILENCE = 10;

const THROTTLED = /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|TooManyRequests/;

/** What went wrong, by the service's own name for it. */
export class ServiceError extends Error {
  /** Of the answer; 0 if none came. */
  readonly status: number;
  /** The row that a failed condition was checked against, where the service was asked for it. */
  readonly item: WireItem | undefined;

  constructor(name: string, message: string, status: number, options: { item?: WireItem | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = name;
    this.status = status;
    this.item = options.item;
  }

  get throttled(): boolean {
    return this.status === 429 || THROTTLED.test(this.name);
  }

  /** Whether the same call may work later: the service throttled, failed, or did not answer. A refusal for cause (4xx) never will. */
  get mayPass(): boolean {
    return this.status === 0 || this.status >= 500 || this.throttled;
  }
}

/** One service, called by the names of its actions. */
export interface Service {
  /** Rejects with a `ServiceError`. */
  call(action: string, input: object): Promise<unknown>;
  close(): void;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Refusal {
  __type?: string;
  message?: string;
  Message?: string;
  Item?: WireItem;
}

/** What a refusal says of itself: nothing, if something between us and the service wrote it. */
const refusalIn = (text: string): Refusal => {
  try {
    return Object.assign({}, JSON.parse(text));
  } catch {
    return {};
  }
};

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException` and the like. */
const refusalOf = (status: number, text: string): ServiceError => {
  const { __type: type = 'Unknown', message, Message, Item: item } = refusalIn(text);
  const name = String(type).split('#').at(-1)?.split(':')[0] ?? 'Unknown';
  return new ServiceError(name, String(message ?? Message ?? `the service answered ${status}`), status, { item });
};

const silence = (cause: unknown): ServiceError =>
  new ServiceError('NoAnswer', cause instanceof Error ? cause.message : String(cause), 0, { cause });

/** `target` is what stands before the action in `X-Amz-Target`. */
export const openService = (platform: Platform, service: string, target: string, endpoint: string): Service => {
  const { traceId } = platform;
  const url = new URL(endpoint);
  const sign = openSigner(platform, service);
  const http = openHttp(url, { sockets: SOCKETS, answerMs: ANSWER_MS });
  let budget = BUDGET;

  const attempt = async (action: string, body: string): Promise<unknown> => {
    const plain = { host: url.host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${action}` };
    const headers = await sign({ method: 'POST', path: '/', headers: plain, body });
    headers['content-length'] = String(Buffer.byteLength(body));
    const trace = traceId?.();
    // Not signed: whatever stands between may change it.
    if (trace !== undefined) headers['x-amzn-trace-id'] = trace;
    const answer = await http.call({ method: 'POST', path: '/', headers, body }).catch((error: unknown) => {
      throw silence(error);
    });
    if (answer.status !== 200) throw refusalOf(answer.status, answer.body);
    return JSON.parse(answer.body);
  };

  return {
    async call(action, input) {
      const body = JSON.stringify(input);
      let paid = 1;
      for (let tried = 1; ; tried += 1) {
        try {
          const answer = await attempt(action, body);
          budget = Math.min(BUDGET, budget + paid);
          return answer;
        } catch (error) {
          if (!(error instanceof ServiceError) || !error.mayPass || tried === ATTEMPTS) throw error;
          paid = error.cause instanceof SlowAnswer ? PRICE_AFTER_SILENCE : PRICE;
          if (budget < paid) throw error;
          budget -= paid;
          await pause(Math.random() * (error.throttled ? THROTTLE_BACKOFF_MS : BACKOFF_MS) * 2 ** (tried - 1));
        }
      }
    },
    close: http.close,
  };
};
