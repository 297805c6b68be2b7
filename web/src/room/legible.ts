// Characters that can make a text look like what it is not, or spill over its neighbours.

/** Marks on one letter: the most that any language stacks, with room to spare. */
const STACKED = /(\p{M}{8})\p{M}+/gu;
/** Overrides and embeddings of direction, which reorder what follows; isolates stay, since they end with what they hold. */
const REORDERING = /[\u202a-\u202e]/g;
/** Nothing to see, and no script needs them. */
const INVISIBLE = /[\u00ad\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu;

/** A text as it may be shown. Joiners, which Persian and emoji need, stay. */
export const legible = (text: string): string => text.replace(REORDERING, '').replace(INVISIBLE, '').replace(STACKED, '$1');

/** As `legible`, but telling where something was: in code what one reads must be what runs. */
export const legibleCode = (text: string): string =>
  text.replace(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/g, (char) => `⟨U+${char.charCodeAt(0).toString(16).toUpperCase()}⟩`);
