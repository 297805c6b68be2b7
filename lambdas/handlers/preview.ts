import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Ports } from '../domain/deps.ts';
import { type Previewing, previewLinks } from '../domain/previews.ts';
import { triggerPipeline } from '../runtime/pipelines.ts';
import { previewPorts } from '../runtime/preview-deps.ts';
import { previewJobsOf } from '../runtime/requests.ts';

/** Tells what the links of messages lead to. A job that fails comes back; one that is no job, or fails for good, is let go. */
export const preview =
  (deps: Previewing & Pick<Ports, 'report'>) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const jobs = previewJobsOf(Records);
    const results = await Promise.allSettled(jobs.map(({ job }) => previewLinks(deps, job)));
    const failed = results.flatMap((result, index) => {
      if (result.status === 'fulfilled') return [];
      deps.report(result.reason);
      return [{ itemIdentifier: jobs[index]?.itemId ?? '' }];
    });
    return { batchItemFailures: failed };
  };

export const handler = triggerPipeline('preview', (observer) => preview(previewPorts(observer)));
