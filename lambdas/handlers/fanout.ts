import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type FanningOut, workOff } from '../domain/fanout.ts';
import { fanoutPorts } from '../runtime/deps.ts';
import { triggerPipeline } from '../runtime/pipelines.ts';
import { jobsOf } from '../runtime/requests.ts';

/** Serves large rooms, and does what the hot path left to be done. Jobs that failed, and messages that hold none, go back to the queue. */
export const fanout =
  (deps: FanningOut) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const { queued, damaged } = jobsOf(Records);
    const failed = await workOff(deps, queued);
    return { batchItemFailures: [...damaged, ...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };

export const handler = triggerPipeline('fanout', (observer) => fanout(fanoutPorts(observer)));
