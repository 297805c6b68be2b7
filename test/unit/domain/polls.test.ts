import type { LogCommand } from '@parley/protocol';
import { pollCounts } from '../../../client/index.ts';
import { postCommand, readMessages } from '../../../lambdas/domain/messages.ts';
import { freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

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
