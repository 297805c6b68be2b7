import { createListeners } from '../../../client/listeners.ts';
import { createManualTime, settle } from '../../support/manual-time.ts';

const EVERY_MS = 100;

const given = (everyMs = EVERY_MS) => {
  const time = createManualTime();
  const listeners = createListeners({ everyMs, clock: time.clock, timers: time.timers });
  let heard = 0;
  const remove = listeners.add(() => {
    heard += 1;
  });
  const news = () => listeners.withoutHurry(listeners.tell);
  return { time, listeners, remove, news, heard: () => heard };
};

describe('those who listen', () => {
  test('hear at once of what was done, and once of what was done together', async () => {
    const { listeners, heard } = given();

    listeners.tell();
    listeners.tell();
    const early = heard();
    await settle();

    expect([early, heard()]).toEqual([0, 1]);
  });

  test('hear at once of news where it was quiet, and of a flood so often as they can show it', async () => {
    const { time, news, heard } = given();

    news();
    await settle();
    const first = heard();
    for (let ms = 0; ms < 1_000; ms += 10) {
      news();
      await time.pass(10);
    }
    await time.pass(EVERY_MS);

    expect(first).toBe(1);
    expect(heard()).toBe(11);
  });

  test('hear of the last news however it ends, and then of nothing more', async () => {
    const { time, news, heard } = given();
    news();
    await settle();

    news();
    await time.pass(EVERY_MS - 1);
    const before = heard();
    await time.pass(1);
    await time.pass(10 * EVERY_MS);

    expect([before, heard(), time.waiting()]).toEqual([1, 2, 0]);
  });

  test('hear at once of what is done while news wait, and of these with it', async () => {
    const { time, listeners, news, heard } = given();
    news();
    await settle();
    news();

    listeners.tell();
    await settle();
    const soon = heard();
    await time.pass(10 * EVERY_MS);

    expect([soon, heard(), time.waiting()]).toEqual([2, 2, 0]);
  });

  test('wait no longer than that after the clock was set back', async () => {
    const time = createManualTime();
    let back = 0;
    const listeners = createListeners({ everyMs: EVERY_MS, clock: () => time.clock() - back, timers: time.timers });
    let heard = 0;
    listeners.add(() => {
      heard += 1;
    });
    listeners.tell();
    await settle();

    back = 3_600_000;
    listeners.withoutHurry(listeners.tell);
    await time.pass(EVERY_MS);

    expect(heard).toBe(2);
  });

  test('are told everything at once where nobody minds, and nothing once they have left', async () => {
    const { listeners, news, remove, heard } = given(0);

    for (let time = 0; time < 3; time += 1) {
      news();
      await settle();
    }
    remove();
    listeners.tell();
    await settle();

    expect(heard()).toBe(3);
  });

  test('what fails while it is taken in leaves the next hurried', async () => {
    const { listeners, heard } = given();
    listeners.tell();
    await settle();

    const fail = () =>
      listeners.withoutHurry(() => {
        throw new Error('no');
      });
    expect(fail).toThrow('no');
    listeners.tell();
    await settle();

    expect(heard()).toBe(2);
  });
});
