import type { Message, Vote } from '@parley/protocol';
import { ChatError } from './errors.ts';

export const noSuchPoll = () => new ChatError('not_found', 'There is no such poll.');

/** [C31] Throws `not_found` for a message that is no poll, `forbidden` for a closed one, `bad_request` for answers that it does not have. */
export const checkVote = ({ choices }: Vote, { poll, closedAt }: Message): void => {
  if (poll === undefined) throw noSuchPoll();
  if (closedAt !== undefined) throw new ChatError('forbidden', 'This poll is closed.');
  if (choices.some((choice) => choice >= poll.options.length))
    throw new ChatError('bad_request', 'choices names an answer that there is not');
  if (choices.length > 1 && !poll.multiple) throw new ChatError('bad_request', 'choices must be one answer at most');
};
