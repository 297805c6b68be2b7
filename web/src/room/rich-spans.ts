import type { Span } from './rich-text.ts';

type Styled = Extract<Span, { spans: Span[] }>['kind'];

const styles: Readonly<Record<string, Styled>> = {
  '**': 'bold',
  __: 'bold',
  '*': 'italic',
  _: 'italic',
  '~~': 'strike',
  '||': 'spoiler',
};

const WORD = /[\p{L}\p{N}]/u;
const SPACE = /^\s?$/;
const MARK = /\*\*?|__?|~~|\|\|/y;
const CODE = /`+/y;
const ESCAPED = /\\([!-/:-@[-`{-~])/y;
const ADDRESS = /(?:https?:\/\/|www\.[^\s<>".]+\.)[^\s<>"]+/iy;
const LINK = /\[([^[\]\n]{1,500})\]\((https?:\/\/[^\s()<>"]+(?:\([^\s()<>"]*\)[^\s()<>"]*)*)\)/iy;
const EMOJI = /:([a-z0-9_]{2,32}):/y;
const MENTION = /@([a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?)/iy;

/** A mark that may yet be closed: where in the list its own text stands. */
interface Opened {
  mark: string;
  at: number;
}

/** What is read so far. */
interface Reading {
  text: string;
  spans: Span[];
  /** At most one of each mark, so that there are never more than six. */
  opened: Opened[];
  /** Where runs of backticks of each length begin, ascending. */
  ticks: ReadonlyMap<number, readonly number[]>;
  /** How far what looked like an address and is none reaches: nothing in it is looked at again. */
  noAddressBefore: number;
}

const charBefore = (text: string, at: number): string => (at === 0 ? '' : (text.slice(Math.max(0, at - 2), at).match(/.$/su)?.[0] ?? ''));
const charAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 32);
const isWord = (char: string): boolean => WORD.test(char);

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const addText = ({ spans, opened }: Reading, text: string): void => {
  const last = spans.at(-1);
  const isMark = opened.some(({ at }) => at === spans.length - 1);
  if (last?.kind === 'text' && !isMark) last.text += text;
  else spans.push({ kind: 'text', text });
};

/** Punctuation at the end of an address belongs to the sentence around it; so does a bracket that was not opened in it. */
const trimAddress = (found: string): string => {
  let end = found.length;
  let open = found.split('(').length - found.split(')').length;
  for (; end > 0; end -= 1) {
    const char = found.charAt(end - 1);
    if (char === ')' && open < 0) open += 1;
    else if (!/[.,;:!?'"*_~|\]]/.test(char)) break;
  }
  return found.slice(0, end);
};

/** Each reads what begins at `at`, if it is what it looks for, and gives where to go on. */
type Reader = (reading: Reading, at: number) => number | undefined;

const readEscape: Reader = (reading, at) => {
  const [, char] = matchAt(ESCAPED, reading.text, at) ?? [];
  if (char === undefined) return undefined;
  addText(reading, char);
  return at + 2;
};

const readCode: Reader = ({ text, spans, ticks }, at) => {
  const [fence] = matchAt(CODE, text, at) ?? [];
  if (fence === undefined) return undefined;
  const start = at + fence.length;
  const end = ticks.get(fence.length)?.find((tick) => tick >= start);
  const inside = text.slice(start, end);
  if (end === undefined || inside.trim() === '') return undefined;
  spans.push({ kind: 'code', text: inside });
  return end + fence.length;
};

const readLink: Reader = ({ text, spans }, at) => {
  const [whole = '', label = '', href = ''] = matchAt(LINK, text, at) ?? [];
  if (!URL.canParse(href)) return undefined;
  spans.push({ kind: 'link', text: label, href });
  return at + whole.length;
};

const readAddress: Reader = (reading, at) => {
  const { text, spans } = reading;
  if (at < reading.noAddressBefore || isWord(charBefore(text, at))) return undefined;
  const [found = ''] = matchAt(ADDRESS, text, at) ?? [];
  const address = trimAddress(found);
  // As people say it aloud, and as their browser would take it.
  const href = /^www/i.test(address) ? `https://${address}` : address;
  if (!URL.canParse(href)) {
    reading.noAddressBefore = at + found.length;
    return undefined;
  }
  spans.push({ kind: 'link', text: address, href });
  return at + address.length;
};

const readMention: Reader = ({ text, spans }, at) => {
  if (isWord(charBefore(text, at))) return undefined;
  const [whole, handle = ''] = matchAt(MENTION, text, at) ?? [];
  if (whole === undefined) return undefined;
  spans.push({ kind: 'mention', text: whole, handle: handle.toLowerCase() });
  return at + whole.length;
};

const readEmoji: Reader = ({ text, spans }, at) => {
  if (isWord(charBefore(text, at))) return undefined;
  const [whole, name = ''] = matchAt(EMOJI, text, at) ?? [];
  if (whole === undefined) return undefined;
  spans.push({ kind: 'emoji', text: whole, name });
  return at + whole.length;
};

/** Puts what stands behind an open mark into one span. */
const close = ({ spans, opened }: Reading, open: Opened): void => {
  const inside = spans.splice(open.at).slice(1);
  spans.push({ kind: styles[open.mark] ?? 'bold', spans: inside });
  opened.splice(opened.indexOf(open));
};

/** A mark ends what it began, if it stands at a word's end; begins something, if at a word's beginning; and is text otherwise. */
const readMark: Reader = (reading, at) => {
  const { text, spans, opened } = reading;
  const [mark] = matchAt(MARK, text, at) ?? [];
  if (mark === undefined) return undefined;
  const before = charBefore(text, at);
  const after = charAt(text, at + mark.length);
  const loose = mark === '||';
  const open = opened.find((other) => other.mark === mark);
  const ends = !SPACE.test(before) && (loose || !isWord(after));
  if (open !== undefined && ends && open.at < spans.length - 1) close(reading, open);
  else {
    spans.push({ kind: 'text', text: mark });
    if (open === undefined && !SPACE.test(after) && (loose || !isWord(before))) opened.push({ mark, at: spans.length - 1 });
  }
  return at + mark.length;
};

/** By the character that something begins with. */
const readers: Readonly<Record<string, Reader>> = {
  '\\': readEscape,
  '`': readCode,
  '[': readLink,
  h: readAddress,
  H: readAddress,
  w: readAddress,
  W: readAddress,
  '@': readMention,
  ':': readEmoji,
  '*': readMark,
  _: readMark,
  '~': readMark,
  '|': readMark,
};

/** A plain stretch reaches to the next character that may begin something; a word is skipped as a whole. */
const PLAIN = /[\\`[hHwW@:*_~|]?[^\\`[hHwW@:*_~|]*/y;

const joined = (spans: readonly Span[]): Span[] => {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    const inner = 'spans' in span ? { ...span, spans: joined(span.spans) } : { ...span };
    if (inner.kind === 'text' && last?.kind === 'text') last.text += inner.text;
    else out.push(inner);
  }
  return out;
};

/** The marked and the plain parts of a paragraph. */
export const spansOf = (text: string): Span[] => {
  const runs = Array.from(text.matchAll(/`+/g), ({ index, 0: fence }) => ({ index, length: fence.length }));
  const grouped = Map.groupBy(runs, ({ length }) => length);
  const ticks = new Map(Array.from(grouped, ([length, found]) => [length, found.map(({ index }) => index)]));
  const reading: Reading = { text, spans: [], opened: [], ticks, noAddressBefore: 0 };
  for (let at = 0; at < text.length; ) {
    const next = readers[text.charAt(at)]?.(reading, at);
    if (next !== undefined) at = next;
    else {
      const plain = matchAt(PLAIN, text, at)?.[0] || text.charAt(at);
      addText(reading, plain);
      at += plain.length;
    }
  }
  return joined(reading.spans);
};
