// Plain JSON values in DynamoDB's notation and back: a sixth of the weight of the SDK's own converter, which also knows sets, binaries and big numbers.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, unknown>;
export type WireItem = Record<string, AttributeValue>;

const valueToWire = (value: unknown): AttributeValue => {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be stored`);
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      if (value === null) return { NULL: true };
      return Array.isArray(value) ? { L: value.map(valueToWire) } : { M: toWire(value) };
    default:
      throw new TypeError(`a ${typeof value} cannot be stored`);
  }
};

/** An item as DynamoDB takes it. Attributes that are undefined are left out. */
export const toWire = (item: object): WireItem =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, valueToWire(value)]),
  );

const valueToPlain = ({ S, N, BOOL, L, M, NULL }: AttributeValue): unknown => {
  if (N !== undefined) return Number(N);
  if (L !== undefined) return L.map(valueToPlain);
  if (M !== undefined) return toPlain(M);
  return NULL === true ? null : (S ?? BOOL);
};

/** What an item holds. */
export const toPlain = (item: WireItem): Item =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueToPlain(value)]));
