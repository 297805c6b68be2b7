// What the status page shows, as data: what runs, and how it is.
import type { RecentCall } from '../edge/meter.ts';
import type { Mail, QueueDepth } from '../ports.ts';
import type { Bill } from './bill.ts';
import type { FunctionCount } from './functions.ts';

export interface NamedQueue extends QueueDepth {
  /** As the template calls it. */
  name: string;
  /** Whether messages end here that could not be dealt with. */
  isDeadLetters: boolean;
}

export interface StatusView {
  /** Milliseconds since the epoch. */
  startedAt: number;
  now: number;
  siteUrl: string;
  sockets: number;
  /** Function instances that run or wait. */
  instances: number;
  /** Whether calls and invocations take as long as in AWS, by simulation. */
  latency: 'off' | 'aws';
  functions: readonly FunctionCount[];
  queues: readonly NamedQueue[];
  bill: Bill;
  /** The latest calls to AWS, newest last. */
  calls: readonly RecentCall[];
  /** Newest last. */
  mails: readonly Mail[];
  /** What goes wrong by plan, and how often it has; undefined if nothing is planned. */
  faults?: { plan: string; counts: readonly { fault: string; count: number }[] };
}
