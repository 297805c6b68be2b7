// When a room that its senders could serve by themselves is better served by the fan-out: while so much is said there that one frame can hold several events.
import type { Numbered } from './ports.ts';

/** Ten events within so long are a burst: nobody reads as fast, and a fifth of a second more passes unnoticed. Milliseconds. */
const BURST_MS = 1_000;

/** Members below which a room has no bursts: the posts that are saved there are no more than the bells, pumps and rows that it takes to save them. */
const CROWD = 16;

/** Whether the event that has just been given its seq is one of a burst, in a room of one shard: then the fan-out delivers it with others. */
export const isInBurst = ({ shards, memberCount, tenthAt }: Numbered, now: number): boolean =>
  shards === 1 && memberCount >= CROWD && now - tenthAt < BURST_MS;
