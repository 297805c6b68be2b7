// What a text in the making asks to have completed, and what becomes of the text. No interface, no network.
import type { KnownPerson } from '@parley/client';
import type { Audience, Send } from '@parley/protocol';
import { blocksOf } from './rich-text.ts';

/** `@` people, `#` rooms, `:` emoji. */
export type Sign = '@' | '#' | ':';

export interface Asked {
  sign: Sign;
  term: string;
  /** Where the sign stands. */
  at: number;
}

const ASKED = /(?:^|[\s(])([@#:])([\p{L}\p{N}._+-]{0,32})$/u;
/** A colon alone is punctuation. */
const EMOJI_CHARS = 2;

/** What is asked for right before the cursor. */
export const askedAt = (text: string, cursor: number): Asked | undefined => {
  const [, sign, term = ''] = ASKED.exec(text.slice(0, cursor)) ?? [];
  if (sign !== '@' && sign !== '#' && sign !== ':') return undefined;
  if (sign === ':' && term.length < EMOJI_CHARS) return undefined;
  return { sign, term, at: cursor - term.length - 1 };
};

/** What takes the place of a part of the text, and where the cursor stands then. */
export interface Change {
  from: number;
  to: number;
  insert: string;
  cursor: number;
}

/** What was asked for, in the place of what was typed. */
export const complete = (text: string, { at, term }: Asked, insert: string): Change => {
  const to = at + 1 + term.length;
  const space = /^\s/.test(text.slice(to)) ? '' : ' ';
  return { from: at, to, insert: `${insert}${space}`, cursor: at + insert.length + 1 };
};

/** An emoji in the place of what is selected. Right behind a word a custom one would be no emoji. */
export const insertEmoji = (text: string, from: number, to: number, emoji: string): Change => {
  const space = emoji.startsWith(':') && /[\p{L}\p{N}]$/u.test(text.slice(0, from)) ? ' ' : '';
  const insert = `${space}${emoji}`;
  return { from, to, insert, cursor: from + insert.length };
};

/** The name of an emoji between two colons. */
export interface Named {
  name: string;
  from: number;
  to: number;
}

const NAMED = /(?<![\p{L}\p{N}:]):([a-z0-9_+-]{2,32}):$/iu;
/** Stands for any emoji. */
const SOME = 'some_emoji';

const showsSome = (part: object): boolean =>
  ('name' in part && part.name === SOME) || Object.values(part).some((inner) => typeof inner === 'object' && showsSome(inner));

/** The name that ends at the cursor, where a message shows emoji: not in code, even if that has yet to be closed. */
export const namedAt = (text: string, cursor: number): Named | undefined => {
  const [whole = '', name] = NAMED.exec(text.slice(0, cursor)) ?? [];
  if (name === undefined) return undefined;
  const from = cursor - whole.length;
  const before = text.slice(0, from);
  const closings = new Set(['', ...(before.match(/`+/g) ?? [])]);
  const shown = [...closings].every((closing) => showsSome(blocksOf(`${before}:${SOME}:${closing}`)));
  return shown ? { name: name.toLowerCase(), from, to: cursor } : undefined;
};

/** A room that was picked: what stands for it in the text, and its address. */
export interface RoomPick {
  label: string;
  address: string;
}

const MENTION = /(?<![\p{L}\p{N}])@([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)/giu;

const audienceOf = (handles: ReadonlySet<string>): Audience | undefined =>
  handles.has('room') ? 'room' : handles.has('here') ? 'here' : undefined;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Links in the stead of rooms. Longest first: one room's name may begin another's. */
const linked = (text: string, picks: readonly RoomPick[]): string => {
  if (picks.length === 0) return text;
  const addresses = new Map(picks.map(({ label, address }) => [label, address]));
  const labels = [...addresses.keys()].toSorted((a, b) => b.length - a.length);
  return text.replace(
    new RegExp(labels.map(escaped).join('|'), 'g'),
    (label) => `[${label.replace(/[[\]]/g, '')}](${addresses.get(label)})`,
  );
};

/** What is sent: whom the text calls for, and links in the stead of picked rooms. */
export const composed = (
  text: string,
  picks: readonly RoomPick[],
  people: Readonly<Record<string, KnownPerson>>,
): Pick<Send, 'text' | 'mentions' | 'audience'> => {
  const handles = new Set(Array.from(text.matchAll(MENTION), ([, handle = '']) => handle.toLowerCase()));
  const mentions = Object.values(people).filter(({ handle }) => handles.has(handle));
  const audience = audienceOf(handles);
  return {
    text: linked(text, picks),
    ...(mentions.length > 0 && { mentions: mentions.map(({ userId }) => userId) }),
    ...(audience !== undefined && { audience }),
  };
};
