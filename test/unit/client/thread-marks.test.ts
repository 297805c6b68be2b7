import type { ReadThreads } from '@parley/protocol';
import { createThreadMarks } from '../../../client/thread-marks.ts';
import { createManualTime } from '../../support/manual-time.ts';

type Mark = ReadThreads['threads'][number];

const mark = (root: number, seq: number): Mark => ({ roomId: 'room_1', root, seq });

const given = (send: (marks: Mark[]) => Promise<void> = async () => undefined) => {
  const time = createManualTime();
  const sent: Mark[][] = [];
  const marks = createThreadMarks({
    send: (each) => {
      sent.push(each);
      return send(each);
    },
    key: ({ roomId, root }) => `${roomId} ${root}`,
    timers: time.timers,
  });
  return { time, sent, marks };
};

describe('[H35] read marks of threads', () => {
  test('leave at once, and then the last of each thread a second later, together', async () => {
    const { time, sent, marks } = given();

    marks.send([mark(1, 5)]);
    marks.send([mark(1, 6)]);
    marks.send([mark(1, 7), mark(2, 9)]);
    const early = sent.length;
    await time.pass(1_000);

    expect(early).toBe(1);
    expect(sent).toEqual([[mark(1, 5)], [mark(1, 7), mark(2, 9)]]);
  });

  test('of more than one call takes, the rest follows', async () => {
    const { time, sent, marks } = given();

    marks.send(Array.from({ length: 250 }, (_, root) => mark(root + 1, 300)));
    await time.pass(1_000);

    expect(sent.map(({ length }) => length)).toEqual([200, 50]);
  });

  test('one that is refused holds up no other, and what waits is forgotten with the socket', async () => {
    const { time, sent, marks } = given(async () => {
      throw new Error('no');
    });

    marks.send([mark(1, 5)]);
    await time.pass(1_000);
    marks.send([mark(1, 6)]);
    marks.send([mark(1, 7)]);
    marks.reset();
    await time.pass(5_000);

    expect(sent).toEqual([[mark(1, 5)], [mark(1, 6)]]);
  });
});
