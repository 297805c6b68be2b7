import type { LogCommand } from '@parley/protocol';
import { pollCounts } from '../../../client/index.ts';
import { catchUp } from '../../../lambdas/domain/catch-up.ts';
import { exportMessages } from '../../../lambdas/domain/export.ts';
import { postCommand, readEvents, readMessages } from '../../../lambdas/domain/messages.ts';
import { putScheduled, sendDue } from '../../../lambdas/domain/scheduled.ts';
import { readThread } from '../../../lambdas/domain/threads.ts';
import { divideInto } from '../../support/memory/large-room.ts';
import { connect, fanOut, freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

const setUp = async (multiple: boolean) => {
  const { world, roomId } = await stage('ada', 'ben', 'cleo');
  const { seq } = await say(world, 'ada-phone', roomId, 'Tea or coffee?', { poll: { options: ['Tea', 'Coffee'], multiple } });
  await persistAll(world);
  const post = async (who: string, body: Pick<Extract<LogCommand, { action: 'vote' }>, 'action' | 'choices'> | { action: 'close' }) => {
    await postCommand(world, `${who}-phone`, { id: freshId(world), roomId, target: seq, ...body });
    await persistAll(world);
  };
  return {
    world,
    vote: (who: string, ...choices: number[]) => post(who, { action: 'vote', choices }),
    close: (who: string) => post(who, { action: 'close' }),
    poll: async () => (await readMessages(world, 'ada', roomId, {})).items.at(-1),
    say: () => say(world, 'ada-phone', roomId),
    voteOn: (target: number) => postCommand(world, 'ben-phone', { action: 'vote', id: freshId(world), roomId, target, choices: [0] }),
  };
};

describe('[C31] polls', () => {
  test('everyone has one vote, may change it, and may take it back', async () => {
    const { vote, poll } = await setUp(false);

    await vote('ben', 0);
    await vote('cleo', 0);
    await vote('ben', 1);
    await vote('ada', 1);
    await vote('ada');

    const stands = await poll();
    expect(stands?.ballots).toEqual([
      { userId: 'cleo', choices: [0] },
      { userId: 'ben', choices: [1] },
    ]);
    expect(stands && pollCounts(stands)).toEqual([1, 1]);
  });

  test('several answers are taken where the poll allows it, and refused where it does not', async () => {
    const [one, many] = [await setUp(false), await setUp(true)];

    await many.vote('ben', 0, 1);

    expect((await many.poll())?.ballots).toEqual([{ userId: 'ben', choices: [0, 1] }]);
    await expect(one.vote('ben', 0, 1)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(one.vote('ben', 2)).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('its author closes it, nobody else, and then no vote is taken', async () => {
    const { world, vote, close, poll } = await setUp(false);
    await vote('ben', 1);

    await expect(close('ben')).rejects.toMatchObject({ code: 'forbidden' });
    await close('ada');

    await expect(vote('cleo', 0)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await poll()).toMatchObject({ closedAt: world.clock(), ballots: [{ userId: 'ben', choices: [1] }] });
  });

  test('what is no poll takes no vote', async () => {
    const { world, say, voteOn } = await setUp(false);
    const { seq } = await say();
    await persistAll(world);

    await expect(voteOn(seq)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('answers that the poll does not have are not counted', () => {
    const ballots = [
      { userId: 'ben', choices: [5] },
      { userId: 'cleo', choices: [1, 0] },
    ];

    expect(pollCounts({ poll: { options: ['Tea', 'Coffee'], multiple: false }, ballots })).toEqual([0, 1]);
  });
});

/** Three people, the voter with two devices; and everything that the others were ever sent or can read. */
const setUpSecret = async ({ shards = 1, persisted = true } = {}) => {
  const { world, roomId } = await stage('ada', 'ben', 'cleo');
  await connect(world, 'ben', 'laptop');
  await fanOut(world);
  if (shards > 1) await divideInto(world, roomId, shards);
  const poll = { options: ['Tea', 'Coffee'], multiple: false, anonymous: true };
  const { seq } = await say(world, 'ada-phone', roomId, 'Tea or coffee?', { poll });
  if (persisted) await persistAll(world);
  await fanOut(world);
  world.gateway.clear();
  const settle = async () => {
    await persistAll(world);
    await fanOut(world);
  };
  const vote = async (who: string, ...choices: number[]) => {
    const ack = await postCommand(world, who, { action: 'vote', id: freshId(world), roomId, target: seq, choices });
    await fanOut(world);
    return ack;
  };
  const seenBy = async (userId: string) => [
    await readMessages(world, userId, roomId, {}),
    await readEvents(world, userId, roomId, { after: 0 }),
    await readThread(world, userId, roomId, seq, {}),
    await catchUp(world, userId, { shown: [{ roomId, seq: 0 }] }),
    await exportMessages(world, userId),
    world.gateway.framesTo(`${userId}-phone`),
  ];
  const stands = async (userId: string) => (await readMessages(world, userId, roomId, {})).items.find((message) => message.seq === seq);
  return { world, roomId, seq, vote, settle, seenBy, stands };
};

describe('[C31] anonymous polls', () => {
  test.each([
    ['a room', 1],
    ['a large room', 4],
  ])('in %s all see the counts, each their own vote, and nobody who voted: not in a frame, nor in any answer', async (_, shards) => {
    const { vote, settle, seenBy, stands, world, seq } = await setUpSecret({ shards });

    const ack = await vote('ben-phone', 1);
    await settle();

    const tally = { counts: [0, 1], voters: 1, cast: 1 };
    const own = { choices: [1], seq: ack.seq };
    for (const other of ['ada', 'cleo']) {
      const seen = JSON.stringify(await seenBy(other));
      const told = world.gateway.framesTo(`${other}-phone`);
      expect(told).toEqual([expect.objectContaining({ kind: 'tally', target: seq, senderId: 'ada', tally })]);
      expect(seen).toContain('"tally"');
      expect(seen).not.toContain('"own"');
      expect(seen).not.toContain(ack.id);
      expect(seen).not.toContain('"vote"');
      expect(await stands(other)).toMatchObject({ tally });
    }
    expect(ack).toMatchObject({ type: 'ack', tally, own });
    expect(world.gateway.framesTo('ben-phone')).toEqual([]);
    expect(world.gateway.framesTo('ben-laptop')).toEqual([expect.objectContaining({ kind: 'tally', target: seq, tally, own })]);
    expect(await stands('ben')).toMatchObject({ tally, own });
    expect((await readEvents(world, 'ben', ack.roomId, { after: ack.seq - 1 })).items).toEqual([
      expect.objectContaining({ kind: 'tally', tally, own }),
    ]);
  });

  test('a vote is changed, counted once, and taken back; what is sent again changes nothing', async () => {
    const { world, vote, settle, stands, roomId, seq } = await setUpSecret();
    const command: LogCommand = { action: 'vote', id: freshId(world), roomId, target: seq, choices: [0] };

    const first = await postCommand(world, 'ben-phone', command);
    const second = await vote('ben-laptop', 1);
    await vote('cleo-phone', 1);
    const again = await postCommand(world, 'ben-laptop', command);
    await settle();
    const between = await stands('ben');
    await vote('ben-phone');
    await settle();

    expect(first.tally).toEqual({ counts: [1, 0], voters: 1, cast: 1 });
    expect([again.seq, again.own]).toEqual([first.seq, { choices: [1], seq: second.seq }]);
    expect(between).toMatchObject({ tally: { counts: [0, 2], voters: 2, cast: 3 }, own: { choices: [1] } });
    expect(await stands('ben')).toMatchObject({ tally: { counts: [0, 1], voters: 1, cast: 4 }, own: { choices: [] } });
  });

  test('a vote that comes before its poll is persisted names nobody either', async () => {
    const { world, vote, settle, seenBy, stands } = await setUpSecret({ persisted: false });

    await vote('ben-phone', 1);
    const frames = world.gateway.framesTo('cleo-phone');
    await settle();

    expect(frames).toEqual([expect.objectContaining({ kind: 'tally', senderId: 'ada' })]);
    expect(JSON.stringify(await seenBy('cleo'))).not.toContain('"own"');
    expect(await stands('cleo')).toMatchObject({ tally: { counts: [0, 1] } });
  });

  test('what it does not offer is refused, and so is a vote after its end', async () => {
    const { world, vote, settle, roomId, seq } = await setUpSecret();

    await expect(vote('ben-phone', 2)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(vote('ben-phone', 0, 1)).rejects.toMatchObject({ code: 'bad_request' });
    await postCommand(world, 'ada-phone', { action: 'close', id: freshId(world), roomId, target: seq });
    await settle();

    await expect(vote('ben-phone', 0)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('one that is scheduled is as secret as one that is asked at once', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const poll = { options: ['Tea', 'Coffee'], multiple: false, anonymous: true };
    await putScheduled(world, 'ada', freshId(world), { roomId, text: 'Which?', poll, sendAt: world.clock() + 1_000 });
    world.pass(60_000);
    await sendDue(world, 10);
    await persistAll(world);
    const [asked] = (await readMessages(world, 'ben', roomId, {})).items.slice(-1);
    world.gateway.clear();

    await postCommand(world, 'ben-phone', { action: 'vote', id: freshId(world), roomId, target: asked?.seq ?? 0, choices: [0] });

    expect(world.gateway.framesTo('ada-phone')).toEqual([expect.objectContaining({ kind: 'tally', senderId: 'ada' })]);
  });
});
