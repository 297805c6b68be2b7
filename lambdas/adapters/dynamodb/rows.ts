// From rows to values. A row that does not hold what it should is damage, and says so instead of travelling on.
import { parse } from '@parley/protocol';
import type { Item } from './table.ts';

type Schema = Parameters<typeof parse>[0];

/** What a row, or an attribute of it, holds by its schema; other attributes are left out. */
export const decode = <S extends Schema>(schema: S, row: unknown) => {
  const parsed = parse(schema, row);
  if (!parsed.ok) throw new Error(`damaged row: ${parsed.path} ${parsed.reason}`);
  return parsed.value;
};

export const textOf = (row: Item, name: string): string => {
  const value = row[name];
  if (typeof value !== 'string') throw new Error(`damaged row: ${name} is no text`);
  return value;
};

export const numberOf = (row: Item, name: string): number => {
  const value = row[name];
  if (typeof value !== 'number') throw new Error(`damaged row: ${name} is no number`);
  return value;
};
