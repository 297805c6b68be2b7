import { ChatError } from '../domain/errors.ts';
import { ServiceError } from './services.ts';

/** The answer of a service, or `unavailable` with the service's own error as cause. Other errors are bugs or missing rights and pass through. */
export const answerOf = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServiceError && error.mayPass)
      throw new ChatError('unavailable', 'The service is busy. Try again.', { cause: error });
    throw error;
  }
};
