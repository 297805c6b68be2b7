import { type ChatState, roomsByActivity } from '@parley/client';
import type { Member } from '@parley/protocol';
import { useQuery } from '@tanstack/react-query';
import { t } from '../languages/language.ts';
import { roomName } from '../rooms/room-name.ts';
import { permalinkOf } from '../route.ts';
import { useChat, useSession } from '../session/session-context.ts';
import type { Asked, RoomPick } from './completing.ts';

export interface Suggestion {
  key: string;
  /** What takes the place of what was typed. */
  insert: string;
  title: string;
  detail: string;
  /** Somebody to show a picture of, or an emoji or sign. */
  person?: { userId: string; name: string };
  mark?: string;
  /** A custom emoji, by name. */
  custom?: string;
  /** A room, to be linked when the message is sent. */
  room?: RoomPick;
}

const MOST = 8;

const everyone = (): Suggestion[] => [
  { key: 'room', insert: '@room', title: '@room', detail: t.room.composer.everyone, mark: '@' },
  { key: 'here', insert: '@here', title: '@here', detail: t.room.composer.everyoneHere, mark: '@' },
];

const ofPerson = ({ userId, name, handle }: Member): Suggestion => ({
  key: userId,
  insert: `@${handle}`,
  title: name,
  detail: `@${handle}`,
  person: { userId, name },
});

const roomsFor = (term: string, state: ChatState): Suggestion[] =>
  roomsByActivity(state)
    .filter(({ room }) => room.kind !== 'direct')
    .map(({ room }) => ({ room, name: roomName(room, state.me?.userId, state.people) }))
    .filter(({ name }) => name.toLocaleLowerCase().includes(term.toLocaleLowerCase()))
    .slice(0, MOST)
    .map(({ room: { roomId, topic }, name }) => {
      const label = `#${name}`;
      return { key: roomId, insert: label, title: name, detail: topic, mark: '#', room: { label, address: permalinkOf(roomId) } };
    });

// Looked up when the first one is asked for: most messages hold none.
const emojiFor = async (term: string, { emoji }: ChatState): Promise<Suggestion[]> => {
  const wanted = term.toLowerCase();
  const added = Object.keys(emoji)
    .filter((name) => name.includes(wanted))
    .toSorted((a, b) => Number(b.startsWith(wanted)) - Number(a.startsWith(wanted)) || a.localeCompare(b))
    .map((name) => ({ key: `:${name}:`, insert: `:${name}:`, title: `:${name}:`, detail: '', custom: name }));
  const { findEmoji } = await import('../emoji/emoji.ts');
  const others = findEmoji(term, MOST).map(({ char, names }) => ({
    key: char,
    insert: char,
    title: `:${names[0]}:`,
    detail: '',
    mark: char,
  }));
  return [...added.slice(0, MOST - 2), ...others].slice(0, MOST);
};

const nothing: Suggestion[] = [];

/** What could be meant: members of this room, rooms of mine, emoji. */
export const useSuggestions = (roomId: string, asked: Asked | undefined): readonly Suggestion[] => {
  const { api, chat } = useSession();
  const { sign, term = '' } = asked ?? {};
  // One that somebody adds meanwhile is suggested as well.
  const added = useChat((state) => Object.keys(state.emoji).join());

  const found = useQuery({
    queryKey: ['suggestions', roomId, sign, term, sign === ':' ? added : ''],
    queryFn: async (): Promise<Suggestion[]> => {
      if (sign === '#') return roomsFor(term, chat.getState());
      if (sign === ':') return emojiFor(term, chat.getState());
      const { items } = await api.members(roomId, { query: term });
      chat.meet(items);
      const calls = everyone().filter(({ key }) => key.startsWith(term.toLowerCase()));
      const me = chat.getState().me?.userId;
      const others = items.filter(({ userId }) => userId !== me);
      return [...others.slice(0, MOST).map(ofPerson), ...calls];
    },
    enabled: asked !== undefined,
    placeholderData: (earlier, query) => (query?.queryKey[2] === sign ? earlier : undefined),
  });
  return asked === undefined ? nothing : (found.data ?? nothing);
};
