import { type Proof, proofOf } from '../../../load/checks.ts';

const figure = { name: 'messages', unit: '', rounds: [1] };

const progress = { doing: () => '40 % of the sockets open', end: () => {} };

const run = (prove: (proof: Proof) => Promise<void>, minutes = 1): Promise<Proof> => proofOf(prove, { minutes, progress });

describe('a proof', () => {
  test('holds what the run has added', async () => {
    const proof = await run(async ({ figures, checks }) => {
      figures.push(figure);
      checks.push({ what: 'it works', holds: true });
    });

    expect(proof).toEqual({ figures: [figure], checks: [{ what: 'it works', holds: true }] });
  });

  test('of a run that breaks off fails, and says how far it was', async () => {
    const proof = await run(async ({ figures }) => {
      figures.push(figure);
      throw new Error('The local cloud has ended');
    });

    expect(proof).toEqual({
      figures: [figure],
      checks: [{ what: 'the run comes to its end (The local cloud has ended; last seen: 40 % of the sockets open)', holds: false }],
    });
  });

  test('of a run that does not end fails when its time is over', async () => {
    const proof = await run(() => new Promise(() => {}), 0.001);

    expect(proof.checks).toEqual([
      { what: 'the run comes to its end (0.001 minutes are over; last seen: 40 % of the sockets open)', holds: false },
    ]);
  });
});
