import { limits } from '@parley/protocol';
import { addEmoji, emojiImages, listEmoji, removeEmoji } from '../../../lambdas/domain/custom-emoji.ts';
import { imageHeadOf } from '../../../lambdas/domain/images.ts';
import { acceptInvite, createInvite } from '../../../lambdas/domain/invites.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { recorded } from '../../support/memory/observed.ts';
import { connect, freshId, introduce, persistAll, say, stage } from '../../support/memory/stage.ts';
import { gifHead, png, webpHead } from '../../support/pictures.ts';

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

describe('[H70] pictures of emoji', () => {
  test.each([
    ['a PNG', png(48, 20), { type: 'image/png', width: 48, height: 20 }],
    ['a GIF', gifHead(128, 64), { type: 'image/gif', width: 128, height: 64 }],
    ['a lossy WebP', webpHead('VP8 ', 100, 90), { type: 'image/webp', width: 100, height: 90 }],
    ['a lossless WebP', webpHead('VP8L', 100, 90), { type: 'image/webp', width: 100, height: 90 }],
    ['an extended WebP', webpHead('VP8X', 100, 90), { type: 'image/webp', width: 100, height: 90 }],
  ])('%s says what it is', (_, image, head) => {
    expect(imageHeadOf(bytesOf(image))).toEqual(head);
  });

  test('what is cut short is none, wherever it is cut, and never throws', () => {
    for (const image of [png(), gifHead(8, 8), webpHead('VP8 ', 8, 8), webpHead('VP8L', 8, 8), webpHead('VP8X', 8, 8)])
      for (let length = 0; length < 14; length += 1) expect(imageHeadOf(bytesOf(image).subarray(0, length))).toBeUndefined();
  });

  test.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')],
    ['HTML', Buffer.from('<html><script>alert(1)</script></html>').toString('base64')],
    ['a PNG of more pixels than are allowed', png(limits.emojiPixels + 1, 1)],
    ['a GIF that says it is enormous', gifHead(60_000, 60_000)],
    ['a GIF without pixels', gifHead(0, 8)],
  ])('%s is refused', async (_, image) => {
    const { world } = await stage('ada');

    await expect(addEmoji(world, 'ada', 'bad', { image })).rejects.toMatchObject({ code: 'bad_request' });
    expect(await listEmoji(world, 'ada')).toEqual({ items: [] });
  });
});

describe('[H70] [S70] custom emoji', () => {
  test('everybody has it, those who share a room with its author hear of it at once, and it goes as it came', async () => {
    const { world } = await stage('ada', 'ben');
    await connect(world, 'ada', 'laptop');
    world.gateway.clear();

    const emoji = await addEmoji(world, 'ada', 'party_parrot', { image: png() });
    const listed = await listEmoji(world, 'ben');
    const pictures = await emojiImages(world, [emoji.emojiId]);
    await removeEmoji(world, 'ada', 'party_parrot');

    expect(listed).toEqual({ items: [{ name: 'party_parrot', emojiId: emoji.emojiId, createdBy: 'ada', createdAt: world.clock() }] });
    expect(pictures).toEqual({ items: [{ emojiId: emoji.emojiId, type: 'image/png', image: png() }] });
    for (const device of ['ada-phone', 'ada-laptop', 'ben-phone'])
      expect(world.gateway.framesTo(device)).toEqual([
        { type: 'emoji', name: 'party_parrot', emoji },
        { type: 'emoji', name: 'party_parrot' },
      ]);
    expect(await listEmoji(world, 'ben')).toEqual({ items: [] });
    expect(await emojiImages(world, [emoji.emojiId])).toEqual({ items: [] });
  });

  test('a name is one emoji’s; the same again by its author changes nothing', async () => {
    const { world } = await stage('ada', 'ben');
    const first = await addEmoji(world, 'ada', 'ok_hand', { image: png() });

    expect(await addEmoji(world, 'ada', 'ok_hand', { image: png() })).toEqual(first);
    await expect(addEmoji(world, 'ada', 'ok_hand', { image: png(16) })).rejects.toMatchObject({ code: 'conflict' });
    await expect(addEmoji(world, 'ben', 'ok_hand', { image: png() })).rejects.toMatchObject({ code: 'conflict' });
    expect((await listEmoji(world, 'ada')).items).toEqual([first]);
  });

  test('of several who want a name at once one gets it', async () => {
    const { world } = await stage('ada', 'ben');

    const tried = await Promise.allSettled(
      ['ada', 'ben', 'ada', 'ben'].map((who, n) => addEmoji(world, who, 'ship', { image: png(20 + n) })),
    );

    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listEmoji(world, 'ada')).items).toHaveLength(1);
  });

  test('there are so many and no more', async () => {
    const { world } = await stage('ada');
    for (let n = 0; n < limits.customEmoji; n += 1)
      await world.emoji.add(
        { name: `n${n}`, emojiId: `emoji_${n}`, createdBy: 'ada', createdAt: 0 },
        { emojiId: `emoji_${n}`, type: 'image/png', image: '' },
      );

    await expect(addEmoji(world, 'ada', 'one_more', { image: png() })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('only who added it takes it away, or anybody once its author’s account is deleted', async () => {
    const { world } = await stage('ada', 'ben');
    await addEmoji(world, 'ada', 'ship', { image: png() });

    await expect(removeEmoji(world, 'ben', 'ship')).rejects.toMatchObject({ code: 'forbidden' });
    await removeEmoji(world, 'ben', 'never_was');
    await world.people.bury('ada', world.clock());
    await removeEmoji(world, 'ben', 'ship');

    expect(await listEmoji(world, 'ben')).toEqual({ items: [] });
  });

  test('[H20] a guest of the workspace has them and adds none, and learns nothing of people whom they do not meet', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await introduce(world, 'gus', 'eve');
    await addEmoji(world, 'eve', 'anchor', { image: png() });
    await addEmoji(world, 'ada', 'ship', { image: png() });
    const { code } = await createInvite(world, 'ada', roomId, { role: 'guest' });
    await acceptInvite(world, 'gus', code);

    await expect(addEmoji(world, 'gus', 'mine', { image: png() })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(removeEmoji(world, 'gus', 'ship')).rejects.toMatchObject({ code: 'forbidden' });
    const { items } = await listEmoji(world, 'gus');
    expect(items.map(({ name, createdBy }) => [name, createdBy])).toEqual([
      ['anchor', undefined],
      ['ship', 'ada'],
    ]);
  });
});

describe('[C2] [H70] reactions with custom emoji', () => {
  const setUp = async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await addEmoji(world, 'ada', 'ship', { image: png() });
    const { seq: target } = await say(world, 'ada-phone', roomId);
    await persistAll(world);
    const react = (emoji: string, on = true, id = freshId(world)) => ({ action: 'react' as const, id, roomId, target, emoji, on });
    return { world, react };
  };

  test('are taken while there is such an emoji, and taken away also when there is none any more', async () => {
    const { world, react } = await setUp();
    const first = react(':ship:');

    const ack = await postCommand(world, 'ben-phone', first);
    await removeEmoji(world, 'ada', 'ship');

    await expect(postCommand(world, 'ben-phone', react(':ship:'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(postCommand(world, 'ben-phone', react(':never_was:'))).rejects.toMatchObject({ code: 'not_found' });
    expect(await postCommand(world, 'ben-phone', first)).toMatchObject({ seq: ack.seq });
    expect(await postCommand(world, 'ben-phone', react(':ship:', false))).toMatchObject({ type: 'ack' });
  });

  test('cost one read, and others none', async () => {
    const { world, react } = await setUp();
    const callsFor = async (emoji: string) => {
      const { deps, calls } = recorded(world);
      await postCommand(deps, 'ben-phone', react(emoji));
      return calls.filter((call) => call.startsWith('emoji.'));
    };

    expect([await callsFor('👍'), await callsFor(':ship:')]).toEqual([[], ['emoji.get']]);
  });
});
