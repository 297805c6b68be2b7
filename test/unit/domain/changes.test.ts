import type { LogCommand } from '@parley/protocol';
import { postCommand, readMessages } from '../../../lambdas/domain/messages.ts';
import { freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

type World = Awaited<ReturnType<typeof stage>>['world'];

const change = (
  world: World,
  roomId: string,
  body:
    | { action: 'edit'; target: number; text: string }
    | { action: 'delete'; target: number }
    | { action: 'react'; target: number; emoji: string; on: boolean },
): LogCommand => ({
  id: freshId(world),
  roomId,
  ...body,
});

const newest = async (world: World, roomId: string) => (await readMessages(world, 'ada', roomId, {})).items;

describe('[C2] edit, delete and react', () => {
  test('an edit takes a seq of its own and changes the message that it names', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId, 'Helo.');
    await persistAll(world);

    const ack = await postCommand(world, 'ada-phone', change(world, roomId, { action: 'edit', target: seq, text: 'Hello.' }));
    await persistAll(world);

    expect(ack.seq).toBe(seq + 1);
    expect(await newest(world, roomId)).toEqual([
      expect.objectContaining({ seq, text: 'Hello.', editedSeq: ack.seq, editedAt: ack.sentAt }),
    ]);
  });

  test('a deletion leaves a tombstone without text', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId, 'Oops.');
    await persistAll(world);

    await postCommand(world, 'ada-phone', change(world, roomId, { action: 'delete', target: seq }));
    await persistAll(world);

    expect(await newest(world, roomId)).toEqual([expect.objectContaining({ seq, text: '', deletedAt: world.clock() })]);
  });

  test('reactions gather by emoji, in the order they came, and go when taken back', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    const { seq } = await say(world, 'ada-phone', roomId);
    await persistAll(world);
    const react = (who: string, emoji: string, on: boolean) =>
      postCommand(world, `${who}-phone`, change(world, roomId, { action: 'react', target: seq, emoji, on }));

    await react('ben', '👍', true);
    await react('ada', '👍', true);
    await react('cleo', '🎉', true);
    await react('cleo', '🎉', false);
    await persistAll(world);

    expect((await newest(world, roomId))[0]?.reactions).toEqual([{ emoji: '👍', userIds: ['ben', 'ada'] }]);
  });

  test.each(['edit', 'delete'] as const)('%s of another’s message is forbidden, and takes no seq', async (action) => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId);
    await persistAll(world);
    const body = action === 'edit' ? { action, target: seq, text: 'Mine now.' } : { action, target: seq };

    await expect(postCommand(world, 'ben-phone', change(world, roomId, body))).rejects.toMatchObject({ code: 'forbidden' });

    expect((await world.rooms.get(roomId))?.head).toBe(seq);
  });

  test.each([
    ['a seq above the head', 99],
    ['an event that is no message', 1],
  ])('%s cannot be changed: not_found', async (_, target) => {
    const { world, roomId } = await stage('ada', 'ben');

    for (const body of [
      { action: 'edit', target, text: 'x' },
      { action: 'delete', target },
      { action: 'react', target, emoji: '👍', on: true },
    ] as const)
      await expect(postCommand(world, 'ada-phone', change(world, roomId, body))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a deleted message cannot be changed: not_found', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId);
    await postCommand(world, 'ada-phone', change(world, roomId, { action: 'delete', target: seq }));
    await persistAll(world);

    const edit = postCommand(world, 'ada-phone', change(world, roomId, { action: 'edit', target: seq, text: 'Back.' }));

    await expect(edit).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a deletion that is sent again after it took effect is acknowledged again', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId);
    const deletion = change(world, roomId, { action: 'delete', target: seq });
    const first = await postCommand(world, 'ada-phone', deletion);
    await persistAll(world);

    await expect(postCommand(world, 'ada-phone', deletion)).resolves.toEqual(first);
  });

  test('a message that is not persisted yet can be changed already', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId, 'Helo.');

    await postCommand(world, 'ada-phone', change(world, roomId, { action: 'edit', target: seq, text: 'Hello.' }));
    await persistAll(world);

    expect(await newest(world, roomId)).toEqual([expect.objectContaining({ seq, text: 'Hello.' })]);
  });

  test('another’s message that is not persisted yet is protected when it is', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ada-phone', roomId, 'Mine.');

    await postCommand(world, 'ben-phone', change(world, roomId, { action: 'edit', target: seq, text: 'Not yours.' }));
    await persistAll(world);

    expect(await newest(world, roomId)).toEqual([expect.objectContaining({ seq, text: 'Mine.' })]);
  });
});
