import type { MessageEvent } from './events.ts';

/** Whether a message calls for this person: by name, or with everyone in the room. Nobody calls for themselves. */
export const isMentioned = (
  { senderId, mentions = [], audience }: Pick<MessageEvent, 'senderId' | 'mentions' | 'audience'>,
  userId: string,
): boolean => senderId !== userId && (audience !== undefined || mentions.includes(userId));

/** [C21] Whether a message stands in the room itself, and not only in a thread. */
export const isInRoom = ({ replyTo, alsoToRoom = false }: Pick<MessageEvent, 'replyTo' | 'alsoToRoom'>): boolean =>
  replyTo === undefined || alsoToRoom;
