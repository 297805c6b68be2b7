import type { LogEvent } from '@parley/protocol';
import type { LogEntry, LogSlice, RevisingEvent } from '../../lambdas/domain/ports.ts';
import { AT, aClaim, aMessage } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { everyPage, times, word } from './support.ts';

const BUCKET = 10_000;

const base = (roomId: string, seq: number, senderId = 'ada') => ({ roomId, seq, id: `id-${seq}`, senderId, sentAt: AT + seq });
const message = (roomId: string, seq: number, text = `text ${seq}`): LogEvent => ({ ...aMessage({ text }), ...base(roomId, seq) });
const edit = (roomId: string, seq: number, target: number, text: string): Extract<RevisingEvent, { kind: 'edit' }> => ({
  ...base(roomId, seq),
  kind: 'edit',
  target,
  text,
});
const deletion = (roomId: string, seq: number, target: number): RevisingEvent => ({ ...base(roomId, seq), kind: 'delete', target });
const reaction = (roomId: string, seq: number, target: number, senderId: string, emoji: string, on = true): RevisingEvent => ({
  ...base(roomId, seq, senderId),
  kind: 'reaction',
  target,
  emoji,
  on,
});
const poll = (roomId: string, seq: number): LogEvent => ({
  ...aMessage({ text: 'Which?', poll: { options: ['this', 'that'], multiple: false } }),
  ...base(roomId, seq),
});
const pin = (roomId: string, seq: number, target: number, on = true): RevisingEvent => ({ ...base(roomId, seq), kind: 'pin', target, on });
const vote = (roomId: string, seq: number, target: number, senderId: string, ...choices: number[]): RevisingEvent => ({
  ...base(roomId, seq, senderId),
  kind: 'vote',
  target,
  choices,
});
const close = (roomId: string, seq: number, target: number): RevisingEvent => ({ ...base(roomId, seq), kind: 'close', target });
const nothing = (roomId: string, seq: number): LogEntry => ({ kind: 'void', roomId, seq, sentAt: AT + seq });

const range = (from: number, to: number): number[] => times(Math.max(0, to - from + 1), (index) => from + index);
const seqsOf = (slice: LogSlice<{ seq: number }>): number[] => slice.items.map(({ seq }) => seq);

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length === 0 ? [[]] : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));

/** What every implementation of `Messages` guarantees. */
export const messagesContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const given = async (entries: readonly LogEntry[]): Promise<void> => {
    expect(await store.messages.append(entries)).toEqual([]);
  };
  const room = async (...entries: ((roomId: string) => LogEntry)[]): Promise<string> => {
    const roomId = word();
    await given(entries.map((entry) => entry(roomId)));
    return roomId;
  };
  const roomOf = async (seqs: readonly number[]): Promise<string> => room(...seqs.map((seq) => (roomId: string) => message(roomId, seq)));

  /** Every message, page by page upwards or downwards; fails if the pages do not end, overlap or leave something out. */
  const upwards = async (roomId: string, limit: number, until: number): Promise<number[]> => {
    const seqs: number[] = [];
    for (let after = 0; after < until; ) {
      const page = await store.messages.messagesAfter(roomId, after, limit);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      expect(page.from).toBe(after + 1);
      expect(page.to).toBeGreaterThan(after);
      seqs.push(...seqsOf(page));
      after = page.to;
    }
    return seqs;
  };
  const downwards = async (roomId: string, limit: number, from: number): Promise<number[]> => {
    const seqs: number[] = [];
    for (let before = from; before > 1; ) {
      const page = await store.messages.before(roomId, before, limit);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      expect(page.to).toBe(before - 1);
      expect(page.from).toBeLessThan(before);
      seqs.unshift(...seqsOf(page));
      before = page.from;
    }
    return seqs;
  };

  describe('claims', () => {
    test('the first claim stands, and every later one gets it, with the time of the first', async () => {
      const claim = aClaim({ roomId: word(), seq: 4 });

      const first = await store.messages.claim(claim);
      const again = await store.messages.claim({ ...claim, seq: 9, sentAt: AT + 9 });

      expect([first, again]).toEqual([claim, claim]);
      expect(await store.messages.claimed(claim.roomId, claim.senderId, claim.clientId)).toEqual(claim);
    });

    test('of claims made at once one stands, for all', async () => {
      const claim = aClaim({ roomId: word() });

      const claims = await Promise.all(times(5, (index) => store.messages.claim({ ...claim, seq: index + 1 })));

      expect(new Set(claims.map(({ seq }) => seq)).size).toBe(1);
    });

    test('a claim passes to another seq for whoever names the one it stands for, once', async () => {
      const claim = aClaim({ roomId: word(), seq: 4 });
      await store.messages.claim(claim);

      const moved = await store.messages.claim({ ...claim, seq: 9, sentAt: AT + 9 }, claim);
      const late = await store.messages.claim({ ...claim, seq: 10, sentAt: AT + 10 }, claim);

      expect([moved, late]).toEqual(times(2, () => ({ ...claim, seq: 9, sentAt: AT + 9 })));
      expect(await store.messages.claimed(claim.roomId, claim.senderId, claim.clientId)).toEqual(moved);
    });

    test('claims are found by their names, each once, and nothing for those who claimed nothing', async () => {
      const roomId = word();
      const made = times(3, (index) => aClaim({ roomId, clientId: `id-${index}`, seq: index + 1 }));
      for (const claim of made) await store.messages.claim(claim);
      const [first, second] = made;

      const found = await store.messages.claims([
        ...(first ? [first, first] : []),
        ...(second ? [second] : []),
        aClaim({ roomId: word() }),
      ]);

      expect(found.toSorted((a, b) => a.seq - b.seq)).toEqual([first, second]);
      expect(await store.messages.claims([])).toEqual([]);
    });

    test('a claim can say that its seq is void, until it passes to another', async () => {
      const claim = aClaim({ roomId: word(), seq: 4, print: '', void: true });

      const first = await store.messages.claim(claim);
      const joined = await store.messages.claim(aClaim({ ...claim, print: 'said', void: false }));
      const moved = await store.messages.claim({ ...claim, seq: 9, print: 'said', void: false }, joined);

      expect([first, joined]).toEqual([claim, claim]);
      expect(moved).toMatchObject({ seq: 9, void: false });
      expect((await store.messages.claimed(claim.roomId, claim.senderId, claim.clientId))?.void).not.toBe(true);
    });

    test('of those who pass a claim on at once one succeeds, and all get the claim that stands', async () => {
      const claim = aClaim({ roomId: word() });
      await store.messages.claim(claim);

      const claims = await Promise.all(times(5, (index) => store.messages.claim({ ...claim, seq: index + 2 }, claim)));

      expect(new Set(claims.map(({ seq }) => seq)).size).toBe(1);
      expect(claims[0]?.seq).not.toBe(1);
    });

    test.each([{ roomId: word() }, { senderId: 'bea' }, { clientId: '01JBKQ0000000000000000000Z' }])(
      'a claim of another room, sender or client id is another: %j',
      async (other) => {
        const claim = aClaim({ roomId: word() });
        await store.messages.claim(claim);

        const { roomId, senderId, clientId } = { ...claim, ...other };

        expect(await store.messages.claimed(roomId, senderId, clientId)).toBeUndefined();
        expect(await store.messages.claim({ ...claim, ...other, seq: 7 })).toMatchObject({ seq: 7 });
      },
    );
  });

  describe('the log', () => {
    test('entries come back whole and in order, whatever the order they were written in', async () => {
      const roomId = word();
      const entries: LogEvent[] = [
        { ...base(roomId, 1), kind: 'member', userId: 'bea', change: 'added', role: 'member' },
        { ...aMessage({ text: 'Zoë 👋\n`x`', replyTo: 1, mentions: ['bea'], attachments: ['file_1'] }), ...base(roomId, 2) },
        edit(roomId, 3, 2, 'x'),
        reaction(roomId, 4, 2, 'bea', '👍'),
        deletion(roomId, 5, 2),
        { ...base(roomId, 6), kind: 'room', name: 'Garden', archived: false },
      ];

      await given(entries.toReversed());

      expect((await store.messages.after(roomId, 0, 10)).items).toEqual(entries);
    });

    test('writing again changes nothing, also twice in one call', async () => {
      const roomId = word();
      const entries = range(1, 4).map((seq) => message(roomId, seq));

      await given([...entries, ...entries]);
      await given(entries);

      expect((await store.messages.after(roomId, 0, 10)).items).toEqual(entries);
    });

    test('any number of entries of any rooms are written in one call', async () => {
      const rooms = [word(), word(), word()];

      await given(rooms.flatMap((roomId) => range(1, 40).map((seq) => message(roomId, seq))));
      await given([]);

      for (const roomId of rooms) expect(seqsOf(await store.messages.after(roomId, 0, 100))).toEqual(range(1, 40));
    });

    test('settling writes an entry where nothing stands, and gives what stands otherwise', async () => {
      const roomId = await roomOf([1]);

      const settled = await Promise.all([
        store.messages.settle(message(roomId, 2)),
        store.messages.settle(nothing(roomId, 3)),
        store.messages.settle(nothing(roomId, 1)),
      ]);
      const again = await Promise.all([store.messages.settle(nothing(roomId, 2)), store.messages.settle(message(roomId, 3))]);

      expect(settled).toEqual([undefined, undefined, message(roomId, 1)]);
      expect(again).toEqual([message(roomId, 2), nothing(roomId, 3)]);
      const { items, voids } = await store.messages.after(roomId, 0, 10);
      expect([items.map(({ seq }) => seq), voids]).toEqual([[1, 2], [3]]);
    });

    test('of those who settle a seq at once one decides, and the others get that', async () => {
      const roomId = word();

      const stood = await Promise.all([message(roomId, 1), nothing(roomId, 1), nothing(roomId, 1)].map(store.messages.settle));

      const { items, voids } = await store.messages.after(roomId, 0, 10);
      const stands = items[0] ?? nothing(roomId, voids[0] ?? 0);
      expect(stood.filter((entry) => entry === undefined)).toHaveLength(1);
      expect(stood.filter((entry) => entry !== undefined)).toEqual([stands, stands]);
    });

    test('[H11] a page begins above its seq, holds at most its limit, and says what it covers', async () => {
      const roomId = await roomOf(range(1, 12));

      const page = await store.messages.after(roomId, 3, 5);
      const rest = await store.messages.after(roomId, 8, 5);

      expect(seqsOf(page)).toEqual([4, 5, 6, 7, 8]);
      expect(page).toMatchObject({ from: 4, to: 8, voids: [] });
      expect(seqsOf(rest)).toEqual([9, 10, 11, 12]);
      expect(rest.from).toBe(9);
      expect(rest.to).toBeGreaterThanOrEqual(12);
    });

    test('[H11] void seqs are told apart from gaps, and every entry says when it was sent', async () => {
      const roomId = await room(
        (id) => message(id, 1),
        (id) => nothing(id, 2),
        (id) => message(id, 4),
        (id) => nothing(id, 5),
      );

      const page = await store.messages.after(roomId, 0, 10);

      expect(seqsOf(page)).toEqual([1, 4]);
      expect(page.voids).toEqual([2, 5]);
      expect([...page.at]).toEqual([1, 2, 4, 5].map((seq) => [seq, AT + seq]));
    });

    test('[R2] who has the answer already is known to delivery, and to no reader', async () => {
      const roomId = await room(
        (id) => ({ ...message(id, 1), except: 'connection-1=', exceptUser: 'bea' }),
        (id) => message(id, 2),
        (id) => nothing(id, 3),
      );

      const { items, ...slice } = await store.messages.deliverable(roomId, 0, 10);

      expect(items).toEqual([{ event: message(roomId, 1), except: 'connection-1=', exceptUser: 'bea' }, { event: message(roomId, 2) }]);
      const { items: events, ...read } = await store.messages.after(roomId, 0, 10);
      expect(slice).toEqual(read);
      expect(events).toEqual([message(roomId, 1), message(roomId, 2)]);
      expect((await store.messages.before(roomId, 10, 10)).items).toEqual(events);
      expect((await store.messages.messagesAfter(roomId, 0, 10)).items).toEqual(events);
      expect(await store.messages.get(roomId, 1)).toEqual(message(roomId, 1));
    });

    test('what has been done to a message does not show in the log, nor take the place of entries', async () => {
      const roomId = await roomOf(range(1, 8));
      for (const target of range(1, 8)) await store.messages.revise(edit(roomId, 100 + target, target, 'changed'));

      const page = await store.messages.after(roomId, 0, 8);

      expect(page.items).toEqual(range(1, 8).map((seq) => message(roomId, seq)));
    });

    test('[H11] what a deleted message said is gone from the log, also from edits on another page', async () => {
      const roomId = await room(
        (id) => ({ ...message(id, 1), mentions: ['usr_ann'] }),
        (id) => message(id, 2),
        (id) => edit(id, 3, 1, 'said otherwise'),
        (id) => edit(id, 4, 2, 'better'),
        (id) => deletion(id, 5, 1),
      );
      await store.messages.revise(deletion(roomId, 5, 1));

      const [all, later] = [await store.messages.after(roomId, 0, 10), await store.messages.after(roomId, 2, 10)];

      expect(all.items).toEqual([
        { ...message(roomId, 1), text: '' },
        message(roomId, 2),
        edit(roomId, 3, 1, ''),
        edit(roomId, 4, 2, 'better'),
        deletion(roomId, 5, 1),
      ]);
      expect(later.items).toEqual(all.items.slice(2));
    });

    test('[H11] a log that spans buckets is read without a seam', async () => {
      const seqs = range(BUCKET - 6, BUCKET + 6);
      const roomId = await roomOf(seqs);

      expect(seqsOf(await store.messages.after(roomId, BUCKET - 7, 50))).toEqual(seqs);
      expect(seqsOf(await store.messages.after(roomId, BUCKET - 1, 50))).toEqual(range(BUCKET, BUCKET + 6));
      expect(seqsOf(await store.messages.after(roomId, BUCKET - 4, 4))).toEqual(range(BUCKET - 3, BUCKET));
    });

    test('an empty log is empty', async () => {
      const roomId = word();

      expect(await store.messages.after(roomId, 0, 10)).toMatchObject({ items: [], voids: [], from: 1 });
      expect(await store.messages.before(roomId, 1, 10)).toMatchObject({ items: [], voids: [], from: 1, to: 0 });
      expect(await store.messages.before(roomId, 50, 10)).toMatchObject({ items: [], from: 1, to: 49 });
      expect(await store.messages.messagesAfter(roomId, 0, 10)).toMatchObject({ items: [], from: 1 });
    });

    test('logs of rooms whose ids begin alike do not mix', async () => {
      const roomId = await roomOf([1, 2]);
      await given([message(`${roomId}0`, 1), message(`${roomId}-0`, 2)]);

      expect(seqsOf(await store.messages.after(roomId, 0, 10))).toEqual([1, 2]);
    });
  });

  describe('messages as they stand', () => {
    test('one message, or undefined for what is none or not there yet', async () => {
      const roomId = await room(
        (id) => message(id, 1),
        (id) => deletion(id, 2, 1),
        (id) => nothing(id, 3),
      );

      const found = await Promise.all([1, 2, 3, 4].map((seq) => store.messages.get(roomId, seq)));

      expect(found).toEqual([message(roomId, 1), undefined, undefined, undefined]);
    });

    test('an edit gives the text, its time and its seq; the rest stays', async () => {
      const roomId = await roomOf([1]);

      await store.messages.revise(edit(roomId, 2, 1, 'better'));

      expect(await store.messages.get(roomId, 1)).toEqual({ ...message(roomId, 1, 'better'), editedAt: AT + 2, editedSeq: 2 });
    });

    test('a deleted message is a tombstone: no text, attachments, mentions or reactions', async () => {
      const roomId = await room((id) => ({ ...aMessage({ mentions: ['bea'], attachments: ['file_1'], replyTo: 1 }), ...base(id, 2) }));
      await store.messages.revise(reaction(roomId, 3, 2, 'bea', '👍'));

      await store.messages.revise(deletion(roomId, 4, 2));

      expect(await store.messages.get(roomId, 2)).toEqual({ ...base(roomId, 2), kind: 'message', text: '', replyTo: 1, deletedAt: AT + 4 });
    });

    test('reactions come by emoji, with their people in the order they reacted', async () => {
      const roomId = await roomOf([1]);
      const events = [
        reaction(roomId, 2, 1, 'bea', '👍'),
        reaction(roomId, 3, 1, 'ada', ':party_parrot:'),
        reaction(roomId, 4, 1, 'ada', '👍'),
        reaction(roomId, 5, 1, 'bea', '👩‍👩‍👧'),
        reaction(roomId, 6, 1, 'bea', '👩‍👩‍👧', false),
      ];

      for (const event of events.toReversed()) await store.messages.revise(event);

      expect((await store.messages.get(roomId, 1))?.reactions).toEqual([
        { emoji: '👍', userIds: ['bea', 'ada'] },
        { emoji: ':party_parrot:', userIds: ['ada'] },
      ]);
    });

    test('in whatever order and however often its revisions arrive, before or after the message, the newest stands', async () => {
      const revisions = (roomId: string) => [
        edit(roomId, 2, 1, 'old'),
        edit(roomId, 3, 1, 'new'),
        reaction(roomId, 4, 1, 'bea', '👍'),
        reaction(roomId, 5, 1, 'bea', '👍', false),
      ];
      const outcomes = await Promise.all(
        permutations([0, 1, 2, 3]).map(async (order) => {
          const roomId = word();
          const events = revisions(roomId);
          const [first = 0, ...rest] = order;
          const early = events[first];
          if (early) await store.messages.revise(early);
          await given([message(roomId, 1)]);
          for (const index of [...rest, first, ...rest]) {
            const event = events[index];
            if (event) await store.messages.revise(event);
          }
          const stands = await store.messages.get(roomId, 1);
          return { text: stands?.text, editedSeq: stands?.editedSeq, reactions: stands?.reactions };
        }),
      );

      expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome)))).toEqual(new Set([JSON.stringify({ text: 'new', editedSeq: 3 })]));
    });

    test('a deletion stands, whatever comes after it', async () => {
      const roomId = await roomOf([1]);

      await store.messages.revise(deletion(roomId, 2, 1));
      await store.messages.revise(edit(roomId, 3, 1, 'back from the dead'));

      expect(await store.messages.get(roomId, 1)).toMatchObject({ text: '', deletedAt: AT + 2 });
    });

    test.each([
      [2, 3],
      [3, 2],
    ])('of two deletions the first in the log stands, also if %i is applied before %i', async (...seqs) => {
      const roomId = await roomOf([1]);

      for (const seq of seqs) await store.messages.revise(deletion(roomId, seq, 1));

      expect(await store.messages.get(roomId, 1)).toMatchObject({ deletedAt: AT + 2 });
    });

    test('[C2] a tombstone names who made it, unless that was the author', async () => {
      const roomId = await roomOf([1, 2]);

      await store.messages.revise({ ...base(roomId, 3), kind: 'delete', target: 1, senderId: 'mod', moderator: true });
      await store.messages.revise(deletion(roomId, 4, 2));

      expect(await store.messages.get(roomId, 1)).toMatchObject({ text: '', deletedBy: 'mod' });
      expect(await store.messages.get(roomId, 2)).not.toHaveProperty('deletedBy');
    });

    test('[C21] [H30] a message names the replies in its thread that stand, in whatever order they and their deletions arrive', async () => {
      const roomId = await roomOf([1, 2, 5, 6]);
      const reply = (seq: number, on = true, by = seq) => ({ roomId, root: 1, reply: { userId: 'ben', seq, at: AT + seq }, on, by });

      for (const noted of [reply(5, false, 7), reply(6), reply(2), reply(5), reply(6)]) await store.messages.noteReply(noted);
      const first = await store.messages.thread(roomId, 1, 10, 2);
      const rest = await store.messages.thread(roomId, 1, first.items[0]?.seq ?? 0, 2);

      expect((await store.messages.get(roomId, 1))?.replies).toEqual([reply(2).reply, reply(6).reply]);
      const named = await store.messages.replies([6, 1, 99].map((seq) => ({ roomId, seq })));
      expect(named).toEqual([[], [reply(2).reply, reply(6).reply], []]);
      expect([first.items.map(({ seq }) => seq), first.more]).toEqual([[5, 6], true]);
      expect(rest.items.map(({ seq }) => seq)).toEqual([2]);
    });

    test('[H31] every wording of a message is kept, in the order of the log, until it is deleted', async () => {
      const roomId = await roomOf([1, 2]);
      const events = [edit(roomId, 4, 1, 'third'), edit(roomId, 3, 1, 'second'), edit(roomId, 4, 1, 'third')];

      await store.messages.append(events);
      for (const event of events) await store.messages.revise(event);
      const wordings = await store.messages.edits(roomId, 1);
      await store.messages.revise(deletion(roomId, 5, 1));

      expect(wordings?.map(({ seq }) => seq)).toEqual([1, 3, 4]);
      expect(wordings?.slice(1).map(({ text }) => text)).toEqual(['second', 'third']);
      expect(await store.messages.edits(roomId, 2)).toHaveLength(1);
      expect([await store.messages.edits(roomId, 1), await store.messages.edits(roomId, 9)]).toEqual([undefined, undefined]);
    });

    test('[C30] [H40] pins are listed newest message first, page by page, and not once they are taken away or the message is deleted', async () => {
      const roomId = await roomOf(range(1, 8));
      const events = [
        pin(roomId, 9, 1),
        pin(roomId, 10, 4),
        pin(roomId, 11, 2),
        pin(roomId, 12, 2, false),
        pin(roomId, 13, 8),
        pin(roomId, 14, 6),
      ];

      for (const event of [...events.toReversed(), deletion(roomId, 15, 6)]) await store.messages.revise(event);

      expect((await everyPage((request) => store.messages.pins(roomId, request), 2)).map(({ seq }) => seq)).toEqual([8, 4, 1]);
      expect(await store.messages.get(roomId, 4)).toMatchObject({ pinned: { userId: 'ada', at: AT + 10 } });
      expect(await store.messages.get(roomId, 2)).not.toHaveProperty('pinned');
      await expect(store.messages.pins(roomId, { limit: 5, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad_request' });
    });

    test('[S32] of two previews of a message the later stands, in whatever order they arrive', async () => {
      const roomId = await roomOf([1]);
      const preview = (seq: number): RevisingEvent => ({
        ...base(roomId, seq),
        kind: 'preview',
        target: 1,
        previews: [{ url: 'https://a.example/', title: `at ${seq}`, site: 'A' }],
      });

      for (const seq of [3, 2]) await store.messages.revise(preview(seq));

      expect((await store.messages.get(roomId, 1))?.previews).toEqual([{ url: 'https://a.example/', title: 'at 3', site: 'A' }]);
    });

    test('[S32] a preview of a message that is deleted says nothing any more', async () => {
      const preview: RevisingEvent = {
        ...base('', 2),
        kind: 'preview',
        target: 1,
        previews: [{ url: 'https://a.example/', title: 'Secret' }],
      };
      const roomId = await room(
        (id) => message(id, 1),
        (id) => ({ ...preview, roomId: id }),
        (id) => deletion(id, 3, 1),
      );

      await store.messages.revise({ ...preview, roomId });
      await store.messages.revise(deletion(roomId, 3, 1));

      const { items } = await store.messages.after(roomId, 1, 10);
      expect(items[0]).toMatchObject({ kind: 'preview', previews: [] });
      expect(await store.messages.get(roomId, 1)).not.toHaveProperty('previews');
    });

    test('[C31] of each person the latest vote stands, in whatever order they arrive, and the first end of the poll', async () => {
      const roomId = await room(
        (id) => poll(id, 1),
        (id) => message(id, 2),
      );
      const events = [
        vote(roomId, 3, 1, 'bea', 0),
        vote(roomId, 4, 1, 'cid', 1),
        vote(roomId, 5, 1, 'bea', 1),
        vote(roomId, 6, 1, 'dan', 1),
        vote(roomId, 7, 1, 'dan'),
        close(roomId, 8, 1),
        close(roomId, 9, 1),
        vote(roomId, 10, 2, 'bea', 0),
      ];

      for (const event of [...events.toReversed(), ...events]) await store.messages.revise(event);

      expect(await store.messages.get(roomId, 1)).toEqual({
        ...poll(roomId, 1),
        ballots: [
          { userId: 'cid', choices: [1] },
          { userId: 'bea', choices: [1] },
        ],
        closedAt: AT + 8,
      });
      expect(await store.messages.get(roomId, 2)).toEqual(message(roomId, 2));
    });

    test('[C31] an anonymous poll shows its newest tally, in whatever order they arrive, and nobody’s vote', async () => {
      const secret = (id: string): LogEvent => ({
        ...aMessage({ text: 'Which?', poll: { options: ['this', 'that'], multiple: false, anonymous: true } }),
        ...base(id, 1),
      });
      const roomId = await room(secret);
      const tally = (seq: number, cast: number): RevisingEvent => ({
        ...base(roomId, seq),
        kind: 'tally',
        target: 1,
        tally: { counts: [cast, 0], voters: cast, cast },
      });
      const events = [tally(3, 2), tally(4, 1), tally(5, 3), tally(6, 2), vote(roomId, 7, 1, 'bea', 0), close(roomId, 8, 1)];

      for (const event of [...events.toReversed(), ...events]) await store.messages.revise(event);

      expect(await store.messages.get(roomId, 1)).toEqual({
        ...secret(roomId),
        tally: { counts: [3, 0], voters: 3, cast: 3 },
        closedAt: AT + 8,
      });
    });

    test('[H10] a page downwards ends below its seq and holds the newest', async () => {
      const roomId = await roomOf(range(1, 12));

      const page = await store.messages.before(roomId, 10, 4);

      expect(seqsOf(page)).toEqual([6, 7, 8, 9]);
      expect(page).toMatchObject({ from: 6, to: 9 });
    });

    test('[H10] pages bring what was done to their messages, at their edges too', async () => {
      const roomId = await roomOf(range(1, 9));
      for (const target of range(1, 9)) await store.messages.revise(edit(roomId, 100 + target, target, `changed ${target}`));

      const pages = [await store.messages.before(roomId, 7, 3), await store.messages.messagesAfter(roomId, 3, 3)];

      const texts = pages.map((page) => page.items.map(({ text }) => text));
      expect(texts).toEqual([
        ['changed 4', 'changed 5', 'changed 6'],
        ['changed 4', 'changed 5', 'changed 6'],
      ]);
    });

    test('[H10] only messages count, but the span covers every entry', async () => {
      const roomId = await room(
        (id) => message(id, 1),
        (id) => edit(id, 2, 1, 'x'),
        (id) => nothing(id, 3),
        (id) => message(id, 5),
        (id) => edit(id, 6, 5, 'x'),
      );

      const [down, up] = [await store.messages.before(roomId, 7, 10), await store.messages.messagesAfter(roomId, 0, 10)];

      for (const page of [down, up]) {
        expect(seqsOf(page)).toEqual([1, 5]);
        expect(page.voids).toEqual([3]);
        expect([...page.at.keys()]).toEqual([1, 2, 3, 5, 6]);
        expect(page.from).toBe(1);
      }
      expect(down.to).toBe(6);
    });

    test.each([1, 2, 3, 7])('[H10] pages of %i, upwards and downwards, bring every message once', async (limit) => {
      const roomId = word();
      const messages = range(BUCKET - 15, BUCKET + 15).filter((seq) => seq % 3 === 0);
      const others = range(BUCKET - 15, BUCKET + 15).filter((seq) => seq % 3 === 1);
      await given([...messages.map((seq) => message(roomId, seq)), ...others.map((seq) => edit(roomId, seq, seq - 1, 'x'))]);
      for (const seq of messages) if (seq % 2 === 0) await store.messages.revise(edit(roomId, 2 * BUCKET + seq, seq, 'x'));

      expect(await downwards(roomId, limit, BUCKET + 16)).toEqual(messages);
      const up = await store.messages.messagesAfter(roomId, BUCKET - 16, limit);
      expect(seqsOf(up)).toEqual(messages.slice(0, seqsOf(up).length));
      expect(seqsOf(up).length).toBeGreaterThan(0);
    });

    test('[H10] pages upwards from the beginning bring every message once', async () => {
      const seqs = range(1, 30).filter((seq) => seq % 4 !== 0);
      const roomId = await roomOf(seqs);

      expect(await upwards(roomId, 4, 30)).toEqual(seqs);
    });

    test('messages of the largest size come in pages that go on', async () => {
      const roomId = word();
      await given(range(1, 60).map((seq) => message(roomId, seq, '\u{10ffff}'.repeat(7_000))));

      expect(await downwards(roomId, 50, 61)).toEqual(range(1, 60));
      expect(await upwards(roomId, 50, 60)).toEqual(range(1, 60));
    });
  });
};
