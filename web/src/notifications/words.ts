import type { ChatState } from '@parley/client';
import { t } from '../languages/language.ts';
import { personName } from '../people/person-name.ts';
import { legible } from '../room/legible.ts';
import { roomName } from '../rooms/room-name.ts';
import { DEFAULT, type News } from './news.ts';
import { plainText } from './plain.ts';

/** What a notification says: who, where unless they said it to me alone, and what if one wants to see that. */
export const wordsOf = ({ roomId, called, said }: News, { me, rooms, people }: ChatState): { title: string; body: string } => {
  const room = rooms[roomId]?.room;
  const where = room === undefined ? '' : legible(roomName(room, me?.userId, people));
  const sender = said && people[said.senderId];
  const who = sender && legible(personName(sender));
  const alone = room?.kind === 'direct' && (room.people ?? []).length <= 2;
  const words = (me?.notifications ?? DEFAULT).words && said !== undefined ? plainText(said.text) : '';
  return {
    title: who === undefined || alone ? (who ?? where) : t.notifications.from(who, where),
    body: words !== '' ? words : called && room?.kind !== 'direct' ? t.notifications.mention : t.notifications.message,
  };
};
