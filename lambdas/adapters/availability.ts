import { ChatError } from '../domain/errors.ts';

const THROTTLED = /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|TooManyRequests/;
const NO_ANSWER = 0;

/** The HTTP status of the answer that made an SDK call fail; 0 if no answer came, undefined if no call was made. */
export const statusOfRefusal = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { httpStatusCode } = { httpStatusCode: NO_ANSWER, ...(typeof error.$metadata === 'object' ? error.$metadata : {}) };
  return typeof httpStatusCode === 'number' ? httpStatusCode : NO_ANSWER;
};

/** Whether the same call may work later: the service throttled, failed, or did not answer. A refusal for cause (4xx) never will. */
const mayPass = (error: unknown): boolean => {
  const status = statusOfRefusal(error);
  if (status === undefined) return false;
  return status === NO_ANSWER || status === 429 || status >= 500 || (error instanceof Error && THROTTLED.test(error.name));
};

/** The answer of a service, or `unavailable` with the service's own error as cause. Other errors are bugs or missing rights and pass through. */
export const answerOf = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (mayPass(error)) throw new ChatError('unavailable', 'The service is busy. Try again.', { cause: error });
    throw error;
  }
};
