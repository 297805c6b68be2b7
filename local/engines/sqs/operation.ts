// What an operation of SQS is made of: its input, checked, and what it does with the queues.
import type * as z from 'zod/mini';
import type { AwsCall } from '../../ports.ts';
import { parseObject, RefusedError } from '../aws-json.ts';
import type { Queue } from './queue.ts';

/** The queues that there are. */
export interface Queues {
  all(): Iterable<Queue>;
  /** Throws the refusal of a queue that does not exist. */
  byName(name: string): Queue;
  byArn(arn: string): Queue | undefined;
}

export type Operation = (call: AwsCall, queues: Queues) => Promise<object>;

export const operation =
  <S extends z.ZodMiniType>(schema: S, run: (input: z.infer<S>, queues: Queues, call: AwsCall) => Promise<object>): Operation =>
  (call, queues) => {
    const input = schema.safeParse(parseObject(call.body));
    if (!input.success) throw invalid(input.error.issues[0]);
    return run(input.data, queues, call);
  };

const invalid = (issue: { path: PropertyKey[]; message: string } | undefined): RefusedError =>
  new RefusedError(
    'com.amazon.coral.service#InvalidParameterValueException',
    `Value for parameter ${issue?.path.join('.') || 'body'} is invalid. Reason: ${issue?.message ?? 'unknown'}.`,
  );
