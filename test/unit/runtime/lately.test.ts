import { lately } from '../../../lambdas/runtime/lately.ts';

const setUp = () => {
  const told = { now: 0, asked: 0, fails: false };
  const ask = lately(
    async () => {
      told.asked += 1;
      if (told.fails) throw new Error('away');
      return told.asked;
    },
    1_000,
    () => told.now,
  );
  return { told, ask };
};

test('an answer stands for a while', async () => {
  const { told, ask } = setUp();

  const early = [await ask(), await ask()];
  told.now = 1_000;
  const late = await ask();

  expect([...early, late]).toEqual([1, 1, 2]);
});

test('a failure does not stand', async () => {
  const { told, ask } = setUp();
  told.fails = true;

  await expect(ask()).rejects.toThrow('away');
  told.fails = false;

  expect(await ask()).toBe(2);
});
