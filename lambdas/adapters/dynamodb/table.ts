// DynamoDB as the repositories use it: plain values, one way to write an expression, failures as domain errors. A `#name` in an expression
// stands for the attribute of that name, a `:value` for the value of that name.
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { ChatError } from '../../domain/errors.ts';
import { answerOf } from '../availability.ts';
import { type Item, toPlain, toWire, type WireItem } from './codec.ts';

export type { Item } from './codec.ts';

interface Expression {
  values?: Item;
  /** Attributes whose name cannot stand in an expression: `{ reaction: 're:👍:ann' }` for `#reaction`. */
  names?: Record<string, string>;
}
interface Conditional extends Expression {
  condition?: string;
}
/** A conditional write: done, with the row after it (before it, for a deletion); or refused, with the row that stood against it. */
export type Outcome = { done: boolean; item: Item | undefined };

export interface QueryRequest extends Expression {
  index?: string;
  where: string;
  filter?: string;
  /** Rows to look at. */
  limit: number;
  descending?: boolean;
  consistent?: boolean;
  /** Begins behind this key. */
  from?: Item | undefined;
}
export interface Rows {
  items: Item[];
  /** Where the next query begins; undefined if these were all. */
  last: Item | undefined;
}
export type BatchedWrite = { put: Item } | { delete: object };

/** What DynamoDB takes in one batch. */
const WRITES_PER_BATCH = 25;
const KEYS_PER_BATCH = 100;
/** How often what a batch left over is offered again, and the longest wait before the first time. */
const BATCH_TRIES = 6;
const BATCH_BACKOFF_MS = 50;

const plainOrNone = (item: WireItem | undefined): Item | undefined => item && toPlain(item);
const allPlain = (items: WireItem[] | undefined): Item[] => (items ?? []).map(toPlain);

const attributesOf = (expressions: (string | undefined)[], { values, names }: Expression) => {
  const used = expressions.join(' ').matchAll(/#(\w+)/g);
  const attributeNames = Object.fromEntries(Array.from(used, ([token, name = '']) => [token, names?.[name] ?? name]));
  const attributeValues = Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [`:${name}`, value]));
  return {
    ...(Object.keys(attributeNames).length > 0 && { ExpressionAttributeNames: attributeNames }),
    ...(Object.keys(attributeValues).length > 0 && { ExpressionAttributeValues: toWire(attributeValues) }),
  };
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** A conditional write; only the failure of its own condition is caught. */
const outcomeOf = async (write: Promise<{ Attributes?: WireItem | undefined }>): Promise<Outcome> => {
  try {
    const { Attributes } = await answerOf(write);
    return { done: true, item: plainOrNone(Attributes) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { done: false, item: plainOrNone(error.Item) };
    throw error;
  }
};

export type Table = ReturnType<typeof openTable>;

export const openTable = (client: DynamoDBClient, name: string) => {
  /** Offers what a batch left over again, each time after a longer wait. Gives what was never taken. */
  const writeBatch = async (batch: WriteRequest[], tries = 0): Promise<WriteRequest[]> => {
    const { UnprocessedItems } = await answerOf(client.send(new BatchWriteItemCommand({ RequestItems: { [name]: batch } })));
    const left = UnprocessedItems?.[name] ?? [];
    if (left.length === 0 || tries === BATCH_TRIES) return left;
    await pause(Math.random() * BATCH_BACKOFF_MS * 2 ** tries);
    return writeBatch(left, tries + 1);
  };

  const getBatch = async (keys: readonly object[], ConsistentRead: boolean, tries = 0): Promise<Item[]> => {
    const RequestItems = { [name]: { Keys: keys.map(toWire), ConsistentRead } };
    const { Responses, UnprocessedKeys } = await answerOf(client.send(new BatchGetItemCommand({ RequestItems })));
    const items = allPlain(Responses?.[name]);
    const left = allPlain(UnprocessedKeys?.[name]?.Keys);
    if (left.length === 0) return items;
    if (tries === BATCH_TRIES) throw new ChatError('unavailable', 'The service is busy. Try again.');
    await pause(Math.random() * BATCH_BACKOFF_MS * 2 ** tries);
    return [...items, ...(await getBatch(left, ConsistentRead, tries + 1))];
  };

  return {
    get: async (key: object, options: { consistent?: boolean } = {}): Promise<Item | undefined> => {
      const input = { TableName: name, Key: toWire(key), ConsistentRead: options.consistent ?? false };
      return plainOrNone((await answerOf(client.send(new GetItemCommand(input)))).Item);
    },

    /** Many rows, in no order; those that don't exist are left out. Eventually consistent unless `consistent`. */
    getMany: async (keys: readonly object[], { consistent = false }: { consistent?: boolean } = {}): Promise<Item[]> => {
      const items: Item[] = [];
      for (const batch of chunks(keys, KEYS_PER_BATCH)) items.push(...(await getBatch(batch, consistent)));
      return items;
    },

    put: (item: Item, { condition, ...expression }: Conditional = {}): Promise<Outcome> =>
      outcomeOf(
        client.send(
          new PutItemCommand({
            TableName: name,
            Item: toWire(item),
            ...attributesOf([condition], expression),
            ...(condition !== undefined && { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
          }),
        ),
      ),

    update: (key: object, update: string, { condition, ...expression }: Conditional): Promise<Outcome> =>
      outcomeOf(
        client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: toWire(key),
            UpdateExpression: update,
            ReturnValues: 'ALL_NEW',
            ...attributesOf([update, condition], expression),
            ...(condition !== undefined && { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
          }),
        ),
      ),

    delete: (key: object, { condition, ...expression }: Conditional = {}): Promise<Outcome> =>
      outcomeOf(
        client.send(
          new DeleteItemCommand({
            TableName: name,
            Key: toWire(key),
            ReturnValues: 'ALL_OLD',
            ...attributesOf([condition], expression),
            ...(condition !== undefined && { ConditionExpression: condition }),
          }),
        ),
      ),

    query: async ({ index, where, filter, limit, descending, consistent, from, ...expression }: QueryRequest): Promise<Rows> => {
      const input: QueryCommandInput = {
        TableName: name,
        KeyConditionExpression: where,
        Limit: limit,
        ScanIndexForward: !descending,
        ConsistentRead: consistent ?? false,
        ...attributesOf([where, filter], expression),
        ...(index !== undefined && { IndexName: index }),
        ...(filter !== undefined && { FilterExpression: filter }),
        ...(from !== undefined && { ExclusiveStartKey: toWire(from) }),
      };
      const { Items, LastEvaluatedKey } = await answerOf(client.send(new QueryCommand(input)));
      return { items: allPlain(Items), last: plainOrNone(LastEvaluatedKey) };
    },

    /** One page of the whole table. For the sweeper alone. */
    scan: async (filter: string, values: Item, limit: number, from: Item | undefined): Promise<Rows> => {
      const start = from === undefined ? {} : { ExclusiveStartKey: toWire(from) };
      const input = { TableName: name, FilterExpression: filter, Limit: limit, ...attributesOf([filter], { values }), ...start };
      const { Items, LastEvaluatedKey } = await answerOf(client.send(new ScanCommand(input)));
      return { items: allPlain(Items), last: plainOrNone(LastEvaluatedKey) };
    },

    /**
     * Writes rows of different keys, 25 at a time. Gives the rows that the table did not take, as they were put or keyed; throws `unavailable`
     * only if it took none.
     */
    write: async (writes: readonly BatchedWrite[]): Promise<Item[]> => {
      const requests = writes.map(
        (write): WriteRequest =>
          'put' in write ? { PutRequest: { Item: toWire(write.put) } } : { DeleteRequest: { Key: toWire(write.delete) } },
      );
      const left: WriteRequest[] = [];
      let failure: ChatError | undefined;
      for (const batch of chunks(requests, WRITES_PER_BATCH)) {
        try {
          left.push(...(await writeBatch(batch)));
        } catch (error) {
          if (!(error instanceof ChatError)) throw error;
          failure = error;
          left.push(...batch);
        }
      }
      if (failure !== undefined && left.length === requests.length) throw failure;
      return left.map(({ PutRequest, DeleteRequest }) => toPlain(PutRequest?.Item ?? DeleteRequest?.Key ?? {}));
    },
  };
};
