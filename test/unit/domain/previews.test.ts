import { postCommand, readEvents, readMessages } from '../../../lambdas/domain/messages.ts';
import { linksIn, previewLinks } from '../../../lambdas/domain/previews.ts';
import type { World } from '../../support/memory/index.ts';
import { freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

const ADDRESS = 'https://harbour.example/tides';
const page = { title: 'Tides', site: 'The Harbour' };

/** Persists everything, and reads every link that is asked for; `times` as often as the queue delivers it. */
const settle = async (world: World, times = 1) => {
  await persistAll(world);
  const jobs = world.previewQueue.take();
  for (const job of jobs) for (let time = 0; time < times; time += 1) await previewLinks(world, job);
  await persistAll(world);
  return jobs;
};

const linked = async (text = `Look: ${ADDRESS}.`) => {
  const { world, roomId } = await stage('ada', 'ben');
  world.pages = { read: async (url) => (url === ADDRESS ? page : undefined) };
  const { seq } = await say(world, 'ada-phone', roomId, text);
  const message = async () => (await readMessages(world, 'ben', roomId, {})).items.find((item) => item.seq === seq);
  return { world, roomId, seq, message };
};

describe('[S32] previews', () => {
  test('what a link leads to is told once to everybody, and stands with the message', async () => {
    const { world, roomId, seq, message } = await linked();
    world.gateway.clear();

    await settle(world, 3);

    const previews = [{ url: ADDRESS, ...page }];
    const { items } = await readEvents(world, 'ben', roomId, { after: seq });
    expect(items).toEqual([expect.objectContaining({ kind: 'preview', target: seq, senderId: 'ada', previews })]);
    expect(await message()).toMatchObject({ previews });
    expect(world.gateway.framesTo('ben-phone').at(-1)).toMatchObject({ type: 'event', kind: 'preview', previews });
  });

  test('of an edit’s links it is told anew', async () => {
    const { world, roomId, seq, message } = await linked('No link yet.');
    const none = await settle(world);

    await postCommand(world, 'ada-phone', { action: 'edit', id: freshId(world), roomId, target: seq, text: `Here: ${ADDRESS}` });
    await settle(world);

    expect(none).toEqual([]);
    expect(await message()).toMatchObject({ previews: [{ url: ADDRESS }] });
  });

  test('nothing is told of a page that cannot be read', async () => {
    const { world, roomId, seq } = await linked('https://10.0.0.1/secret');

    await settle(world);

    expect((await readEvents(world, 'ben', roomId, { after: seq })).items).toEqual([]);
  });

  test('nothing is told of a message that was deleted meanwhile, nor kept of one', async () => {
    const { world, roomId, seq, message } = await linked();
    await persistAll(world);
    const jobs = world.previewQueue.take();
    await postCommand(world, 'ada-phone', { action: 'delete', id: freshId(world), roomId, target: seq });
    await persistAll(world);

    for (const job of jobs) await previewLinks(world, job);
    await persistAll(world);

    expect(await message()).not.toHaveProperty('previews');
    expect((await readEvents(world, 'ben', roomId, { after: seq })).items.map(({ kind }) => kind)).toEqual(['delete']);
  });

  test('nothing is told in a room that has been archived meanwhile', async () => {
    const { world, roomId, seq } = await linked();
    await persistAll(world);
    await world.rooms.number(roomId, world.clock(), { changes: { archived: true } });

    for (const job of world.previewQueue.take()) await previewLinks(world, job);
    await persistAll(world);

    expect((await readEvents(world, 'ben', roomId, { after: seq })).items).toEqual([]);
  });
});

describe('links', () => {
  test.each([
    ['See https://a.example/x, and (http://b.example/y).', ['https://a.example/x', 'http://b.example/y']],
    ['https://a.example/x https://a.example/x', ['https://a.example/x']],
    ['`https://a.example/` and ```\nhttps://b.example/\n```', []],
    ['ftp://a.example/ javascript:alert(1) a.example', []],
    [
      'https://1.example/ https://2.example/ https://3.example/ https://4.example/',
      ['https://1.example/', 'https://2.example/', 'https://3.example/'],
    ],
    ['https://', []],
    [`https://a.example/${'x'.repeat(2_000)}`, []],
  ])('of %j', (text, links) => {
    expect(linksIn(text)).toEqual(links);
  });

  test('of a text ten times too long takes no time, whatever it is made of', () => {
    const startedAt = performance.now();

    const links = linksIn(`http://a${')'.repeat(100_000)}x`);

    expect(links).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
