import type { OwnVote } from '@parley/protocol';
import { countVotes } from '../../../lambdas/domain/polls.ts';
import type { BallotBox, Ballots } from '../../../lambdas/domain/ports.ts';

const MOST_VOTES = 2_000;

export const memoryBallots = (): Ballots => {
  const boxes = new Map<string, BallotBox & { votes: Map<string, OwnVote>; cast: number }>();
  const nameOf = ({ roomId, poll }: Pick<BallotBox, 'roomId' | 'poll'>) => `${roomId} ${poll}`;
  return {
    open: async (box) => {
      if (!boxes.has(nameOf(box))) boxes.set(nameOf(box), { ...box, votes: new Map(), cast: 0 });
    },
    cast: async (place, userId, vote) => {
      const box = boxes.get(nameOf(place));
      if (box === undefined) return undefined;
      const { votes } = box;
      const before = votes.get(userId);
      if (before === undefined ? votes.size < MOST_VOTES : before.seq < vote.seq) {
        votes.set(userId, vote);
        box.cast += 1;
      }
      return { authorId: box.authorId, tally: { ...countVotes(box, [...votes.values()]), cast: box.cast }, own: votes.get(userId) };
    },
    ownVotes: async (userId, polls) => polls.map((poll) => boxes.get(nameOf(poll))?.votes.get(userId)),
  };
};
