import { AT } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { times, word } from './support.ts';

/** What every implementation of `Emojis` guarantees. */
export const emojiContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const anEmoji = (name = word(), emojiId = `emoji_${word()}`) => ({ name, emojiId, createdBy: 'ada', createdAt: AT });
  const imageOf = ({ emojiId }: { emojiId: string }) => ({ emojiId, type: 'image/png' as const, image: 'aGk=' });
  const add = (emoji: ReturnType<typeof anEmoji>) => store.emoji.add(emoji, imageOf(emoji));

  test('[H70] an emoji is found by its name, listed by name, and its picture by its id', async () => {
    const [b, a] = [anEmoji(`b_${word()}`), anEmoji(`a_${word()}`)];

    expect([await add(b), await add(a)]).toEqual([true, true]);

    expect(await store.emoji.get(a.name)).toEqual(a);
    expect(await store.emoji.get(word())).toBeUndefined();
    expect((await store.emoji.all()).filter(({ name }) => [a.name, b.name].includes(name))).toEqual([a, b]);
    expect(await store.emoji.images([a.emojiId, 'emoji_none', a.emojiId])).toEqual([imageOf(a)]);
    expect(await store.emoji.images([])).toEqual([]);
  });

  test('[H70] of several who add one of a name at once one succeeds, and no other picture stays', async () => {
    const name = word();
    const all = times(8, () => anEmoji(name));

    const added = await Promise.all(all.map(add));

    const stands = await store.emoji.get(name);
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(stands).toEqual(all[added.indexOf(true)]);
    expect((await store.emoji.images(all.map(({ emojiId }) => emojiId))).map(({ emojiId }) => emojiId)).toEqual([stands?.emojiId]);
  });

  test('[H70] one that is taken away leaves nothing, and takes no later one of its name along', async () => {
    const first = anEmoji();
    await add(first);

    await store.emoji.remove(first);
    await store.emoji.remove(first);
    const gone = await store.emoji.get(first.name);
    const second = anEmoji(first.name);
    await add(second);
    await store.emoji.remove(first);

    expect(gone).toBeUndefined();
    expect(await store.emoji.get(first.name)).toEqual(second);
    expect(await store.emoji.images([first.emojiId, second.emojiId])).toEqual([imageOf(second)]);
  });
};
