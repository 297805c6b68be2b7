// Everything about somebody, for themselves: first what is kept of them, then what they said, a page at a time.
import { type AccountExport, Id, type Message, type MessagesExport, parse } from '@parley/protocol';
import type { Ports, Readable } from './deps.ts';
import { ChatError } from './errors.ts';
import { membershipsOf } from './memberships.ts';
import { getMe } from './people.ts';
import { withOwnVotes } from './polls.ts';

export type Exporting = Pick<
  Ports,
  'people' | 'devices' | 'memberships' | 'rooms' | 'drafts' | 'saved' | 'scheduled' | 'follows' | 'blocks' | 'reports' | 'clock' | 'ballots'
> &
  Pick<Readable, 'messages'>;

const BATCH = 100;
/** Pages of a room's history that one call looks at in search of the caller's own messages. */
const PAGES = 5;
/** In a cursor: from the room's newest message on. */
const END = 0;

/** [H54] Profile and settings, devices, memberships, and what they keep for themselves. */
export const exportAccount = async (deps: Exporting, userId: string): Promise<AccountExport> => {
  const [me, devices, memberships, drafts, saved, scheduled, follows, blocks, reports] = await Promise.all([
    getMe(deps, userId),
    deps.devices.ofUser(userId),
    membershipsOf(deps, userId),
    deps.drafts.ofUser(userId),
    deps.saved.ofUser(userId),
    deps.scheduled.ofUser(userId),
    deps.follows.ofUser(userId),
    deps.blocks.ofUser(userId),
    deps.reports.ofUser(userId, deps.clock()),
  ]);
  const threads = follows.map(({ roomId, root, following, readSeq }) => ({ roomId, root, following, readSeq }));
  return { me, devices, memberships, drafts, saved, scheduled, blocks, reports, threads };
};

// Rooms in the order of their ids: one that is joined or left meanwhile moves none of the others.
const roomAfter = (roomIds: readonly string[], roomId: string): string | undefined => roomIds.toSorted().find((each) => each > roomId);

const placeOf = (cursor: string): { roomId: string; before: number } => {
  const [room = '', before = '', ...rest] = cursor.split(':');
  const roomId = parse(Id, room);
  if (!roomId.ok || rest.length > 0 || !/^[0-9]{1,16}$/.test(before))
    throw new ChatError('bad_request', 'cursor is not one that a page returned.');
  return { roomId: roomId.value, before: Number(before) };
};

/** Where a room's history begins, seen from its end. */
const endOf = async (deps: Exporting, roomId: string): Promise<number> =>
  ((await deps.rooms.get(roomId, { consistent: true }))?.head ?? 0) + 1;

/** [H54] A page of what the caller said in the rooms that they are in, newest first within a room. May be empty, and go on. */
export const exportMessages = async (deps: Exporting, userId: string, cursor?: string): Promise<MessagesExport> => {
  const roomIds = (await membershipsOf(deps, userId)).map(({ roomId }) => roomId);
  const { roomId, before: from } = cursor === undefined ? { roomId: roomAfter(roomIds, '') ?? '', before: END } : placeOf(cursor);
  const items: Message[] = [];
  let before = !roomIds.includes(roomId) ? 1 : from === END ? await endOf(deps, roomId) : from;
  for (let page = 0; page < PAGES && before > 1; page += 1) {
    const slice = await deps.messages.before(roomId, before, BATCH);
    const own = slice.items.filter(({ senderId }) => senderId === userId);
    items.push(...(await withOwnVotes(deps, userId, own)).toReversed());
    before = slice.from > slice.to ? 1 : slice.from;
  }
  if (before > 1) return { items, cursor: `${roomId}:${before}` };
  const next = roomAfter(roomIds, roomId);
  return { items, ...(next !== undefined && { cursor: `${next}:${END}` }) };
};
