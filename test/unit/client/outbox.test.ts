import type { ErrorFrame, LogCommand } from '@parley/protocol';
import * as fc from 'fast-check';
import { createMemoryStorage, createOutbox, type OutboxItem } from '../../../client/outbox.ts';
import { ANSWER_MS } from '../../../client/socket.ts';
import { createManualTime } from '../../support/manual-time.ts';

const item = (id: string, roomId = 'room_1'): OutboxItem => ({ id, command: { action: 'send', id, roomId, text: id }, createdAt: 0 });
const refusal = (code: ErrorFrame['code'], id?: string, retryAfterMs?: number): ErrorFrame => ({
  type: 'error',
  code,
  message: code,
  ...(id === undefined ? {} : { id }),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

const setUp = (storage = createMemoryStorage()) => {
  const time = createManualTime();
  const sent: string[] = [];
  const refused: OutboxItem[] = [];
  const calls = { overdue: 0, stalled: 0 };
  const outbox = createOutbox({
    storage,
    transmit(command) {
      sent.push(command.id);
      return true;
    },
    refused: (failed) => refused.push(failed),
    overdue: () => {
      calls.overdue += 1;
    },
    stalled: () => {
      calls.stalled += 1;
    },
    clock: time.clock,
    timers: time.timers,
    random: () => 0.5,
  });
  return { ...time, storage, outbox, sent, refused, calls };
};

describe('the outbox', () => {
  test('[R4] keeps one command a room in flight, in order', () => {
    const { outbox, sent } = setUp();
    outbox.connected();
    for (const id of ['a1', 'a2']) outbox.add(item(id, 'room_a'));
    outbox.add(item('b1', 'room_b'));
    const before = [...sent];
    outbox.settle('a1');

    expect(before).toEqual(['a1', 'b1']);
    expect(sent).toEqual(['a1', 'b1', 'a2']);
  });

  test('[R4] sends what was in flight again after a reconnect, under the same id and before the others', () => {
    const { outbox, sent } = setUp();
    outbox.connected();
    outbox.add(item('1'));
    outbox.add(item('2'));
    outbox.disconnected();
    outbox.connected();
    outbox.settle('1');

    expect(sent).toEqual(['1', '1', '2']);
  });

  test('[R4] brings back what an earlier run left, before what was added since', async () => {
    const first = setUp();
    for (const id of ['1', '2']) first.outbox.add(item(id));
    await first.outbox.stored();
    const second = setUp(first.storage);
    second.outbox.add(item('3'));
    await second.outbox.load();
    second.outbox.connected();
    for (const id of ['1', '2', '3']) second.outbox.settle(id);
    await second.outbox.stored();

    expect(second.sent).toEqual(['1', '2', '3']);
    expect(await second.storage.load()).toEqual([]);
  });

  test('[R4] loading again brings what another tab has stored, and gives up what it has taken out', async () => {
    const { outbox, storage, sent } = setUp();
    outbox.add(item('1'));
    outbox.add(item('2'));
    await outbox.stored();
    await storage.remove('1');
    await storage.put(item('0'));

    const gone = await outbox.load();
    outbox.connected();

    expect(gone.map(({ id }) => id)).toEqual(['1']);
    expect(outbox.items().map(({ id }) => id)).toEqual(['0', '2']);
    expect(sent).toEqual(['0']);
  });

  test('[R4] loading again keeps what could not be stored, and what was settled meanwhile stays settled', async () => {
    const storage = createMemoryStorage();
    const { outbox } = setUp({ ...storage, put: (added) => (added.id === '2' ? Promise.reject(new Error('full')) : storage.put(added)) });
    for (const id of ['1', '2', '3']) outbox.add(item(id));

    const loading = outbox.load();
    outbox.settle('3');
    await loading;

    expect(outbox.items().map(({ id }) => id)).toEqual(['1', '2']);
  });

  test('[R4] sends what another tab has written, and gives up what it has discarded', () => {
    const { outbox, sent } = setUp();
    outbox.connected();
    for (const id of ['1', '2', '3']) outbox.adopt(item(id));

    outbox.drop('2');
    outbox.settle('1');

    expect(sent).toEqual(['1', '3']);
  });

  test('[R6] waits as long as the server says when it goes too fast, and holds back what follows', async () => {
    const { outbox, sent, pass } = setUp();
    outbox.connected();
    outbox.add(item('1'));
    outbox.refuse(refusal('rate_limited', '1', 700));
    outbox.add(item('2'));
    await pass(699);
    const early = [...sent];
    await pass(1);

    expect(early).toEqual(['1']);
    expect(sent).toEqual(['1', '1']);
  });

  test('tries again ever later while the server is unavailable', async () => {
    const { outbox, sent, pass } = setUp();
    outbox.connected();
    outbox.add(item('1'));
    outbox.refuse(refusal('unavailable', '1'));
    await pass(250);
    outbox.refuse(refusal('internal', '1'));
    await pass(499);
    const early = [...sent];
    await pass(1);

    expect(early).toEqual(['1', '1']);
    expect(sent).toEqual(['1', '1', '1']);
  });

  test('a refusal that names no frame sends again whatever is under way', async () => {
    const { outbox, sent, pass } = setUp();
    outbox.connected();
    outbox.add(item('a', 'room_a'));
    outbox.add(item('b', 'room_b'));
    outbox.refuse(refusal('unavailable'));
    await pass(250);

    expect(sent).toEqual(['a', 'b', 'a', 'b']);
  });

  test('[R7] a refused command stays as failed, lets the next one pass, and goes again when its author wants', async () => {
    const { outbox, sent, refused, storage } = setUp();
    outbox.connected();
    for (const id of ['1', '2']) outbox.add(item(id));
    outbox.refuse(refusal('forbidden', '1'));
    outbox.settle('2');
    await outbox.stored();
    const kept = await storage.load();
    outbox.retry('1');

    expect(refused).toEqual([{ ...item('1'), error: { code: 'forbidden', message: 'forbidden' } }]);
    expect(kept).toEqual(refused);
    expect(sent).toEqual(['1', '2', '1']);
  });

  test('forgets a discarded command', async () => {
    const { outbox, storage } = setUp();
    outbox.add(item('1'));
    outbox.discard('1');
    await outbox.stored();

    expect(outbox.items()).toEqual([]);
    expect(await storage.load()).toEqual([]);
  });

  test('says so when an answer is overdue, and again when none comes in 10 s', async () => {
    const { outbox, pass, calls } = setUp();
    outbox.connected();
    outbox.add(item('1'));
    await pass(1_999);
    const inTime = { ...calls };
    await pass(1);
    const late = { ...calls };
    await pass(ANSWER_MS - 2_000);

    expect(inTime).toEqual({ overdue: 0, stalled: 0 });
    expect(late).toEqual({ overdue: 1, stalled: 0 });
    expect(calls).toEqual({ overdue: 1, stalled: 1 });
  });

  test('[R4] sends again what went over a socket that has been replaced, and only that', async () => {
    const { outbox, sent, pass, clock } = setUp();
    outbox.connected();
    outbox.add(item('a', 'room_a'));
    const replacedAt = clock();
    await pass(1);
    outbox.add(item('b', 'room_b'));
    outbox.resend(replacedAt);
    outbox.settle('a');
    outbox.settle('b');

    expect(sent).toEqual(['a', 'b', 'a']);
    expect(outbox.items()).toEqual([]);
  });

  test('goes on when its storage fails, and says so', async () => {
    const failures: unknown[] = [];
    const { clock, timers } = createManualTime();
    const broken = async () => {
      throw new Error('disk full');
    };
    const sent: string[] = [];
    const outbox = createOutbox({
      storage: { load: async () => [], put: broken, remove: broken },
      transmit: ({ id }) => sent.push(id) > 0,
      refused() {},
      overdue() {},
      stalled() {},
      storageFailed: (error) => failures.push(error),
      clock,
      timers,
      random: Math.random,
    });
    outbox.connected();
    outbox.add(item('1'));
    outbox.settle('1');
    await outbox.stored();

    expect(sent).toEqual(['1']);
    expect(failures).toHaveLength(2);
  });

  test('[R1] [R4] whatever is lost on the way, every command takes effect once, in order a room', async () => {
    const fates = fc.constantFrom('serve', 'serve', 'lose', 'lose-ack', 'rate_limited', 'unavailable', 'cut', 'restart');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('room_a', 'room_b'), { minLength: 1, maxLength: 12 }),
        fc.array(fates, { maxLength: 30 }),
        async (rooms, script) => {
          const time = createManualTime();
          const storage = createMemoryStorage();
          const log = new Map<string, string>();
          const remaining = [...script];
          let outbox = start();

          function start() {
            return createOutbox({
              storage,
              transmit: (command) => {
                queueMicrotask(() => serve(command));
                return true;
              },
              refused: ({ id }) => log.set(id, 'refused'),
              overdue() {},
              stalled: () => reconnect(),
              clock: time.clock,
              timers: time.timers,
              random: () => 0.5,
            });
          }
          function reconnect() {
            outbox.disconnected();
            outbox.connected();
          }
          async function restart() {
            const old = outbox;
            old.disconnected();
            await old.stored();
            outbox = start();
            await outbox.load();
            outbox.connected();
          }
          function serve(command: LogCommand) {
            const fate = remaining.shift() ?? 'serve';
            if (fate === 'cut') return reconnect();
            if (fate === 'restart') return void restart();
            if (fate === 'lose') return;
            if (fate === 'rate_limited' || fate === 'unavailable') return outbox.refuse(refusal(fate, command.id));
            if (!log.has(command.id)) log.set(command.id, command.roomId);
            if (fate === 'serve') outbox.settle(command.id);
          }

          const ids = rooms.map((roomId, index) => ({ id: String(index).padStart(3, '0'), roomId }));
          outbox.connected();
          for (const { id, roomId } of ids) outbox.add(item(id, roomId));
          await time.pass(60 * 60_000);
          await outbox.stored();

          for (const roomId of ['room_a', 'room_b']) {
            const expected = ids.filter((entry) => entry.roomId === roomId).map((entry) => entry.id);
            expect([...log].filter(([, room]) => room === roomId).map(([id]) => id)).toEqual(expected);
          }
          expect(outbox.items()).toEqual([]);
          expect(await storage.load()).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
