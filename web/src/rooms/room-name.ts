import type { KnownPerson, RoomState } from '@parley/client';
import type { Person, Room } from '@parley/protocol';
import { perLocale, t } from '../languages/language.ts';
import { personName } from '../people/person-name.ts';

type People = Readonly<Record<string, KnownPerson>>;

/** The people of a direct room besides me; me alone in a room with myself. */
export const othersOf = (room: Room, me: string | undefined): Person[] => {
  const people = room.people ?? [];
  const others = people.filter((person) => person.userId !== me);
  return others.length > 0 ? others : people;
};

/** What a room is called: a direct room after its people, under the names they have now. */
export const roomName = (room: Room, me: string | undefined, people: People): string => {
  if (room.kind !== 'direct') return room.name;
  const names = othersOf(room, me).map((person) => personName(people[person.userId] ?? person));
  return names.length === 0 ? t.rooms.direct : names.join(t.rooms.comma);
};

const number = perLocale((locale) => new Intl.NumberFormat(locale));

/** Unread messages as a badge shows them. */
export const unreadLabel = (unread: number): string => (unread > 99 ? `${number().format(99)}+` : number().format(unread));

/** What I may do in a room (lambdas/domain/permissions.ts decides). */
export const rightsIn = ({ room, membership }: RoomState) => {
  const { role } = membership;
  const made = room.kind !== 'direct';
  const open = made && !room.archived;
  const leads = role === 'owner' || role === 'moderator';
  return {
    add: open && role !== 'guest',
    rename: open && leads,
    remove: made && leads,
    mute: open && leads,
    ban: made && leads,
    /** Reports of others, which stay readable in an archived room. */
    moderate: made && leads,
    report: made,
    publish: open && role === 'owner',
    archive: open && role === 'owner',
    restore: made && room.archived && role === 'owner',
    leave: made,
    speak: !room.archived && (leads || !room.announcement),
  };
};
