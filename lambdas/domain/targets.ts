// The message that an edit, a deletion, a reaction, a pin or a vote is about. It may be acknowledged and not persisted yet.
import type { Message } from '@parley/protocol';
import type { Ports } from './deps.ts';
import type { RevisingEvent } from './ports.ts';

/** `none`: there is something else at that seq, for good. `not yet`: nothing is persisted there so far. */
export type Target = Message | 'none' | 'not yet';

/** Strongly consistent. One read where the message is persisted, two otherwise. */
export const findTarget = async (deps: Pick<Ports, 'messages'>, roomId: string, seq: number): Promise<Target> => {
  const message = await deps.messages.get(roomId, seq);
  if (message !== undefined) return message;
  const { items, at } = await deps.messages.deliverable(roomId, seq - 1, 1);
  const found = items[0]?.event;
  // Persisted between the two reads: whoever asks again gets it.
  if (found?.seq === seq && found.kind === 'message') return 'not yet';
  return at.has(seq) ? 'none' : 'not yet';
};

const AUTHORS_OWN: ReadonlySet<RevisingEvent['kind']> = new Set(['edit', 'delete', 'close', 'preview', 'tally']);

/**
 * Whether a change takes effect: the text and the end of a poll are the author's, reactions, pins and votes are everyone's; a message is deleted by
 * its author or by a moderator.
 */
export const mayRevise = (
  { kind, senderId, moderator = false }: { kind: RevisingEvent['kind']; senderId: string; moderator?: boolean | undefined },
  message: Pick<Message, 'senderId'>,
): boolean => !AUTHORS_OWN.has(kind) || message.senderId === senderId || (kind === 'delete' && moderator);
