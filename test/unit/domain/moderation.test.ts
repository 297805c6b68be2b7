import { putMember } from '../../../lambdas/domain/members.ts';
import { postCommand, readMessages } from '../../../lambdas/domain/messages.ts';
import { openDirect } from '../../../lambdas/domain/rooms.ts';
import type { World } from '../../support/memory/index.ts';
import { freshId, persistAll, persistEach, say, stage } from '../../support/memory/stage.ts';

const remove = (world: World, connectionId: string, roomId: string, target: number, id = freshId(world)) =>
  postCommand(world, connectionId, { action: 'delete', id, roomId, target });
const messageAt = async (world: World, roomId: string, seq: number) =>
  (await readMessages(world, 'ada', roomId, {})).items.find((message) => message.seq === seq);

describe('[C2] a moderator', () => {
  test('deletes what anyone said, a higher role too; a member deletes their own alone', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    await putMember(world, 'ada', roomId, 'ben', 'moderator');
    const { seq: adas } = await say(world, 'ada-phone', roomId, 'Mine.');
    const { seq: cleos } = await say(world, 'cleo-phone', roomId, 'Mine.');
    await persistAll(world);

    await expect(remove(world, 'cleo-phone', roomId, adas)).rejects.toMatchObject({ code: 'forbidden' });
    for (const seq of [adas, cleos]) expect(await remove(world, 'ben-phone', roomId, seq)).toMatchObject({ moderator: true });

    await persistAll(world);
    for (const seq of [adas, cleos]) expect(await messageAt(world, roomId, seq)).toMatchObject({ text: '', deletedBy: 'ben' });
  });

  test('is nobody in a conversation', async () => {
    const { world } = await stage('ada', 'ben');
    const { roomId } = await openDirect(world, 'ada', { userIds: ['ben'] });
    const { seq } = await say(world, 'ben-phone', roomId);
    await persistAll(world);

    await expect(remove(world, 'ada-phone', roomId, seq)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('deletes what is not persisted yet, and what a member tries so has no effect', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    const { seq } = await say(world, 'cleo-phone', roomId);
    const { seq: other } = await say(world, 'cleo-phone', roomId);
    await remove(world, 'ada-phone', roomId, seq);
    await remove(world, 'ben-phone', roomId, other);

    await persistAll(world);

    expect(await messageAt(world, roomId, seq)).toMatchObject({ text: '', deletedBy: 'ada' });
    expect(await messageAt(world, roomId, other)).toMatchObject({ text: 'Hello.' });
  });

  test('who is none any more sends the same again, and it stays what it was', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    await putMember(world, 'ada', roomId, 'ben', 'moderator');
    const { seq } = await say(world, 'cleo-phone', roomId);
    await persistAll(world);
    const id = freshId(world);
    const first = await remove(world, 'ben-phone', roomId, seq, id);
    await persistAll(world);
    await putMember(world, 'ada', roomId, 'ben', 'member');

    const again = await remove(world, 'ben-phone', roomId, seq, id);

    expect(again).toEqual(first);
    expect(world.persistQueue.waiting.filter(({ kind }) => kind === 'delete')).toMatchObject([{ moderator: true }]);
    await persistEach(world, world.persistQueue.take());
    expect(await messageAt(world, roomId, seq)).toMatchObject({ deletedBy: 'ben' });
  });
});
