import type { Entry } from './entries.ts';

const START_PX = 140;
const LINE_PX = 44;
const ROW_PX = 26;
const HEADED_PX = 56;
const CHARS_PER_LINE = 90;

const guessOf = (entry: Entry): number => {
  if (entry.kind !== 'message') return entry.kind === 'start' ? START_PX : LINE_PX;
  const lines = Math.max(1, Math.ceil(entry.text.length / CHARS_PER_LINE));
  return (entry.grouped ? ROW_PX : HEADED_PX) + (lines - 1) * 22;
};

/**
 * Guesses how high a row is until it has been measured, pixels. The first guess of a row stands, however its message is changed: only what is measured
 * moves the list along, and a new guess of a row above would move what one reads.
 */
export const createGuesses = (): ((entry: Entry | undefined) => number) => {
  const guesses = new Map<string, number>();
  return (entry) => {
    if (entry === undefined) return LINE_PX;
    const guess = guesses.get(entry.key) ?? guessOf(entry);
    guesses.set(entry.key, guess);
    return guess;
  };
};
