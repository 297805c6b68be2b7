// What is asked of a message of mine before the log has it.
import type { Chat, RoomState } from '@parley/client';

/** Where my message of that id stands in the log, once that is known. */
const seqOf = ({ pending, recent, window, membership }: RoomState, id: string): number | undefined => {
  const isIt = (each: { id: string; senderId: string }) => each.id === id && each.senderId === membership.userId;
  const unsent = pending.find((message) => message.id === id);
  return unsent?.seq ?? recent.events.findLast(isIt)?.seq ?? window.items.findLast(isIt)?.seq;
};

/**
 * Calls back with the message's seq, at once or when it is sent, wherever one is by then; never, if it is discarded. Gives a function that ends the
 * waiting.
 */
export const whenSent = (
  chat: Pick<Chat, 'getState' | 'subscribe'>,
  roomId: string,
  id: string,
  callback: (seq: number) => void,
): (() => void) => {
  let ended = false;
  let unsubscribe: (() => void) | undefined;
  const end = () => {
    ended = true;
    unsubscribe?.();
  };
  const look = () => {
    const room = chat.getState().rooms[roomId];
    const seq = room && seqOf(room, id);
    if (ended || (seq === undefined && room?.pending.some((message) => message.id === id))) return;
    end();
    if (seq !== undefined) callback(seq);
  };
  look();
  if (!ended) unsubscribe = chat.subscribe(look);
  return end;
};
