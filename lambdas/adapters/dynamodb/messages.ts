// The room log. An entry is written once and for all at its seq; what later entries did to a message is in its revision, half a step behind it:
//
//   seq   1        2        2.5                          3
//         member   message  text, editedSeq, re:👍:ann…  edit (of 2)
import { LogEvent } from '@parley/protocol';
import type { Claim, Log, LogEntry, Messages, RevisingEvent } from '../../domain/ports.ts';
import { openHistory } from './history.ts';
import { claimKey, entryKey, type MessagesKey, pinKey, replyKey, revisionKey } from './keys.ts';
import { isVoid, openDeliverables, seqOf } from './log-rows.ts';
import { EDIT, messagesOf, REPLY, reactionAttribute, VOTE } from './revisions.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_FREE = 'attribute_not_exists(pk)';
const IS_FREE_OR_CLAIMED_FOR = `${IS_FREE} OR #claimedSeq = :instead`;
const IS_NEWER_EDIT = 'attribute_not_exists(#editedSeq) OR #editedSeq < :seq';
const IS_EARLIER_DELETION = 'attribute_not_exists(#deletedSeq) OR #deletedSeq > :seq';
const IS_NEW_MARK = 'attribute_not_exists(#mark) AND (attribute_not_exists(#marks) OR #marks < :most)';
const IS_NEWER_MARK = '#mark.#seq < :seq';
const IS_NEWER_PIN = 'attribute_not_exists(#pinSeq) OR #pinSeq < :seq';
const IS_NEWER_PREVIEW = 'attribute_not_exists(#previewSeq) OR #previewSeq < :seq';
const IS_NEWER_TALLY = 'attribute_not_exists(#tally) OR #tally.#cast < :cast';
const IS_FIRST_END = 'attribute_not_exists(#closedSeq) OR #closedSeq > :seq';

/**
 * Reactions of a message, one for each person and emoji, votes of a poll, one for each person, replies that their root names, and edits that
 * its history names; those beyond are not kept there. A row holds 400 KB, and edits must always find room in it.
 */
const MOST_REACTIONS = 1_000;
const MOST_VOTES = 2_000;
const MOST_REPLIES = 1_000;
const MOST_EDITS = 200;

const entryOf = (row: Item): LogEntry =>
  isVoid(row) ? { kind: 'void', roomId: textOf(row, 'roomId'), seq: seqOf(row), sentAt: numberOf(row, 'sentAt') } : decode(LogEvent, row);

const claimOf = (row: Item, { roomId, senderId, clientId }: Pick<Claim, 'roomId' | 'senderId' | 'clientId'>): Claim => ({
  roomId,
  senderId,
  clientId,
  seq: numberOf(row, 'claimedSeq'),
  sentAt: numberOf(row, 'sentAt'),
  // Claims of before there were prints have none.
  print: typeof row.print === 'string' ? row.print : '',
  ...(row.void === true && { void: true }),
});

const keyOf = ({ roomId, seq }: LogEntry): MessagesKey => entryKey(roomId, seq);
const nameOf = ({ pk, seq }: MessagesKey): string => `${pk} ${seq}`;

export const openLog = (table: Table): Log => {
  /** A reaction, a vote or a reply. Most are the first of their kind and person; one that stands already is only replaced by a newer one. */
  const mark = async (
    key: MessagesKey,
    { attribute, count, most }: { attribute: string; count: 'reactions' | 'votes' | 'replies' | 'edits'; most: number },
    value: { seq: number } & Item,
  ): Promise<void> => {
    const names = { mark: attribute, marks: count };
    const { done } = await table.update(key, 'SET #mark = :mark ADD #marks :one', {
      condition: IS_NEW_MARK,
      values: { mark: value, one: 1, most },
      names,
    });
    if (done) return;
    await table.update(key, 'SET #mark = :mark', { condition: IS_NEWER_MARK, values: { mark: value, seq: value.seq }, names });
  };

  /** The list's row before the message's own: a list that lacks a pin would show no sign of it, one with a pin too many is put right as it is read. */
  const pin = async ({ roomId, target, seq, sentAt, senderId, on }: Extract<RevisingEvent, { kind: 'pin' }>): Promise<void> => {
    const condition = IS_NEWER_PIN;
    await table.update(pinKey(roomId, target), 'SET #pinned = :on, #pinSeq = :seq', { condition, values: { on, seq } });
    await table.update(revisionKey(roomId, target), 'SET #pinned = :on, #pinSeq = :seq, #pinnedBy = :senderId, #pinnedAt = :sentAt', {
      condition,
      values: { on, seq, senderId, sentAt },
    });
  };

  const get: Messages['get'] = async (roomId, seq) => {
    const { pk } = entryKey(roomId, seq);
    const values = { pk, seq, revision: revisionKey(roomId, seq).seq };
    const { items } = await table.query({ where: '#pk = :pk AND #seq BETWEEN :seq AND :revision', values, limit: 2, consistent: true });
    return messagesOf(items)[0];
  };

  const claimed: Messages['claimed'] = async (roomId, senderId, clientId) => {
    const row = await table.get(claimKey(roomId, senderId, clientId), { consistent: true });
    return row && claimOf(row, { roomId, senderId, clientId });
  };

  return {
    ...openDeliverables(table),

    /** AP17 */
    claim: async (claim, instead) => {
      const { roomId, senderId, clientId, seq, sentAt, print } = claim;
      const row = { ...claimKey(roomId, senderId, clientId), claimedSeq: seq, sentAt, print, ...(claim.void && { void: true }) };
      const conditional =
        instead === undefined ? { condition: IS_FREE } : { condition: IS_FREE_OR_CLAIMED_FOR, values: { instead: instead.seq } };
      const { done, item } = await table.put(row, conditional);
      if (done) return claim;
      return item === undefined ? ((await claimed(roomId, senderId, clientId)) ?? claim) : claimOf(item, claim);
    },

    /** AP18 */
    claimed,

    /** AP18 */
    claims: async (names) => {
      const byKey = new Map(names.map((name) => [claimKey(name.roomId, name.senderId, name.clientId).pk, name]));
      const rows = await table.getMany(Array.from(byKey.values(), (name) => claimKey(name.roomId, name.senderId, name.clientId)));
      return rows.flatMap((row) => {
        const name = byKey.get(textOf(row, 'pk'));
        return name === undefined ? [] : claimOf(row, name);
      });
    },

    /** AP19 */
    append: async (entries) => {
      // A batch with one key twice is refused as a whole, and the queue may deliver an entry twice.
      const byName = new Map(entries.map((entry) => [nameOf(keyOf(entry)), { ...entry, ...keyOf(entry) }]));
      const left = await table.write(Array.from(byName.values(), (row) => ({ put: row })));
      const refused = new Set(left.map((row) => nameOf({ pk: textOf(row, 'pk'), seq: seqOf(row) })));
      return entries.filter((entry) => refused.has(nameOf(keyOf(entry))));
    },

    /** AP37 */
    settle: async (entry) => {
      const key = keyOf(entry);
      const { done, item } = await table.put({ ...entry, ...key }, { condition: IS_FREE });
      if (done) return undefined;
      const row = item ?? (await table.get(key, { consistent: true }));
      return row && entryOf(row);
    },

    /** AP20 */
    revise: async (event) => {
      const { seq, sentAt } = event;
      const key = revisionKey(event.roomId, event.target);
      switch (event.kind) {
        case 'edit': {
          const values = { text: event.text, seq, sentAt };
          await table.update(key, 'SET #text = :text, #editedSeq = :seq, #editedAt = :sentAt', { condition: IS_NEWER_EDIT, values });
          return mark(key, { attribute: `${EDIT}${seq}`, count: 'edits', most: MOST_EDITS }, { seq });
        }
        case 'delete':
          await table.update(key, 'SET #deletedSeq = :seq, #deletedAt = :sentAt, #deletedBy = :senderId', {
            condition: IS_EARLIER_DELETION,
            values: { seq, sentAt, senderId: event.senderId },
          });
          return;
        case 'reaction': {
          const attribute = reactionAttribute(event.emoji, event.senderId);
          return mark(key, { attribute, count: 'reactions', most: MOST_REACTIONS }, { seq, on: event.on });
        }
        case 'vote': {
          const attribute = `${VOTE}${event.senderId}`;
          return mark(key, { attribute, count: 'votes', most: MOST_VOTES }, { seq, choices: event.choices });
        }
        case 'tally': {
          const { tally } = event;
          await table.update(key, 'SET #tally = :tally', { condition: IS_NEWER_TALLY, values: { tally, cast: tally.cast } });
          return;
        }
        case 'pin':
          return pin(event);
        case 'preview': {
          const values = { seq, previews: event.previews };
          await table.update(key, 'SET #previews = :previews, #previewSeq = :seq', { condition: IS_NEWER_PREVIEW, values });
          return;
        }
        case 'close':
          await table.update(key, 'SET #closedSeq = :seq, #closedAt = :sentAt', { condition: IS_FIRST_END, values: { seq, sentAt } });
      }
    },

    /** AP21 */
    get,

    /** AP50 */
    noteReply: async ({ roomId, root, reply: { userId, seq, at, audience }, on, by }) => {
      if (on) await table.put({ ...replyKey(roomId, root, seq) });
      const attribute = `${REPLY}${seq}`;
      await mark(
        revisionKey(roomId, root),
        { attribute, count: 'replies', most: MOST_REPLIES },
        {
          seq: by,
          on,
          userId,
          at,
          ...(audience && { audience }),
        },
      );
    },
  };
};

export const openMessages = (table: Table): Messages => ({ ...openLog(table), ...openHistory(table) });
