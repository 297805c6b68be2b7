// DynamoDB: dynalite's validations and actions, on a store of ours.
import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import deleteItemRules from 'dynalite/validations/deleteItem.js';
import describeTableRules from 'dynalite/validations/describeTable.js';
import getItemRules from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import putItemRules from 'dynalite/validations/putItem.js';
import queryRules from 'dynalite/validations/query.js';
import scanRules from 'dynalite/validations/scan.js';
import updateItemRules from 'dynalite/validations/updateItem.js';
import type { AwsCall, AwsReply, DynamoDbEngine } from '../ports.ts';
import { bugReply, isRecord, jsonReply, parseObject, type Refusal, refusalReply } from './aws-json.ts';
import { askForUnits, unitsOf, withoutUnits } from './dynamodb/capacity.ts';
import { type ExpiryWalk, expireStretch } from './dynamodb/expiry.ts';
import {
  type Action,
  type Item,
  maxItemBytes,
  type Outcome,
  type Parameters,
  runAction,
  type Storage,
  type Table,
} from './dynamodb/storage.ts';
import { adoptTable } from './dynamodb/tables.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { openStore, type Place } from './store.ts';

interface Operation {
  action: Action;
  rules: { types: object; custom?: unknown };
}

const operations = new Map<string, Operation>([
  ['BatchGetItem', { action: batchGetItem, rules: batchGetItemRules }],
  ['BatchWriteItem', { action: batchWriteItem, rules: batchWriteItemRules }],
  ['DeleteItem', { action: deleteItem, rules: deleteItemRules }],
  ['DescribeTable', { action: describeTable, rules: describeTableRules }],
  ['GetItem', { action: getItem, rules: getItemRules }],
  ['PutItem', { action: putItem, rules: putItemRules }],
  ['Query', { action: query, rules: queryRules }],
  ['Scan', { action: scan, rules: scanRules }],
  ['UpdateItem', { action: updateItem, rules: updateItemRules }],
]);

export type DynamoDbOptions = Place & {
  /** Now, in milliseconds; for time to live. */
  clock?: () => number;
  /** How often expired items are looked for. @default 5 seconds */
  expiryIntervalMs?: number;
};

/** Opens DynamoDB on its data. Throws one sentence if the folder cannot be had. */
export const openDynamoDb = async (options: DynamoDbOptions): Promise<DynamoDbEngine> => {
  const { clock = Date.now, expiryIntervalMs = 5_000 } = options;
  const tables = new Map<string, Table>();
  const storage: Storage = { store: await openStore<Item | Table>(options), tables, lock: createKeyedLock() };
  const walks = new Map<string, ExpiryWalk>();
  const parsed = new WeakMap<AwsCall, Record<string, unknown> | undefined>();

  /** The call's parameters, parsed once for the policy check and the action. */
  const parametersOf = (call: AwsCall) => {
    if (!parsed.has(call)) parsed.set(call, parseObject(call.body));
    return parsed.get(call);
  };

  const expiry = startExpiry(storage, walks, clock, expiryIntervalMs);

  return {
    async createTable(definition) {
      const table = await adoptTable(storage.store, definition);
      tables.set(definition.name, table);
      if (definition.ttlAttribute) walks.set(definition.name, { table, attribute: definition.ttlAttribute });
    },

    async handle(call) {
      const operation = operations.get(call.action);
      if (!operation) return refusalReply('1.0', unknownOperation);
      const parameters = parametersOf(call);
      if (!parameters) return refusalReply('1.0', malformed);
      try {
        return await perform(storage, operation, parameters);
      } catch (error) {
        return bugReply('1.0', 'DynamoDB', error);
      }
    },

    resourcesOf(call) {
      const parameters = parametersOf(call) ?? {};
      return resourceNames(parameters).map((name) => resourceArn(tables, name));
    },

    async close() {
      await expiry.stop();
      await storage.store.close();
    },
  };
};

const unknownOperation: Refusal = {
  status: 400,
  type: 'com.amazon.coral.service#UnknownOperationException',
  message: 'Unknown operation.',
};
const malformed: Refusal = { status: 400, type: 'com.amazon.coral.service#SerializationException', message: 'The body is no JSON object.' };
const conditionFailed = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';

const perform = async (storage: Storage, { action, rules }: Operation, parameters: Parameters): Promise<AwsReply> => {
  const returnItem = parameters.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  let outcome: Outcome;
  try {
    const data = validations.checkTypes(askForUnits(parameters), rules.types);
    validations.checkValidations(data, rules.types, rules.custom, { options: { maxItemSize: maxItemBytes } });
    outcome = await runAction(storage, action, data);
  } catch (error) {
    outcome = { result: {}, error };
  }
  if (outcome.error === undefined)
    return { ...jsonReply('1.0', 200, withoutUnits(outcome.result, parameters)), units: unitsOf(outcome.result) };
  if (!isServiceError(outcome.error)) throw outcome.error;
  const { statusCode, body } = outcome.error;
  const item = returnItem && body.__type === conditionFailed && outcome.read ? { Item: outcome.read } : {};
  // A write whose condition fails is billed as one that succeeds; its items here are below 1 KB.
  return { ...jsonReply('1.0', statusCode, { ...body, ...item }), units: body.__type === conditionFailed ? 1 : 0 };
};

/** How dynalite says that a call is refused. */
const isServiceError = (error: unknown): error is { statusCode: number; body: Record<string, unknown> } =>
  isRecord(error) && typeof error.statusCode === 'number' && isRecord(error.body);

/** `table`, `table/index/name` or, for batches, each table. */
const resourceNames = ({ TableName, IndexName, RequestItems }: Record<string, unknown>): string[] => {
  if (isRecord(RequestItems)) return Object.keys(RequestItems);
  return [typeof IndexName === 'string' ? `${TableName}/index/${IndexName}` : String(TableName)];
};

const resourceArn = (tables: ReadonlyMap<string, Table>, resource: string): string => {
  const [name = '', ...index] = resource.split('/');
  const arn = tables.get(name)?.TableArn ?? `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
  return [arn, ...index].join('/');
};

/** Walks through the tables in the background, one stretch of each at a time. */
const startExpiry = (storage: Storage, walks: ReadonlyMap<string, ExpiryWalk>, clock: () => number, intervalMs: number) => {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const walkAll = async () => {
    for (const walk of walks.values()) {
      if (stopped) return;
      const now = Math.floor(clock() / 1000);
      await expireStretch(storage, walk, now, (item) => removeExpired(storage, walk, item, now));
    }
  };
  const timer = setInterval(() => {
    running = running.then(walkAll).catch((error: unknown) => console.error('DynamoDB: expired items could not be deleted.', error));
  }, intervalMs);
  timer.unref();

  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
      return running;
    },
  };
};

const removeExpired = async (storage: Storage, { table, attribute }: ExpiryWalk, item: Item, nowSeconds: number): Promise<void> => {
  const Key = Object.fromEntries(table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
  const parameters = {
    TableName: table.TableName,
    Key,
    ConditionExpression: '#expiry < :now',
    ExpressionAttributeNames: { '#expiry': attribute },
    ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
  };
  await perform(storage, { action: deleteItem, rules: deleteItemRules }, parameters);
};
