import type { LogEvent, Message, MessageEvent, OwnVote, Tally, Vote } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import type { BallotBox } from './ports.ts';

export const noSuchPoll = () => new ChatError('not_found', 'There is no such poll.');

/** [C31] Throws `not_found` for a message that is no poll, `forbidden` for a closed one, `bad_request` for answers that it does not have. */
export const checkVote = ({ choices }: Vote, { poll, closedAt }: Message): void => {
  if (poll === undefined) throw noSuchPoll();
  if (closedAt !== undefined) throw new ChatError('forbidden', 'This poll is closed.');
  if (choices.some((choice) => choice >= poll.options.length))
    throw new ChatError('bad_request', 'choices names an answer that there is not');
  if (choices.length > 1 && !poll.multiple) throw new ChatError('bad_request', 'choices must be one answer at most');
};

/** How a poll stands that these votes were cast in. What it does not have is not counted, nor a second answer where one may choose one. */
export const countVotes = (
  { answers, multiple }: Pick<BallotBox, 'answers' | 'multiple'>,
  votes: readonly Pick<OwnVote, 'choices'>[],
): Pick<Tally, 'counts' | 'voters'> => {
  const chosen = votes.flatMap(({ choices }) => (multiple ? choices : choices.slice(0, 1)));
  const counts = Array.from({ length: answers }, (_, place) => chosen.filter((choice) => choice === place).length);
  return { counts, voters: votes.filter(({ choices }) => choices.length > 0).length };
};

/** Has an anonymous poll take votes. Before anybody hears of it: a vote that finds no box is an open one. */
export const openBallots = async ({ ballots }: Pick<Ports, 'ballots'>, { roomId, seq, senderId, poll }: MessageEvent): Promise<void> => {
  if (!poll?.anonymous) return;
  await ballots.open({ roomId, poll: seq, authorId: senderId, answers: poll.options.length, multiple: poll.multiple });
};

type VoteEvent = Extract<LogEvent, { kind: 'vote' }>;
export type TallyEvent = Extract<LogEvent, { kind: 'tally' }>;

/**
 * Casts a vote where its poll is anonymous, and gives the event that tells of it in its stead: how the poll stands, in the name of its author and
 * without the sender's id of it; with `own` only for who voted. Undefined where the poll is not anonymous, and who chose what is for all to see.
 */
export const castBallot = async ({ ballots }: Pick<Ports, 'ballots'>, vote: VoteEvent): Promise<TallyEvent | undefined> => {
  const { roomId, seq, sentAt, target, choices, senderId } = vote;
  const counted = await ballots.cast({ roomId, poll: target }, senderId, { choices, seq });
  if (counted === undefined) return undefined;
  const { authorId, tally, own } = counted;
  return { kind: 'tally', roomId, seq, sentAt, id: `tally-${seq}`, senderId: authorId, target, tally, ...(own && { own }) };
};

/** What everybody may know of an event. */
export const forAll = (event: LogEvent): LogEvent => {
  if (event.kind !== 'tally') return event;
  const { own: _, ...told } = event;
  return told;
};

/** Messages as one person sees them: with what they chose themselves in anonymous polls. A read more where there are any. */
export const withOwnVotes = async <M extends Message>(
  { ballots }: Pick<Ports, 'ballots'>,
  userId: string,
  messages: readonly M[],
): Promise<M[]> => {
  const polls = messages.filter(({ poll }) => poll?.anonymous);
  if (polls.length === 0) return [...messages];
  const votes = await ballots.ownVotes(
    userId,
    polls.map(({ roomId, seq }) => ({ roomId, poll: seq })),
  );
  const owned = new Map(polls.map((message, place) => [message, votes[place]]));
  return messages.map((message) => ({ ...message, ...(owned.get(message) && { own: owned.get(message) }) }));
};

/** A room's events as one person sees them: tallies with what they chose themselves, as it stands now. A read more where there are any. */
export const withOwnTallies = async (
  { ballots }: Pick<Ports, 'ballots'>,
  userId: string,
  events: readonly LogEvent[],
): Promise<LogEvent[]> => {
  const polls = [...new Map(events.flatMap((event) => (event.kind === 'tally' ? [[event.target, event.roomId]] : []))).entries()];
  if (polls.length === 0) return [...events];
  const votes = await ballots.ownVotes(
    userId,
    polls.map(([poll, roomId]) => ({ roomId, poll })),
  );
  const owned = new Map(polls.map(([poll], place) => [poll, votes[place]]));
  return events.map((event) => {
    const own = event.kind === 'tally' ? owned.get(event.target) : undefined;
    return event.kind === 'tally' && own !== undefined ? { ...event, own } : event;
  });
};
