import type { Store } from '../support/dynamodb-store.ts';
import { times, word } from './support.ts';

/** What every implementation of `Ballots` guarantees. */
export const ballotsContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const opened = async ({ multiple = false } = {}) => {
    const place = { roomId: word(), poll: 4 };
    await store.ballots.open({ ...place, authorId: 'ada', answers: 3, multiple });
    return place;
  };

  test('[C31] of each person the latest vote by seq is counted, once, in whatever order and however often they arrive', async () => {
    const place = await opened();

    const first = await store.ballots.cast(place, 'bea', { choices: [0], seq: 7 });
    const older = await store.ballots.cast(place, 'bea', { choices: [1], seq: 5 });
    const again = await store.ballots.cast(place, 'bea', { choices: [0], seq: 7 });
    const other = await store.ballots.cast(place, 'cid', { choices: [2], seq: 8 });
    const changed = await store.ballots.cast(place, 'bea', { choices: [2], seq: 9 });
    const taken = await store.ballots.cast(place, 'cid', { choices: [], seq: 10 });

    expect(first).toEqual({ authorId: 'ada', tally: { counts: [1, 0, 0], voters: 1, cast: 1 }, own: { choices: [0], seq: 7 } });
    expect([older, again]).toEqual([first, first]);
    expect(other?.tally).toEqual({ counts: [1, 0, 1], voters: 2, cast: 2 });
    expect(changed?.tally).toEqual({ counts: [0, 0, 2], voters: 2, cast: 3 });
    expect(taken).toEqual({ authorId: 'ada', tally: { counts: [0, 0, 1], voters: 1, cast: 4 }, own: { choices: [], seq: 10 } });
  });

  test('[C31] several answers count where they may be chosen, and none that the poll does not have', async () => {
    const [one, many] = [await opened(), await opened({ multiple: true })];

    const [ofOne, ofMany, beyond] = [
      await store.ballots.cast(one, 'bea', { choices: [2, 0], seq: 7 }),
      await store.ballots.cast(many, 'bea', { choices: [2, 0], seq: 7 }),
      await store.ballots.cast(many, 'cid', { choices: [1, 9], seq: 8 }),
    ];

    expect([ofOne, ofMany, beyond].map((counted) => counted?.tally.counts)).toEqual([
      [0, 0, 1],
      [1, 0, 1],
      [1, 1, 1],
    ]);
  });

  test('[C31] of many who vote at once each is counted, and each count is another', async () => {
    const place = await opened();

    const counted = await Promise.all(
      times(20, (index) => store.ballots.cast(place, `voter-${index}`, { choices: [index % 2], seq: 5 + index })),
    );

    const casts = counted.map((each) => each?.tally.cast ?? 0).sort((a, b) => a - b);
    const last = counted.find((each) => each?.tally.cast === 20);
    expect(casts).toEqual(times(20, (index) => index + 1));
    expect(last?.tally).toEqual({ counts: [10, 10, 0], voters: 20, cast: 20 });
  });

  test('[C31] a poll that is opened again keeps its votes; what was never opened takes none', async () => {
    const place = await opened();
    await store.ballots.cast(place, 'bea', { choices: [0], seq: 7 });

    await store.ballots.open({ ...place, authorId: 'ada', answers: 3, multiple: false });
    const elsewhere = await store.ballots.cast({ ...place, poll: 5 }, 'bea', { choices: [0], seq: 7 });

    expect(elsewhere).toBeUndefined();
    expect((await store.ballots.cast(place, 'cid', { choices: [0], seq: 8 }))?.tally).toEqual({ counts: [2, 0, 0], voters: 2, cast: 2 });
  });

  test('[C31] what somebody voted is given for them alone, poll by poll', async () => {
    const [one, other] = [await opened(), await opened()];
    await store.ballots.cast(one, 'bea', { choices: [0], seq: 7 });
    await store.ballots.cast(other, 'cid', { choices: [1], seq: 8 });

    expect(await store.ballots.ownVotes('bea', [other, one, { ...one, poll: 5 }])).toEqual([
      undefined,
      { choices: [0], seq: 7 },
      undefined,
    ]);
    expect(await store.ballots.ownVotes('bea', [])).toEqual([]);
  });
};
