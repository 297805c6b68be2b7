// Batches of which a service hands some items back, as it does when it is busy.
import { throttled } from '../edge/refusals.ts';
import { isRecord, jsonReply, parseObject } from '../engines/aws-json.ts';
import type { AwsCall, AwsReply, CarryOut, Interference } from '../ports.ts';
import type { Dice } from './dice.ts';
import type { Tally } from './tally.ts';

/** Hands this share of the items of BatchWriteItem, BatchGetItem and SendMessageBatch back unprocessed. */
export const interferingBatches =
  (rate: number, dice: Dice, tally: Tally): Interference =>
  async (call, carryOut) => {
    const split = splits[call.action];
    if (!split) return carryOut(call);
    const isStruck = (): boolean => {
      const struck = dice.roll(`unprocessed/${call.identity?.functionName}/${call.action}`) < rate;
      if (struck) tally.count('unprocessed');
      return struck;
    };
    const parts = split(parseObject(call.body) ?? {}, isStruck);
    return parts ? inPart(call, parts, carryOut) : carryOut(call);
  };

type Content = Record<string, unknown>;

interface Parts {
  /** The request without what is handed back; undefined if nothing is left of it. */
  request: Content | undefined;
  /** What the reply says of the items that are handed back. */
  handedBack: Content;
}

/** Sorts a batch by `isStruck`; undefined if nothing of it is handed back. */
type Split = (request: Content, isStruck: () => boolean) => Parts | undefined;

const inPart = async (call: AwsCall, { request, handedBack }: Parts, carryOut: CarryOut): Promise<AwsReply> => {
  // DynamoDB throttles a batch of which it could do nothing; SQS tells of each entry.
  if (!request) return call.service === 'dynamodb' ? throttled(call.service) : jsonReply('1.0', 200, handedBack);
  const reply = await carryOut({ ...call, body: Buffer.from(JSON.stringify(request)) });
  if (reply.status >= 400) return reply;
  return jsonReply('1.0', 200, merged(parseObject(Buffer.from(reply.body)) ?? {}, handedBack));
};

const merged = (reply: Content, handedBack: Content): Content => ({
  ...reply,
  ...Object.fromEntries(
    Object.entries(handedBack).map(([field, value]) => [field, Array.isArray(value) ? [...listOf(reply[field]), ...value] : value]),
  ),
});

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const divide = (items: readonly unknown[], isStruck: () => boolean): { kept: unknown[]; struck: unknown[] } => {
  const { kept = [], struck = [] } = Object.groupBy(items, () => (isStruck() ? 'struck' : 'kept'));
  return { kept, struck };
};

/** Both of DynamoDB's batches name their items by table; a read keeps them under `Keys`, beside what is asked of them. */
const splitTables =
  (field: 'UnprocessedItems' | 'UnprocessedKeys'): Split =>
  (request, isStruck) => {
    const kept: Content = {};
    const struck: Content = {};
    for (const [table, content] of Object.entries(isRecord(request.RequestItems) ? request.RequestItems : {})) {
      const wrap = (items: unknown[]): unknown => (isRecord(content) ? { ...content, Keys: items } : items);
      const divided = divide(listOf(isRecord(content) ? content.Keys : content), isStruck);
      if (divided.kept.length > 0) kept[table] = wrap(divided.kept);
      if (divided.struck.length > 0) struck[table] = wrap(divided.struck);
    }
    if (Object.keys(struck).length === 0) return undefined;
    return {
      request: Object.keys(kept).length > 0 ? { ...request, RequestItems: kept } : undefined,
      handedBack: { [field]: struck },
    };
  };

const splitEntries: Split = (request, isStruck) => {
  const { kept, struck } = divide(listOf(request.Entries), isStruck);
  if (struck.length === 0) return undefined;
  const failed = struck.map((entry) => ({
    Id: isRecord(entry) ? entry.Id : undefined,
    SenderFault: false,
    Code: 'InternalError',
    Message: 'Try again.',
  }));
  return { request: kept.length > 0 ? { ...request, Entries: kept } : undefined, handedBack: { Failed: failed } };
};

const splits: Partial<Record<string, Split>> = {
  BatchWriteItem: splitTables('UnprocessedItems'),
  BatchGetItem: splitTables('UnprocessedKeys'),
  SendMessageBatch: splitEntries,
};
