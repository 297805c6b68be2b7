import { limits } from '@parley/protocol';
import { gapsOf } from '../../../lambdas/domain/gaps.ts';
import { readEvents, readMessages } from '../../../lambdas/domain/messages.ts';
import { AT } from '../../support/builders.ts';
import { recorded } from '../../support/memory/observed.ts';
import { persistAll, roomOf, say, stage } from '../../support/memory/stage.ts';

const talk = async (count: number) => {
  const { world, roomId } = await stage('ada', 'ben');
  for (let index = 0; index < count; index += 1) {
    await say(world, 'ada-phone', roomId, `Message ${index}.`);
    world.pass(1_000);
  }
  await persistAll(world);
  return { world, roomId };
};

const seqsOf = ({ items }: { items: { seq: number }[] }) => items.map(({ seq }) => seq);

describe('[H10] messages', () => {
  test('without an edge are the newest, and other kinds of events are not among them', async () => {
    const { world, roomId } = await talk(5);

    const page = await readMessages(world, 'ben', roomId, { limit: 3 });

    expect(seqsOf(page)).toEqual([4, 5, 6]);
    expect(page).toMatchObject({ head: 6, voids: [], from: 4, to: 6 });
  });

  test('page upwards to the beginning by before=<from>', async () => {
    const { world, roomId } = await talk(5);

    const first = await readMessages(world, 'ben', roomId, { limit: 3 });
    const second = await readMessages(world, 'ben', roomId, { limit: 3, before: first.from });

    expect(seqsOf(second)).toEqual([2, 3]);
    expect(second).toMatchObject({ from: 1, to: 3 });
  });

  test('page downwards to the end by after=<to>', async () => {
    const { world, roomId } = await talk(5);

    const first = await readMessages(world, 'ben', roomId, { limit: 3, after: 1 });
    const second = await readMessages(world, 'ben', roomId, { limit: 3, after: first.to });

    expect([seqsOf(first), seqsOf(second)]).toEqual([
      [2, 3, 4],
      [5, 6],
    ]);
    expect(second).toMatchObject({ from: 5, to: 6 });
  });

  test('around a seq are half of them up to it and half above', async () => {
    const { world, roomId } = await talk(9);

    const page = await readMessages(world, 'ben', roomId, { around: 5, limit: 4 });

    expect(seqsOf(page)).toEqual([4, 5, 6, 7]);
    expect(page).toMatchObject({ from: 4, to: 7 });
  });

  test.each([{ before: 1 }, { after: 99 }, { around: 0 }, { before: Number.MAX_SAFE_INTEGER }, { around: 99 }, { limit: 1, around: 3 }])(
    'at and beyond the edges stay within the log: %j',
    async (query) => {
      const { world, roomId } = await talk(2);

      const page = await readMessages(world, 'ben', roomId, query);

      expect(page.head).toBe(3);
      expect(page.to).toBeLessThanOrEqual(Math.max(page.head, page.from - 1));
      for (const seq of seqsOf(page)) expect(seq >= page.from && seq <= page.to).toBe(true);
    },
  );

  test('of an empty room are none', async () => {
    const { world } = await stage('ada');
    const roomId = await roomOf(world, ['ada']);

    await expect(readMessages(world, 'ada', roomId, {})).resolves.toEqual({ items: [], head: 0, voids: [], from: 1, to: 0 });
  });

  test('cost at most 2 queries a page', async () => {
    const { world, roomId } = await talk(9);
    const { deps, calls } = recorded(world);

    await readMessages(deps, 'ben', roomId, { around: 5 });

    expect(calls.filter((call) => call.startsWith('messages.'))).toEqual(['messages.before', 'messages.messagesAfter']);
  });
});

describe('[H11] events', () => {
  test('are the raw log, ascending, at most as many as asked for', async () => {
    const { world, roomId } = await talk(3);

    const page = await readEvents(world, 'ben', roomId, { after: 0, limit: 2 });

    expect(page.items.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['member', 1],
      ['message', 2],
    ]);
    expect(page).toMatchObject({ head: 4, voids: [] });
  });

  test('a seq that is not persisted yet is in neither list', async () => {
    const { world, roomId } = await talk(1);
    await say(world, 'ada-phone', roomId);
    const late = world.persistQueue.take();
    await say(world, 'ada-phone', roomId);
    await persistAll(world);

    const page = await readEvents(world, 'ben', roomId, { after: 2 });

    expect(late).toHaveLength(1);
    expect(page).toMatchObject({ items: [{ seq: 4 }], head: 4, voids: [] });
  });

  test('a gap is void once its successor is 15 minutes old, also at the end of the log', async () => {
    const { world, roomId } = await talk(1);
    await world.rooms.number(roomId, world.clock());
    await say(world, 'ada-phone', roomId);
    await persistAll(world);
    await world.rooms.number(roomId, world.clock());

    world.pass(limits.voidAfterMs);
    await expect(readEvents(world, 'ben', roomId, { after: 1 })).resolves.toMatchObject({ voids: [] });
    world.pass(1);
    await expect(readEvents(world, 'ben', roomId, { after: 1 })).resolves.toMatchObject({ voids: [3, 5] });
    await expect(readMessages(world, 'ben', roomId, {})).resolves.toMatchObject({ voids: [3, 5] });
  });

  test('above the head are none', async () => {
    const { world, roomId } = await talk(1);

    await expect(readEvents(world, 'ben', roomId, { after: 2 ** 50 })).resolves.toMatchObject({
      items: [],
      head: 2,
      voids: [],
      readSeq: 0,
    });
  });
});

describe('who may read', () => {
  test('a public room is readable by everyone in the workspace', async () => {
    const { world, roomId } = await talk(1);

    expect(seqsOf(await readMessages(world, 'stranger', roomId, {}))).toEqual([2]);
    expect(seqsOf(await readEvents(world, 'stranger', roomId, { after: 0 }))).toEqual([1, 2]);
  });

  test('[H16] a private room is not found by who is not in it', async () => {
    const { world } = await stage('ada', 'ben');
    const roomId = await roomOf(world, ['ada'], { kind: 'private' });

    await expect(readMessages(world, 'ben', roomId, {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(readEvents(world, 'ben', roomId, { after: 0 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(readEvents(world, 'ben', 'room_none', { after: 0 })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('gaps', () => {
  test('each is judged by what came right after it', () => {
    const at = new Map([
      [2, AT],
      [5, AT + limits.voidAfterMs],
    ]);

    const gaps = gapsOf({ at, from: 1, to: 100 }, { head: 6, activeAt: AT + limits.voidAfterMs }, AT + limits.voidAfterMs + 1);

    expect(gaps).toEqual({ expired: [{ seq: 1, sentAt: AT }], missing: [3, 4, 6] });
  });
});
