// The tables of the assembly: as dynalite wants them, kept beside the data, and their indexes rebuilt when the template changes them.
import { isDeepStrictEqual } from 'node:util';
import database from 'dynalite/db/index.js';
import type { KeyAttribute, TableDefinition } from '../../ports.ts';
import { endOf, entriesBelow } from '../store.ts';
import { indexPrefix, isItem, itemPrefix, type Storage, type Table } from './storage.ts';

const definitionKey = (name: string): string => `table~${name}`;

/** Brings the stored table in line with its definition. Throws if the keys differ, since no data could be kept. */
export const adoptTable = async (store: Storage['store'], definition: TableDefinition): Promise<Table> => {
  const table = describe(definition);
  const before = await store.get(definitionKey(definition.name));
  if (before === undefined || isItem(before)) {
    await store.put(definitionKey(definition.name), table);
    return table;
  }
  if (!isDeepStrictEqual(keysOf(before), keysOf(table)))
    throw new Error(
      `The table ${definition.name} has other keys in the data folder than in the template: start with --fresh to begin without its data.`,
    );
  if (isDeepStrictEqual(before, asStored(table))) return table;
  await rebuildIndexes(store, table);
  await store.put(definitionKey(definition.name), table);
  return table;
};

const describe = ({ name, arn, partitionKey, sortKey, indexes }: TableDefinition): Table => {
  const keys = [partitionKey, sortKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])].filter(
    (key) => key !== undefined,
  );
  return {
    TableName: name,
    TableArn: arn,
    TableStatus: 'ACTIVE',
    KeySchema: keySchema(partitionKey, sortKey),
    AttributeDefinitions: [...new Map(keys.map((key) => [key.name, { AttributeName: key.name, AttributeType: key.type }])).values()],
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection:
          typeof index.projection === 'string'
            ? { ProjectionType: index.projection }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: index.projection.include },
      })),
    }),
  };
};

const keySchema = (partitionKey: KeyAttribute, sortKey: KeyAttribute | undefined): Table['KeySchema'] => [
  { AttributeName: partitionKey.name, KeyType: 'HASH' },
  ...(sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' } as const] : []),
];

/** The table as the store gives it back. */
const asStored = (table: Table): unknown => JSON.parse(JSON.stringify(table));

/** The names and types of the table's own keys. */
const keysOf = ({ KeySchema, AttributeDefinitions }: Table): (string | undefined)[][] =>
  KeySchema.map(({ AttributeName }) => [
    AttributeName,
    AttributeDefinitions.find((attribute) => attribute.AttributeName === AttributeName)?.AttributeType,
  ]);

const rebuildIndexes = async (store: Storage['store'], table: Table): Promise<void> => {
  const prefix = indexPrefix(table.TableName);
  await store.clear({ gte: prefix, lt: endOf(prefix) });
  for await (const [, item] of entriesBelow(store, itemPrefix(table.TableName))) {
    if (!isItem(item)) continue;
    const { puts } = database.getIndexActions(table.GlobalSecondaryIndexes ?? [], undefined, item, table);
    await store.batch(puts.map((put) => ({ type: 'put', key: indexPrefix(table.TableName, put.index) + put.key, value: put.item })));
  }
};
