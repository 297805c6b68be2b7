import { limits } from '@parley/protocol';
import * as fc from 'fast-check';
import { findMoment, readEdits } from '../../../lambdas/domain/moments.ts';
import { aMessage, aRoom } from '../../support/builders.ts';
import { memoryWorld } from '../../support/memory/index.ts';
import { persistAll, say, stage } from '../../support/memory/stage.ts';

const roomId = 'room_1';

/** A room whose events came so long after each other; where nothing is told, there is a hole. */
const roomOf = async (pauses: readonly (number | undefined)[]) => {
  const world = memoryWorld();
  await world.rooms.create(aRoom({ roomId, head: pauses.length }));
  let sentAt = 0;
  const entries = pauses.flatMap((pause, index) => {
    sentAt += pause ?? 0;
    return pause === undefined ? [] : [aMessage({ roomId, seq: index + 1, sentAt })];
  });
  await world.messages.append(entries);
  return { world, entries };
};

describe('findMoment', () => {
  test('[H32] gives the first event at or after a time, whatever holes there are, as a look at all of them would', async () => {
    const pauses = fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 4 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(pauses, fc.integer({ min: 0, max: 60 }), async (given, at) => {
        const { world, entries } = await roomOf(given);

        const { seq } = await findMoment(world, 'ada', roomId, { at });

        expect(seq).toBe(entries.find(({ sentAt }) => sentAt >= at)?.seq ?? given.length);
      }),
      { numRuns: 300 },
    );
  });

  test('[H32] looks at few events of a long room', async () => {
    const { world } = await roomOf(Array.from({ length: 3_000 }, () => 1));
    let looks = 0;
    const { messages } = world;
    const deliverable: typeof messages.deliverable = (...args) => {
      looks += 1;
      return messages.deliverable(...args);
    };
    const counted = { ...world, messages: { ...messages, deliverable } };

    await findMoment(counted, 'ada', roomId, { at: 1_234 });

    expect(looks).toBeLessThanOrEqual(13);
  });
});

describe('readEdits', () => {
  test('[H31] [H16] of a message that there is none of, or none to be seen, nothing is told', async () => {
    const { world, roomId: general } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ben-phone', general, 'As it was.');
    await persistAll(world);

    await expect(readEdits(world, 'ada', general, seq)).resolves.toMatchObject({ items: [{ seq, text: 'As it was.' }] });
    await expect(readEdits(world, 'ada', general, seq + limits.eventsPage)).rejects.toMatchObject({ code: 'not_found' });
    await expect(readEdits(world, 'ada', 'room_none', seq)).rejects.toMatchObject({ code: 'not_found' });
  });
});
