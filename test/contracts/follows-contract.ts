import { limits } from '@parley/protocol';
import { AT } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { times, word } from './support.ts';

/** What every implementation of `Follows` guarantees. */
export const followsContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const aThread = () => ({ userId: word(), roomId: word(), root: 5 });

  describe('a follow', () => {
    test('[C21] of several reasons the lowest counts, whatever the order', async () => {
      const [up, down] = [aThread(), aThread()];

      const upwards = [await store.follows.begin(up, 7, AT), await store.follows.begin(up, 9, AT + 1)];
      const downwards = [await store.follows.begin(down, 9, AT), await store.follows.begin(down, 7, AT + 1)];

      expect(upwards.map(({ began }) => began)).toEqual([true, false]);
      expect(downwards.map(({ began }) => began)).toEqual([true, true]);
      expect([upwards, downwards].map((each) => each.at(-1)?.follow.readSeq)).toEqual([7, 7]);
      expect(await store.follows.get(up)).toEqual({ ...up, following: true, readSeq: 7, mentionSeqs: [], touchedAt: AT });
    });

    test('[H34] whoever has decided stays with it, and has read what was said before', async () => {
      const thread = aThread();
      await store.follows.begin(thread, 7, AT);

      const left = await store.follows.decide(thread, false, 12, AT + 1);
      const refused = await store.follows.begin(thread, 3, AT + 2);
      const back = await store.follows.decide(thread, true, 20, AT + 3);

      expect(left).toMatchObject({ following: false, readSeq: 12 });
      expect(refused).toMatchObject({ began: false, follow: { following: false, readSeq: 12 } });
      expect(back).toMatchObject({ following: true, readSeq: 20 });
      expect(await store.follows.get(thread)).toEqual(back);
    });

    test('[H35] a read mark moves forward only, also before there is a reason to follow', async () => {
      const thread = aThread();

      const moves = [
        await store.follows.read(thread, 8, AT),
        await store.follows.read(thread, 8, AT),
        await store.follows.read(thread, 6, AT),
      ];
      const early = await store.follows.ofUser(thread.userId);
      const { follow } = await store.follows.begin(thread, 5, AT);

      expect(moves).toEqual([true, false, false]);
      expect(early).toEqual([]);
      expect(follow).toMatchObject({ following: true, readSeq: 8 });
    });

    test('[C20] mentions are named once, until they are read; also for who does not follow', async () => {
      const thread = aThread();
      await store.follows.decide(thread, false, 6, AT);
      for (const seq of [9, 8, 9]) await store.follows.mention(thread, seq, AT);

      const before = await store.follows.get(thread);
      await store.follows.read(thread, 8, AT + 1);

      expect(before).toMatchObject({ following: false, mentionSeqs: [8, 9] });
      expect((await store.follows.get(thread))?.mentionSeqs).toEqual([9]);
    });

    test('holds 100 mentions, and has room for others once they are read', async () => {
      const thread = aThread();
      for (const seq of times(105, (index) => index + 10)) await store.follows.mention(thread, seq, AT);

      const full = (await store.follows.get(thread))?.mentionSeqs;
      await store.follows.read(thread, 109, AT + 1);
      await store.follows.mention(thread, 200, AT + 2);

      expect(full).toEqual(times(100, (index) => index + 10));
      expect((await store.follows.get(thread))?.mentionSeqs).toEqual([200]);
    });

    test('[H33] a user has their own, the last touched first, and no more than may be', async () => {
      const thread = aThread();
      const most = limits.followedThreads;
      for (const root of times(most + 3, (index) => index + 1)) await store.follows.begin({ ...thread, root }, root, AT + root);
      await store.follows.begin(aThread(), 1, AT);
      await store.follows.read({ ...thread, root: 10 }, 99, AT + 9_999);

      const roots = (await store.follows.ofUser(thread.userId)).map(({ root }) => root);

      expect(roots).toHaveLength(most);
      expect(roots.slice(0, 3)).toEqual([10, most + 3, most + 2]);
    });

    test('of several at once the outcome is that of one after the other', async () => {
      const thread = aThread();

      await Promise.all([
        ...times(5, (index) => store.follows.begin(thread, 10 + index, AT)),
        ...times(5, (index) => store.follows.mention(thread, 20 + index, AT)),
        ...times(5, (index) => store.follows.read(thread, 11 + index, AT)),
      ]);

      expect(await store.follows.get(thread)).toMatchObject({ following: true, readSeq: 15, mentionSeqs: [20, 21, 22, 23, 24] });
    });
  });
};
