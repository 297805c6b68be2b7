import { countRoom, markUnread } from '../../../lambdas/domain/read-marks.ts';
import { signal } from '../../../lambdas/domain/signals.ts';
import { connect, freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

/** Ben has said three things that Ada has read. */
const read = async () => {
  const { world, roomId } = await stage('ada', 'ben');
  await connect(world, 'ada', 'laptop');
  const seqs: number[] = [];
  for (const text of ['One', 'Two', 'Three']) seqs.push((await say(world, 'ben-phone', roomId, text)).seq);
  await persistAll(world);
  const [first = 0, second = 0, third = 0] = seqs;
  const look = (seq: number, turn?: number) =>
    signal(world, 'ada-phone', { action: 'read', id: freshId(world), roomId, seq, ...(turn !== undefined && { turn }) });
  await look(third);
  world.gateway.clear();
  return { world, roomId, first, second, third, look };
};

describe('[H36] marking unread', () => {
  test('moves the mark back, tells every device, and counts', async () => {
    const { world, roomId, second, third } = await read();

    const count = await markUnread(world, 'ada', roomId, second);

    const told = { type: 'read', roomId, userId: 'ada', seq: second - 1, turn: 1 };
    expect(count).toMatchObject({ readSeq: second - 1, readTurn: 1, unread: 2, unreadSeqs: [second, third] });
    expect([world.gateway.framesTo('ada-phone'), world.gateway.framesTo('ada-laptop')]).toEqual([[told], [told]]);
    expect(world.gateway.framesTo('ben-phone')).toEqual([]);
    expect(await countRoom(world, 'ada', roomId)).toEqual(count);
  });

  test('[C3] a mark of an earlier turn is passed by, one of this turn moves on and says so', async () => {
    const { world, roomId, second, third, look } = await read();
    await markUnread(world, 'ada', roomId, second);
    world.gateway.clear();

    await look(third, 0);
    const passedBy = await countRoom(world, 'ada', roomId);
    await look(second, 1);

    expect(passedBy).toMatchObject({ readSeq: second - 1, unread: 2 });
    expect(await countRoom(world, 'ada', roomId)).toMatchObject({ readSeq: second, readTurn: 1, unreadSeqs: [third] });
    expect(world.gateway.framesTo('ada-laptop')).toEqual([{ type: 'read', roomId, userId: 'ada', seq: second, turn: 1 }]);
  });

  test('what is unread already stays so, in the same turn; above the head there is nothing', async () => {
    const { world, roomId, first, third } = await read();
    await markUnread(world, 'ada', roomId, first);

    expect(await markUnread(world, 'ada', roomId, third)).toMatchObject({ readSeq: first - 1, readTurn: 1 });
    await expect(markUnread(world, 'ada', roomId, third + 1)).rejects.toMatchObject({ code: 'bad_request' });
  });
});
