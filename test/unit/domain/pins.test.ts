import { type LogCommand, limits } from '@parley/protocol';
import { postCommand, readPins } from '../../../lambdas/domain/messages.ts';
import { freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

type World = Awaited<ReturnType<typeof stage>>['world'];

const pin = (world: World, roomId: string, target: number, on = true): LogCommand => ({
  action: 'pin',
  id: freshId(world),
  roomId,
  target,
  on,
});
const pinned = async (world: World, roomId: string) => (await readPins(world, 'ada', roomId, {})).items.map(({ seq }) => seq);

describe('[C30] [H40] pins', () => {
  test('any member pins any message, everyone is told, and the list has it until somebody takes it away', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId);
    await persistAll(world);
    world.gateway.clear();

    const ack = await postCommand(world, 'ben-phone', pin(world, roomId, seq));
    await persistAll(world);
    const listed = await pinned(world, roomId);
    await postCommand(world, 'ada-phone', pin(world, roomId, seq, false));
    await persistAll(world);

    expect(world.gateway.framesTo('ada-phone')[0]).toMatchObject({
      type: 'event',
      kind: 'pin',
      seq: ack.seq,
      senderId: 'ben',
      target: seq,
      on: true,
    });
    expect([listed, await pinned(world, roomId)]).toEqual([[seq], []]);
  });

  test('what is not there, or no message, cannot be pinned', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    await expect(postCommand(world, 'ada-phone', pin(world, roomId, 99))).rejects.toMatchObject({ code: 'not_found' });
    await expect(postCommand(world, 'ada-phone', pin(world, roomId, 1))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a pin that overtakes its message in the queue is kept', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId);

    await postCommand(world, 'ben-phone', pin(world, roomId, seq));
    await persistAll(world);

    expect(await pinned(world, roomId)).toEqual([seq]);
  });

  test('[H16] to a stranger a private room has no pins', async () => {
    const { world } = await stage('ada');

    await expect(readPins(world, 'eve', 'room_nowhere', { limit: limits.listPage })).rejects.toMatchObject({ code: 'not_found' });
  });
});
