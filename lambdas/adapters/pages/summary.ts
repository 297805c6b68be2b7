// What a page says of itself, found in its source without running or trusting anything of it. Every search is bounded.
import { limits } from '@parley/protocol';
import type { PageSummary } from '../../domain/ports.ts';

const META = /<meta\s/gi;
/** Longest that such an element may be. */
const META_CHARS = 4_000;
const ATTRIBUTE = /([a-z:-]{1,20})\s{0,5}=\s{0,5}(?:"([^"]{0,3000})"|'([^']{0,3000})'|([^\s"'>]{1,3000}))/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
/** Controls, separators, bidi overrides, zero-width and unassigned characters. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]+/gu;
/** A letter may carry some marks, not thousands. */
const MARKS = /(\p{M}{4})\p{M}+/gu;
const MOST_META = 200;

const isSurrogate = (code: number): boolean => code >= 0xd8_00 && code <= 0xdf_ff;
const character = (code: number): string => (code > 0x10_ff_ff || isSurrogate(code) ? ' ' : String.fromCodePoint(code));

const decoded = (text: string): string =>
  text.replace(ENTITY, (_, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? ' ';
    return character(decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal));
  });

/** One line of at most so many characters; undefined if nothing is left. */
const line = (text: string | undefined, chars: number): string | undefined => {
  // More than enough for what is kept, however much there is.
  const clean = decoded((text ?? '').slice(0, chars * 20))
    .toWellFormed()
    .replace(UNSEEN, ' ')
    .replace(MARKS, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...clean];
  if (characters.length === 0) return undefined;
  return characters.length <= chars ? clean : `${characters.slice(0, chars - 1).join('')}…`;
};

/** What stands in the page's meta elements. Each end is looked for once, however many elements begin before it. */
function* metaElements(source: string): Generator<string> {
  let end = -1;
  let from = 0;
  for (const { index } of source.matchAll(META)) {
    if (index < from) continue;
    if (end < index) end = source.indexOf('>', index);
    if (end === -1) return;
    if (end - index > META_CHARS) continue;
    yield source.slice(index, end);
    from = end;
  }
}

/** Everything that the page's meta elements say, by lower-case name; the first of a name counts. */
const metaIn = (source: string): Map<string, string> => {
  const meta = new Map<string, string>();
  for (const attributes of metaElements(source)) {
    const given = new Map(
      Array.from(attributes.matchAll(ATTRIBUTE), ([, name = '', double, single, bare]) => [
        name.toLowerCase(),
        double ?? single ?? bare ?? '',
      ]),
    );
    const name = (given.get('property') ?? given.get('name'))?.toLowerCase();
    const content = given.get('content');
    if (name !== undefined && content !== undefined && !meta.has(name)) meta.set(name, content);
    if (meta.size >= MOST_META) break;
  }
  return meta;
};

const titleIn = (source: string): string | undefined => {
  const lower = source.toLowerCase();
  const from = lower.indexOf('<title');
  const begin = from === -1 ? -1 : lower.indexOf('>', from);
  const end = begin === -1 ? -1 : lower.indexOf('</title', begin);
  return end === -1 ? undefined : source.slice(begin + 1, end);
};

/** Undefined for a page without a title. */
export const summaryOf = (source: string): PageSummary | undefined => {
  const meta = metaIn(source);
  const title = line(meta.get('og:title') ?? titleIn(source), limits.previewTitleChars);
  if (title === undefined) return undefined;
  const description = line(meta.get('og:description') ?? meta.get('description'), limits.previewDescriptionChars);
  const site = line(meta.get('og:site_name'), limits.previewSiteChars);
  return { title, ...(description !== undefined && { description }), ...(site !== undefined && { site }) };
};
