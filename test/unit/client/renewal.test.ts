import { createRenewal } from '../../../client/renewal.ts';
import { createManualTime } from '../../support/manual-time.ts';

const start = ({ answers = true } = {}) => {
  const time = createManualTime();
  const asked: number[] = [];
  const load = async () => {
    asked.push(time.clock());
    return answers;
  };
  return { time, asked, begin: time.clock(), renewal: createRenewal(load, time) };
};

describe('what frames keep up to date', () => {
  test('is asked for at once the first time, and after a minute at the earliest by whoever returns again and again', async () => {
    const { time, asked, begin, renewal } = start();

    for (let second = 0; second < 100; second += 10) {
      renewal.reset();
      renewal.due();
      await time.pass(10_000);
    }

    expect(asked.map((at) => at - begin)).toEqual([0, 60_000]);
  });

  test('is asked for a second after a return where the last answer is older', async () => {
    const { time, asked, begin, renewal } = start();
    renewal.due();
    await time.pass(90_000);

    renewal.due();
    await time.pass(60_000);

    expect(asked.map((at) => at - begin)).toEqual([0, 91_000]);
  });

  test('is asked for at each return until there is an answer', async () => {
    const { time, asked, begin, renewal } = start({ answers: false });

    for (let times = 0; times < 3; times += 1) {
      renewal.due();
      await time.pass(5_000);
    }

    expect(asked.map((at) => at - begin)).toEqual([0, 6_000, 11_000]);
  });

  test('is not asked for by whoever is gone again', async () => {
    const { time, asked, renewal } = start();
    renewal.due();
    await time.pass(90_000);

    renewal.due();
    renewal.reset();
    await time.pass(90_000);

    expect(asked).toHaveLength(1);
  });
});
