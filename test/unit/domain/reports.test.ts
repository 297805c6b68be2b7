import { limits } from '@parley/protocol';
import { banPerson } from '../../../lambdas/domain/bans.ts';
import { exportAccount } from '../../../lambdas/domain/export.ts';
import { muteMember } from '../../../lambdas/domain/members.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { closeReport, listReports, report } from '../../../lambdas/domain/reports.ts';
import { openDirect } from '../../../lambdas/domain/rooms.ts';
import { killEverywhere } from '../../support/kill-matrix.ts';
import { connect, freshId, introduce, persistAll, say, stage } from '../../support/memory/stage.ts';

/** Ada's room: Ben moderates it, and Cem has said something that Dan and Eve can read. Fay is nobody there. */
const club = async () => {
  const { world, roomId } = await stage('ada', 'ben', 'cem', 'dan', 'eve');
  await introduce(world, 'fay');
  await world.memberships.setRole(roomId, 'ben', 'moderator');
  const { seq } = await say(world, 'cem-phone', roomId, 'Rude');
  await persistAll(world);
  world.gateway.clear();
  return { world, roomId, seq };
};

const told = (roomId: string, change: 'reported' | 'closed') => ({ type: 'reports', roomId, change });

describe('[H62] a report', () => {
  test('of a message shows the moderators its words as they were, who reported it and why, whatever becomes of it', async () => {
    const { world, roomId, seq } = await club();
    const cem = (command: object) => postCommand(world, 'cem-phone', { id: freshId(world), roomId, target: seq, ...command } as never);

    await report(world, 'dan', { roomId, seq }, { reason: 'harassment', note: 'To Eve.' });
    await cem({ action: 'edit', text: 'Nice' });
    await persistAll(world);
    world.pass(1_000);
    await report(world, 'eve', { roomId, seq }, { reason: 'hate' });
    await cem({ action: 'delete' });
    await persistAll(world);

    const { items } = await listReports(world, 'ben', roomId, {});
    expect(items).toEqual([
      {
        seq,
        person: { userId: 'cem', name: 'cem', handle: 'cem' },
        role: 'member',
        wordings: ['Rude', 'Nice'],
        message: { text: '', sentAt: expect.any(Number), deletedAt: expect.any(Number) },
        reports: [
          { userId: 'dan', name: 'dan', reason: 'harassment', note: 'To Eve.', at: world.clock() - 1_000 },
          { userId: 'eve', name: 'eve', reason: 'hate', at: world.clock() },
        ],
      },
    ]);
  });

  test('of a poll shows its answers', async () => {
    const { world, roomId } = await club();
    const poll = { options: ['Rude', 'Ruder'], multiple: false };
    const { seq } = await say(world, 'cem-phone', roomId, 'Which?', { poll });
    await persistAll(world);

    await report(world, 'dan', { roomId, seq }, { reason: 'spam' });

    expect((await listReports(world, 'ada', roomId, {})).items).toMatchObject([{ seq, wordings: ['Which?\nRude\nRuder'] }]);
  });

  test('of a member names them, and their role while they are in the room', async () => {
    const { world, roomId } = await club();

    await report(world, 'dan', { roomId, userId: 'cem' }, { reason: 'other', note: 'Writes to me all day.' });
    const before = await listReports(world, 'ada', roomId, {});
    await banPerson(world, 'ada', roomId, 'cem');

    expect(before.items).toMatchObject([{ person: { userId: 'cem' }, role: 'member', wordings: [] }]);
    expect((await listReports(world, 'ada', roomId, {})).items[0]).not.toHaveProperty('role');
  });

  test('[S63] is told to the moderators on all of their devices, once, and to nobody else', async () => {
    const { world, roomId, seq } = await club();
    await connect(world, 'ben', 'laptop');
    await connect(world, 'fay');
    world.gateway.clear();

    await report(world, 'dan', { roomId, seq }, { reason: 'spam' });
    await report(world, 'dan', { roomId, seq }, { reason: 'hate' });

    for (const device of ['ada-phone', 'ben-phone', 'ben-laptop'])
      expect(world.gateway.framesTo(device)).toEqual([told(roomId, 'reported')]);
    for (const device of ['cem-phone', 'dan-phone', 'eve-phone', 'fay-phone']) expect(world.gateway.framesTo(device)).toEqual([]);
    expect((await listReports(world, 'ada', roomId, {})).items).toMatchObject([{ reports: [{ userId: 'dan', reason: 'spam' }] }]);
  });

  test('about a moderator is neither told nor shown to them, and is not theirs to close', async () => {
    const { world, roomId } = await club();

    await report(world, 'dan', { roomId, userId: 'ben' }, { reason: 'harassment' });
    await closeReport(world, 'ben', { roomId, userId: 'ben' });

    expect(world.gateway.framesTo('ben-phone')).toEqual([]);
    expect((await listReports(world, 'ben', roomId, {})).items).toEqual([]);
    expect((await listReports(world, 'ada', roomId, {})).items).toHaveLength(1);
  });

  test('is refused of what is one’s own, deleted, nobody’s or not there yet', async () => {
    const { world, roomId, seq } = await club();
    const { seq: gone } = await say(world, 'cem-phone', roomId, 'Never mind.');
    await persistAll(world);
    await postCommand(world, 'cem-phone', { action: 'delete', id: freshId(world), roomId, target: gone });
    await persistAll(world);
    const { seq: waiting } = await say(world, 'cem-phone', roomId, 'Just now');
    const attempt = (userId: string, subject: { seq: number } | { userId: string }) =>
      report(world, userId, { roomId, ...subject }, { reason: 'spam' });

    await expect(attempt('cem', { seq })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(attempt('cem', { userId: 'cem' })).rejects.toMatchObject({ code: 'bad_request' });
    for (const subject of [{ seq: gone }, { seq: 1 }, { seq: waiting + 1 }, { userId: 'fay' }, { userId: 'nobody' }])
      await expect(attempt('dan', subject)).rejects.toMatchObject({ code: 'not_found' });
    await expect(attempt('dan', { seq: waiting })).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) });

    await persistAll(world);
    await attempt('dan', { seq: waiting });
    expect((await listReports(world, 'ada', roomId, {})).items).toMatchObject([{ seq: waiting }]);
  });

  test('[H16] is for who is in the room: there is nobody to report to in a direct one', async () => {
    const { world, roomId, seq } = await club();
    const { roomId: direct } = await openDirect(world, 'dan', { userIds: ['cem'] });

    await expect(report(world, 'fay', { roomId, seq }, { reason: 'spam' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(report(world, 'dan', { roomId: direct, userId: 'cem' }, { reason: 'spam' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(report(world, 'fay', { roomId: direct, userId: 'cem' }, { reason: 'spam' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is bounded in number, and room is made as time goes by', async () => {
    const { world, roomId, seq } = await club();
    for (let earlier = 0; earlier < limits.reports; earlier += 1) {
      await world.reports.keep('dan', { roomId: `room_${earlier}`, seq: 1, reason: 'spam', at: world.clock() });
      world.pass(1_000);
    }
    const attempt = () => report(world, 'dan', { roomId, seq }, { reason: 'spam' });

    await expect(attempt()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: limits.reportMs - limits.reports * 1_000 });

    world.pass(limits.reportMs - limits.reports * 1_000);
    await attempt();
    expect((await listReports(world, 'ada', roomId, {})).items).toHaveLength(1);
  });

  test('[H54] is in the export of who made it, and not of whom it is about', async () => {
    const { world, roomId, seq } = await club();

    await report(world, 'dan', { roomId, seq }, { reason: 'spam', note: 'Again.' });
    await report(world, 'dan', { roomId, userId: 'cem' }, { reason: 'other' });

    const at = world.clock();
    expect((await exportAccount(world, 'dan')).reports).toEqual([
      { roomId, seq, reason: 'spam', note: 'Again.', at },
      { roomId, userId: 'cem', reason: 'other', at },
    ]);
    expect((await exportAccount(world, 'cem')).reports).toEqual([]);
  });
});

describe('[H62] a case', () => {
  test('[S63] that is closed is gone from the list of all moderators, who hear of it; nobody else does', async () => {
    const { world, roomId, seq } = await club();
    await report(world, 'dan', { roomId, seq }, { reason: 'spam' });
    world.gateway.clear();

    await closeReport(world, 'ben', { roomId, seq });

    for (const device of ['ada-phone', 'ben-phone']) expect(world.gateway.framesTo(device)).toEqual([told(roomId, 'closed')]);
    for (const device of ['cem-phone', 'dan-phone']) expect(world.gateway.framesTo(device)).toEqual([]);
    expect((await listReports(world, 'ada', roomId, {})).items).toEqual([]);
  });

  test('is not opened again by who reported it before, and is by somebody else', async () => {
    const { world, roomId, seq } = await club();
    await report(world, 'dan', { roomId, seq }, { reason: 'spam' });
    await closeReport(world, 'ben', { roomId, seq });
    await closeReport(world, 'ben', { roomId, seq });

    await report(world, 'dan', { roomId, seq }, { reason: 'spam' });
    const after = await listReports(world, 'ada', roomId, {});
    await report(world, 'eve', { roomId, seq }, { reason: 'hate' });

    expect(after.items).toEqual([]);
    expect((await listReports(world, 'ada', roomId, {})).items).toMatchObject([
      { reports: [{ userId: 'dan' }, { userId: 'eve' }], closed: { userId: 'ben' } },
    ]);
  });

  test('is for moderators alone to see and to close', async () => {
    const { world, roomId, seq } = await club();
    await report(world, 'dan', { roomId, seq }, { reason: 'spam' });

    for (const userId of ['dan', 'cem', 'fay']) {
      await expect(listReports(world, userId, roomId, {})).rejects.toMatchObject({ code: 'forbidden' });
      await expect(closeReport(world, userId, { roomId, seq })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  test('ends in a mute as well, which says nothing of it', async () => {
    const { world, roomId, seq } = await club();
    await report(world, 'dan', { roomId, seq }, { reason: 'spam' });

    await muteMember(world, 'ben', roomId, 'cem', 10);
    await closeReport(world, 'ben', { roomId, seq });

    expect(world.gateway.framesTo('cem-phone').filter(({ type }) => type === 'reports')).toEqual([]);
    await expect(say(world, 'cem-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('[I4] killed at every step and asked for again', () => {
  test('a report is there once, and the moderators have heard of it', async () => {
    const { deaths, calls } = await killEverywhere({
      open: club,
      act: (deps, { roomId, seq }) => report(deps, 'dan', { roomId, seq }, { reason: 'spam' }),
      judge: async ({ world, roomId, seq }) => {
        await report(world, 'dan', { roomId, seq }, { reason: 'spam' });

        expect((await listReports(world, 'ada', roomId, {})).items).toMatchObject([{ seq, reports: [{ userId: 'dan' }] }]);
        expect(await world.reports.ofUser('dan', world.clock())).toHaveLength(1);
        for (const device of ['ada-phone', 'ben-phone']) expect(world.gateway.framesTo(device)).toContainEqual(told(roomId, 'reported'));
      },
    });

    expect(calls).toEqual(expect.arrayContaining(['reports.add', 'memberships.moderators', 'gateway.post', 'reports.keep']));
    expect(deaths).toHaveLength(2 * calls.length);
  });

  test('a case is closed, and the moderators have heard of it', async () => {
    const { deaths, calls } = await killEverywhere({
      open: async () => {
        const scene = await club();
        await report(scene.world, 'dan', { roomId: scene.roomId, seq: scene.seq }, { reason: 'spam' });
        scene.world.gateway.clear();
        return scene;
      },
      act: (deps, { roomId, seq }) => closeReport(deps, 'ben', { roomId, seq }),
      judge: async ({ world, roomId, seq }) => {
        await closeReport(world, 'ben', { roomId, seq });

        expect((await listReports(world, 'ada', roomId, {})).items).toEqual([]);
        for (const device of ['ada-phone', 'ben-phone']) expect(world.gateway.framesTo(device)).toContainEqual(told(roomId, 'closed'));
      },
    });

    expect(calls).toEqual(expect.arrayContaining(['reports.close', 'memberships.moderators', 'gateway.post']));
    expect(deaths).toHaveLength(2 * calls.length);
  });
});
