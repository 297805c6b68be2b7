import { ChatError } from '../domain/errors.ts';
import { socketPipeline } from '../runtime/pipelines.ts';
import { jsonFrameOf, type SocketEvent } from '../runtime/requests.ts';

/** Whatever no other route takes: says what is wrong with the frame, nonsense first. */
export const unknown = () => async (event: SocketEvent) => {
  jsonFrameOf(event);
  throw new ChatError('bad_request', 'action is not one of this protocol');
};

export const handler = socketPipeline('default', unknown);
