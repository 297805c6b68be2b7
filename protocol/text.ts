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

/** Controls, line separators, and whatever shows nothing, but the joiners, selectors and tags that scripts and emoji need. */
const INVISIBLE =
  /[\p{Cc}\p{Zl}\p{Zp}[\p{Default_Ignorable_Code_Point}--[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]]]/v;
/** Those show nothing by themselves; neither does the empty pattern of Braille. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]/u;

/** A single line that people read as a name: no controls, no bidi overrides, nothing invisible that could pass for another name, or for none. */
export const label = (max: number) =>
  text(max).check(z.refine((value) => !INVISIBLE.test(value) && VISIBLE.test(value), 'must not contain control or invisible characters'));
