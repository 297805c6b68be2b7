import type { PutScheduled } from '@parley/protocol';
import { listDrafts, putDraft, removeDraft } from '../../../lambdas/domain/drafts.ts';
import { readEvents } from '../../../lambdas/domain/messages.ts';
import { listSaved, putSaved, remindDue, removeSaved } from '../../../lambdas/domain/saved.ts';
import { cancelScheduled, listScheduled, putScheduled, sendDue } from '../../../lambdas/domain/scheduled.ts';
import { takeTurn } from '../../../lambdas/domain/speech.ts';
import type { World } from '../../support/memory/index.ts';
import { Killed, mortal } from '../../support/memory/observed.ts';
import { connect, freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

const HOUR = 3_600_000;

const room = async () => {
  const { world, roomId } = await stage('ada', 'ben');
  await connect(world, 'ada', 'laptop');
  const { seq } = await say(world, 'ben-phone', roomId, 'Remember the milk.');
  await persistAll(world);
  world.gateway.clear();
  return { world, roomId, seq };
};
const told = (world: World, connectionId: string) => world.gateway.framesTo(connectionId);

describe('[H41] drafts', () => {
  test('every device of their author is told, and nobody else', async () => {
    const { world, roomId } = await room();

    const draft = await putDraft(world, 'ada', roomId, { text: 'Dear all' });
    await removeDraft(world, 'ada', roomId);
    await removeDraft(world, 'ada', roomId);

    const gone = { ...draft, text: '' };
    expect(told(world, 'ada-laptop')).toEqual([
      { type: 'draft', ...draft },
      { type: 'draft', ...gone },
    ]);
    expect([told(world, 'ada-phone').length, told(world, 'ben-phone')]).toEqual([2, []]);
    expect(await listDrafts(world, 'ada')).toEqual({ items: [] });
  });

  test('[H16] none is kept for a room that one may not see', async () => {
    const { world } = await room();

    await expect(putDraft(world, 'ada', 'room_nowhere', { text: 'Hm' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('[H42] saved messages', () => {
  test('come newest first, as they stand now', async () => {
    const { world, roomId, seq } = await room();
    const later = await say(world, 'ada-phone', roomId, 'And the bread.');
    await persistAll(world);

    await putSaved(world, 'ada', { roomId, seq }, {});
    world.pass(1);
    await putSaved(world, 'ada', { roomId, seq: later.seq }, {});
    const both = await listSaved(world, 'ada');
    await removeSaved(world, 'ada', { roomId, seq: later.seq });

    expect(both.items.map(({ message }) => message?.text)).toEqual(['And the bread.', 'Remember the milk.']);
    expect((await listSaved(world, 'ada')).items).toHaveLength(1);
    expect(told(world, 'ada-laptop').filter(({ type }) => type === 'saved')).toMatchObject([
      { change: 'saved' },
      { change: 'saved' },
      { change: 'removed' },
    ]);
  });

  test('[H16] who has lost the room sees the mark, and nothing of the message', async () => {
    const { world, roomId, seq } = await room();
    await putSaved(world, 'ben', { roomId, seq }, {});
    await world.memberships.remove(roomId, 'ben');
    const hidden = {
      ...world,
      rooms: { ...world.rooms, get: async (id: string) => ({ ...(await world.rooms.get(id)), kind: 'private' }) },
    } as World;

    expect((await listSaved(hidden, 'ben')).items).toEqual([{ roomId, seq, savedAt: expect.any(Number) }]);
  });

  test.each([
    ['a seq above the head', { seq: 99 }, 'not_found'],
    ['an event that is no message', { seq: 1 }, 'not_found'],
  ])('%s cannot be saved', async (_what, { seq }, code) => {
    const { world, roomId } = await room();

    await expect(putSaved(world, 'ada', { roomId, seq }, {})).rejects.toMatchObject({ code });
  });

  test('a reminder comes once to every device, also after an outage', async () => {
    const { world, roomId, seq } = await room();
    await putSaved(world, 'ada', { roomId, seq }, { remindAt: world.clock() + HOUR });
    const early = await remindDue(world, 10);
    world.pass(48 * HOUR);
    await connect(world, 'ada');
    world.gateway.clear();

    await Promise.all([remindDue(world, 10), remindDue(world, 10)]);
    await listSaved(world, 'ada');

    expect(early).toBe(0);
    expect(told(world, 'ada-phone')).toEqual([{ type: 'saved', roomId, seq, change: 'reminder' }]);
    expect((await listSaved(world, 'ada')).items).toMatchObject([{ remindedAt: world.clock() }]);
  });

  test('whoever looks at the list is reminded at once', async () => {
    const { world, roomId, seq } = await room();
    await putSaved(world, 'ada', { roomId, seq }, { remindAt: world.clock() + HOUR });
    world.pass(HOUR);

    expect((await listSaved(world, 'ada')).items).toMatchObject([{ seq, remindedAt: world.clock() }]);
  });

  test('a reminder for a time that has passed is refused', async () => {
    const { world, roomId, seq } = await room();

    await expect(putSaved(world, 'ada', { roomId, seq }, { remindAt: world.clock() })).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('[H43] scheduled messages', () => {
  const planned = async (changes: Partial<PutScheduled> = {}) => {
    const { world, roomId } = await room();
    const id = freshId(world);
    await putScheduled(world, 'ada', id, { roomId, text: 'Happy birthday, Ben!', sendAt: world.clock() + HOUR, ...changes });
    const said = async () => {
      await persistAll(world);
      const { items } = await readEvents(world, 'ben', roomId, { after: 0 });
      return items.filter((event) => event.id === id);
    };
    return { world, roomId, id, said };
  };

  test('one is sent at its time and not before, by its author, under its id', async () => {
    const { world, id, said } = await planned();

    const early = [await sendDue(world, 10), await said()];
    world.pass(HOUR);
    await sendDue(world, 10);

    expect(early).toEqual([0, []]);
    expect(await said()).toEqual([expect.objectContaining({ kind: 'message', id, senderId: 'ada', text: 'Happy birthday, Ben!' })]);
    expect(await listScheduled(world, 'ada')).toEqual({ items: [] });
  });

  test('one is sent once, however many send it at a time, and also after an outage', async () => {
    const { world, said } = await planned();
    world.pass(72 * HOUR);

    await Promise.all([sendDue(world, 10), sendDue(world, 10), listScheduled(world, 'ada')]);
    await sendDue(world, 10);

    expect(await said()).toHaveLength(1);
  });

  test('wherever whoever sends it is killed, it is sent once by whoever follows', async () => {
    for (let step = 0; ; step += 1) {
      const { world, said } = await planned();
      world.pass(HOUR);
      const { deps, isDead } = mortal(world, step);
      await sendDue({ ...deps, report: () => undefined }, 10).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      if (!isDead()) break;
      world.pass(60_000);

      await sendDue(world, 10);

      expect([step, (await said()).length, await world.scheduled.ofUser('ada')]).toEqual([step, 1, []]);
    }
  });

  test('what changed is what is sent, and what was called off is not', async () => {
    const { world, roomId, id, said } = await planned();
    const other = freshId(world);
    await putScheduled(world, 'ada', other, { roomId, text: 'No.', sendAt: world.clock() + HOUR });

    await putScheduled(world, 'ada', id, { roomId, text: 'Happy birthday!', sendAt: world.clock() + 2 * HOUR });
    await cancelScheduled(world, 'ada', other);
    await cancelScheduled(world, 'ada', other);
    world.pass(HOUR);
    const early = [await sendDue(world, 10), await said()];
    world.pass(HOUR);
    await sendDue(world, 10);

    expect(early).toEqual([0, []]);
    expect(await said()).toMatchObject([{ text: 'Happy birthday!' }]);
    expect((await readEvents(world, 'ben', roomId, { after: 0 })).items.filter(({ id: each }) => each === other)).toEqual([]);
  });

  test('whoever may not speak at its time any more does not, and learns why', async () => {
    const { world, roomId, said } = await planned();
    await world.memberships.remove(roomId, 'ada');
    world.pass(HOUR);

    await sendDue(world, 10);
    await sendDue(world, 10);

    expect(await said()).toEqual([]);
    expect((await listScheduled(world, 'ada')).items).toMatchObject([{ failure: 'forbidden' }]);
  });

  test('in slow mode one waits for its turn', async () => {
    const { world, roomId, said } = await planned();
    await world.rooms.number(roomId, world.clock(), { changes: { slowModeSeconds: 90 } });
    world.pass(HOUR);
    await world.memberships.setRole(roomId, 'ada', 'member');
    await takeTurn(world, { userId: 'ada', roomId, clientId: freshId(world) });

    await sendDue(world, 10);
    const early = await said();
    world.pass(90_000);
    await sendDue(world, 10);

    expect([early, (await said()).length, world.defects]).toEqual([[], 1, []]);
  });

  test('what has been sent cannot be scheduled again under its id', async () => {
    const { world, roomId, id } = await planned();
    world.pass(HOUR);
    await sendDue(world, 10);

    const again = putScheduled(world, 'ada', id, { roomId, text: 'Again!', sendAt: world.clock() + HOUR });

    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });

  test.each([
    ['free while nothing has been said under it', '', false],
    ['taken once something was accepted under it', 'print', true],
  ])('an id whose seq was given up is %s', async (_what, print, isTaken) => {
    const { world, roomId } = await room();
    const id = freshId(world);
    await world.messages.claim({ roomId, senderId: 'ada', clientId: id, seq: 9, sentAt: world.clock(), print, void: true });

    const put = putScheduled(world, 'ada', id, { roomId, text: 'Later.', sendAt: world.clock() + HOUR });

    await expect(
      put.then(
        () => false,
        ({ code }) => code === 'conflict',
      ),
    ).resolves.toBe(isTaken);
  });

  test.each([0, -1, 400 * 24 * HOUR])('a time %i ms from now is refused', async (later) => {
    const { world, roomId } = await room();

    const put = putScheduled(world, 'ada', freshId(world), { roomId, text: 'Hm.', sendAt: world.clock() + later });

    await expect(put).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('[H16] nothing is scheduled in a room that one may not speak in', async () => {
    const { world, roomId } = await room();
    const put = (userId: string, id: string) =>
      putScheduled(world, userId, freshId(world), { roomId: id, text: 'Hm.', sendAt: world.clock() + HOUR });

    await expect(put('eve', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(put('ada', 'room_nowhere')).rejects.toMatchObject({ code: 'not_found' });
  });
});
