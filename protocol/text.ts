import * as z from 'zod/mini';

/** Length in code points: what a person would call characters, near enough, and the same on every side. */
const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** Text of 1 to `max` code points after trimming, valid Unicode without lone surrogates (R5). */
export const text = (max: number) =>
  z.string().check(
    z.trim(),
    z.refine((value) => value.isWellFormed(), 'must be valid Unicode'),
    z.refine((value) => value.length > 0, 'must not be empty'),
    // UTF-16 units bound code points from above, so that a huge text is refused without walking it.
    z.refine((value) => value.length <= max || (value.length <= 2 * max && codePoints(value) <= max), `must be at most ${max} characters`),
  );

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the pattern refuses.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** A single line that people read as a name: no controls, no bidi overrides, nothing invisible that could pass for another name. */
export const label = (max: number) =>
  text(max).check(z.refine((value) => !INVISIBLE.test(value), 'must not contain control or invisible characters'));
