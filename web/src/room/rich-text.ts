// The markup that messages know, a part of GitHub's. Only a tree of plain data comes out; nothing in a text can become HTML. Every step goes
// through the text once, and nothing nests deeper than a few levels, so that no text takes long.
import { spansOf } from './rich-spans.ts';

export type Span =
  | { kind: 'text' | 'code'; text: string }
  /** Whether it calls for somebody, the message's `mentions` and `audience` tell. */
  | { kind: 'mention'; text: string; handle: string }
  /** A custom emoji, if there is one of that name. */
  | { kind: 'emoji'; text: string; name: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'spoiler'; spans: Span[] };

export type Block =
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Item[] }
  /** Every row has as many cells as the head. */
  | { kind: 'table'; aligns: Align[]; head: Span[][]; rows: Span[][][] };

/** `done` is there in an item that is a task. */
export interface Item {
  blocks: Block[];
  done?: boolean;
}

export type Align = 'start' | 'center' | 'end';

/** A block that begins at a line, and the line behind it. */
interface Found {
  block: Block;
  next: number;
}

/** Quotes and lists in each other. What is deeper is text. */
const DEEPEST = 5;
/** A wider table is text, and what follows so many rows is. */
const COLUMNS = 20;
const ROWS = 100;

const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const LANGUAGE = /^[a-z0-9+#.-]*$/i;
const HEADING = /^(#{1,3}) +(\S.*)$/;
const QUOTE = /^ {0,3}> ?/;
const TASK = /^\[([ xX])\] +(?=\S)/;
const RULE = /^:?-+:?$/;
const ITEM = /^( {0,12})(?:[-*+]|(\d{1,9})[.)]) +(?=\S)/;

/** The first line from `at` on that is of another kind. */
const endOf = (lines: readonly string[], at: number, belongs: (line: string) => boolean): number => {
  let end = at;
  while (end < lines.length && belongs(lines[end] ?? '')) end += 1;
  return end;
};

const codeAt = (lines: readonly string[], at: number): Found | undefined => {
  const [, fence = '', info = ''] = FENCE.exec(lines[at] ?? '') ?? [];
  if (fence === '') return undefined;
  const isLanguage = LANGUAGE.test(info.trim());
  // People close a block behind its last word as well.
  const end = endOf(lines, at + 1, (line) => !line.trimEnd().endsWith(fence));
  const inside = [...lines.slice(at + 1, end), (lines[end] ?? '').trimEnd().slice(0, -fence.length)];
  const text = [...(isLanguage ? [] : [info]), ...inside].join('\n');
  return {
    block: { kind: 'code', language: isLanguage ? info.trim().toLowerCase() : '', text: text.replace(/\n[ \t]*$/, '') },
    next: end + 1,
  };
};

const headingAt = (lines: readonly string[], at: number): Found | undefined => {
  const [, marks = '', text] = HEADING.exec(lines[at] ?? '') ?? [];
  return text === undefined ? undefined : { block: { kind: 'heading', level: marks.length, spans: spansOf(text) }, next: at + 1 };
};

const quoteAt = (lines: readonly string[], at: number, depth: number): Found | undefined => {
  const next = endOf(lines, at, (line) => QUOTE.test(line));
  if (next === at) return undefined;
  const inside = lines.slice(at, next).map((line) => line.replace(QUOTE, ''));
  return { block: { kind: 'quote', blocks: blocksIn(inside, depth + 1) }, next };
};

const itemOf = ([first = '', ...rest]: readonly string[], depth: number): Item => {
  const [box, mark] = TASK.exec(first) ?? [];
  if (box === undefined) return { blocks: blocksIn([first, ...rest], depth) };
  return { blocks: blocksIn([first.slice(box.length), ...rest], depth), done: mark !== ' ' };
};

const listAt = (lines: readonly string[], at: number, depth: number): Found | undefined => {
  const first = ITEM.exec(lines[at] ?? '');
  if (first === null) return undefined;
  const [, indent = '', number] = first;
  const items: Item[] = [];
  let next = at;
  for (let item: RegExpExecArray | null = first; item !== null; item = ITEM.exec(lines[next] ?? '')) {
    const [mark, own = '', count] = item;
    if (own.length !== indent.length || (count === undefined) !== (number === undefined)) break;
    const deeper = ' '.repeat(indent.length + 2);
    const end = endOf(lines, next + 1, (line) => line.startsWith(deeper));
    const rest = lines.slice(next + 1, end).map((line) => line.slice(deeper.length));
    items.push(itemOf([(lines[next] ?? '').slice(mark.length), ...rest], depth + 1));
    next = end;
  }
  return { block: { kind: 'list', ordered: number !== undefined, start: Number(number ?? 1), items }, next };
};

/** What stands between the bars of a line; a bar behind a backslash belongs to a cell. */
const cellsOf = (line: string): string[] => {
  const inside = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inside.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
};

const alignOf = (rule: string): Align => {
  if (!rule.endsWith(':')) return 'start';
  return rule.startsWith(':') ? 'center' : 'end';
};

/** As many cells as there are columns: what is too much stands in the last one. */
const rowOf = (line: string, columns: number): Span[][] => {
  const cells = cellsOf(line);
  const kept = [...cells.slice(0, columns - 1), cells.slice(columns - 1).join(' | ')];
  return Array.from({ length: columns }, (_, column) => spansOf(kept[column] ?? ''));
};

const isRow = (line: string): boolean => line.includes('|');

const tableAt = (lines: readonly string[], at: number): Found | undefined => {
  const [head = '', rule = ''] = [lines[at], lines[at + 1]];
  if (!isRow(head) || !rule.includes('-')) return undefined;
  const rules = cellsOf(rule);
  const columns = rules.length;
  if (columns > COLUMNS || !rules.every((each) => RULE.test(each)) || cellsOf(head).length !== columns) return undefined;
  const next = Math.min(endOf(lines, at + 2, isRow), at + 2 + ROWS);
  const rows = lines.slice(at + 2, next).map((line) => rowOf(line, columns));
  return { block: { kind: 'table', aligns: rules.map(alignOf), head: rowOf(head, columns), rows }, next };
};

const markedAt = (lines: readonly string[], at: number, depth: number): Found | undefined =>
  codeAt(lines, at) ??
  headingAt(lines, at) ??
  (depth < DEEPEST ? (quoteAt(lines, at, depth) ?? listAt(lines, at, depth)) : undefined) ??
  tableAt(lines, at);

const blocksIn = (lines: readonly string[], depth: number): Block[] => {
  const blocks: Block[] = [];
  let plain: string[] = [];
  const endParagraph = () => {
    if (plain.length > 0) blocks.push({ kind: 'paragraph', spans: spansOf(plain.join('\n')) });
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const found = markedAt(lines, at, depth);
    if (found !== undefined || line.trim() === '') endParagraph();
    else plain.push(line);
    if (found !== undefined) blocks.push(found.block);
    at = found?.next ?? at + 1;
  }
  endParagraph();
  return blocks;
};

/** What a text says. Every character but the marks themselves is in exactly one place. */
export const blocksOf = (text: string): Block[] => blocksIn(text.split(/\r?\n/), 0);
