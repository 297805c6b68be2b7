import type { CustomEmoji, CustomEmojis } from '@parley/protocol';
import { ApiError } from '../../../client/api.ts';
import { createEmojiList } from '../../../client/emoji-list.ts';
import { createManualTime } from '../../support/manual-time.ts';

const emoji = (name: string): CustomEmoji => ({ name, emojiId: `emoji_${name}`, createdAt: 1 });

const given = (answers: (() => Promise<CustomEmojis>)[]) => {
  const time = createManualTime();
  const received: string[][] = [];
  const names = new Set<string>();
  let asked = 0;
  const list = createEmojiList({
    list: () => {
      asked += 1;
      return (answers.shift() ?? (async () => ({ items: [] })))();
    },
    known: (name) => names.has(name),
    received: (items) => {
      received.push(items.map(({ name }) => name));
      for (const { name } of items) names.add(name);
    },
    clock: time.clock,
    timers: time.timers,
  });
  return { time, list, received, asked: () => asked };
};

const having =
  (...names: string[]) =>
  async () => ({ items: names.map(emoji) });

describe('[H70] the list of custom emoji', () => {
  test('an answer that is older than what was told since is asked for anew', async () => {
    let answer: (value: CustomEmojis) => void = () => undefined;
    const slow = () =>
      new Promise<CustomEmojis>((resolve) => {
        answer = resolve;
      });
    const { time, list, received } = given([slow, having('ship', 'new')]);

    void list.load();
    list.heard();
    answer({ items: [emoji('ship')] });
    await time.pass(1);

    expect(received).toEqual([['ship', 'new']]);
  });

  test('one that does not come is asked for again; a refusal is not', async () => {
    const failing = (status: number) => async () => Promise.reject(new ApiError({ code: 'unavailable', status, message: '' }));
    const { time, list, received, asked } = given([failing(503), having('ship')]);
    const refused = given([failing(403)]);

    await list.load();
    await time.pass(5_000);
    await refused.list.load();
    await refused.time.pass(60_000);

    expect([received, asked(), refused.asked()]).toEqual([[['ship']], 2, 1]);
  });

  test('names that it lacks have it asked for once in a while, and each of them once', async () => {
    const { time, list, asked } = given([having('ship'), having('ship', 'new')]);
    await list.load();

    for (const name of ['ship', 'new', 'other', 'new']) list.miss(name);
    await time.pass(10_000);
    for (const name of ['new', 'other']) list.miss(name);
    await time.pass(60_000);

    expect(asked()).toBe(2);
    expect(time.waiting()).toBe(0);
  });

  test('nothing is asked for once the connection has ended, and an answer that comes then is not taken', async () => {
    let answer: (value: CustomEmojis) => void = () => undefined;
    const slow = () =>
      new Promise<CustomEmojis>((resolve) => {
        answer = resolve;
      });
    const { time, list, received, asked } = given([slow]);

    void list.load();
    list.miss('ship');
    list.reset();
    answer({ items: [emoji('ship')] });
    await time.pass(60_000);

    expect([received, asked()]).toEqual([[], 1]);
  });
});
