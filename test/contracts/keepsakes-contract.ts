import type { Scheduled } from '@parley/protocol';
import { AT, aClientId } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { word } from './support.ts';

const MINUTE = 60_000;

/** What every implementation of `Drafts`, `Saved` and `Scheduled` guarantees. */
export const keepsakesContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  /** Of everything that is due, what belongs to this user. */
  const dueOf = async <T extends { userId: string }>(userId: string, due: Promise<T[]>): Promise<T[]> =>
    (await due).filter((item) => item.userId === userId);

  describe('drafts', () => {
    test('[H41] there is one a room and person, the last that was put', async () => {
      const [userId, roomId, other] = [word(), word(), word()];

      await store.drafts.put(userId, { roomId, text: 'Hel', updatedAt: AT });
      await store.drafts.put(userId, { roomId, text: 'Hello', updatedAt: AT + 1 });
      await store.drafts.put(userId, { roomId: other, text: 'Hm', updatedAt: AT });
      await store.drafts.put(word(), { roomId, text: 'Not mine', updatedAt: AT });
      const gone = [await store.drafts.remove(userId, other), await store.drafts.remove(userId, other)];

      expect(await store.drafts.ofUser(userId)).toEqual([{ roomId, text: 'Hello', updatedAt: AT + 1 }]);
      expect(gone).toEqual([true, false]);
    });
  });

  describe('saved', () => {
    const given = async (remindAt?: number) => {
      const [userId, roomId] = [word(), word()];
      const saved = { roomId, seq: 7, savedAt: AT, ...(remindAt !== undefined && { remindAt }) };
      await store.saved.put(userId, saved);
      return { userId, saved };
    };

    test('[H42] what is saved stays until it is let go', async () => {
      const { userId, saved } = await given();
      await store.saved.put(userId, { ...saved, seq: 70 });

      const gone = [await store.saved.remove(userId, saved), await store.saved.remove(userId, saved)];

      expect(await store.saved.ofUser(userId)).toEqual([{ ...saved, seq: 70 }]);
      expect(gone).toEqual([true, false]);
    });

    test('[H42] a reminder is due from its time on, however late, until it has come', async () => {
      const { userId, saved } = await given(AT + MINUTE);

      const early = await dueOf(userId, store.saved.due(AT + MINUTE - 1, 100));
      const late = await dueOf(userId, store.saved.due(AT + 99 * MINUTE, 100));
      const settled = await Promise.all([
        store.saved.settle(userId, saved, AT + 99 * MINUTE),
        store.saved.settle(userId, saved, AT + 99 * MINUTE),
      ]);

      expect([early, late]).toEqual([[], [{ ...saved, userId }]]);
      expect(settled.toSorted()).toEqual([false, true]);
      expect(await dueOf(userId, store.saved.due(AT + 100 * MINUTE, 100))).toEqual([]);
      expect(await store.saved.ofUser(userId)).toEqual([{ ...saved, remindedAt: AT + 99 * MINUTE }]);
    });

    test('[H42] a reminder that was moved or taken away meanwhile does not come', async () => {
      const moved = await given(AT + MINUTE);
      const removed = await given(AT + MINUTE);
      await store.saved.put(moved.userId, { ...moved.saved, remindAt: AT + 5 * MINUTE });
      await store.saved.remove(removed.userId, removed.saved);

      const settled = [
        await store.saved.settle(moved.userId, moved.saved, AT + MINUTE),
        await store.saved.settle(removed.userId, removed.saved, AT + MINUTE),
      ];

      expect(settled).toEqual([false, false]);
      expect(await dueOf(moved.userId, store.saved.due(AT + 5 * MINUTE, 100))).toHaveLength(1);
    });
  });

  describe('scheduled', () => {
    const given = async (): Promise<{ userId: string; item: Scheduled }> => {
      const userId = word();
      const item = { id: aClientId(), roomId: word(), text: 'Happy birthday', sendAt: AT + MINUTE };
      await store.scheduled.put(userId, item);
      return { userId, item };
    };

    test('[H43] it can be changed and called off until it is being sent', async () => {
      const { userId, item } = await given();
      const changed = { ...item, text: 'Many happy returns', sendAt: AT + 2 * MINUTE };

      const before = [await store.scheduled.put(userId, changed), await store.scheduled.begin(userId, item, AT + MINUTE)];
      const begun = await store.scheduled.begin(userId, changed, AT + 2 * MINUTE);
      const after = [await store.scheduled.put(userId, item), await store.scheduled.cancel(userId, item.id)];

      expect(before).toEqual([true, undefined]);
      expect(begun).toEqual(changed);
      expect(after).toEqual([false, 'under way']);
    });

    test('[H43] it is due from its time on, also once it has been begun, until it is finished', async () => {
      const { userId, item } = await given();

      const early = await dueOf(userId, store.scheduled.due(AT + MINUTE - 1, 100));
      await store.scheduled.begin(userId, item, AT + MINUTE);
      const late = await dueOf(userId, store.scheduled.due(AT + 99 * MINUTE, 100));
      const again = await store.scheduled.begin(userId, item, AT + 99 * MINUTE);
      await store.scheduled.finish(userId, item.id);
      await store.scheduled.finish(userId, item.id);

      expect([early, late, again]).toEqual([[], [{ ...item, userId }], item]);
      expect(await store.scheduled.ofUser(userId)).toEqual([]);
      expect(await store.scheduled.begin(userId, item, AT + MINUTE)).toBeUndefined();
    });

    test('[H43] what could not be sent stays with the reason, is not due, and can be scheduled anew', async () => {
      const { userId, item } = await given();
      await store.scheduled.begin(userId, item, AT + MINUTE);

      await store.scheduled.fail(userId, item.id, 'forbidden');

      expect(await store.scheduled.ofUser(userId)).toEqual([{ ...item, failure: 'forbidden' }]);
      expect(await dueOf(userId, store.scheduled.due(AT + 99 * MINUTE, 100))).toEqual([]);
      expect(await store.scheduled.begin(userId, item, AT + MINUTE)).toBeUndefined();
      expect(await store.scheduled.put(userId, { ...item, sendAt: AT + 3 * MINUTE })).toBe(true);
      expect(await dueOf(userId, store.scheduled.due(AT + 3 * MINUTE, 100))).toHaveLength(1);
    });

    test('[H43] what is not there cannot be called off', async () => {
      const { userId, item } = await given();

      expect([await store.scheduled.cancel(userId, item.id), await store.scheduled.cancel(userId, item.id)]).toEqual(['cancelled', 'none']);
    });

    test('[H43] no more are found at once than asked for', async () => {
      await Promise.all(Array.from({ length: 12 }, given));

      expect(await store.scheduled.due(AT + MINUTE, 10)).toHaveLength(10);
    });
  });
};
