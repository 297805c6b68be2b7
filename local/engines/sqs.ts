// SQS: standard queues on a store of ours, speaking the AWS JSON protocol. No FIFO queues.
import type * as z from 'zod/mini';
import type { AwsCall, QueueMessage, SqsEngine } from '../ports.ts';
import { bugReply, jsonReply, parseObject, RefusedError, refusalReply } from './aws-json.ts';
import { attributesDigest, bodyDigest } from './sqs/digest.ts';
import { createMoves } from './sqs/moves.ts';
import { type Operation, operation, type Queues } from './sqs/operation.ts';
import { type Draft, type MessageAttribute, openQueue, type Queue, type Received, type StoredMessage } from './sqs/queue.ts';
import * as requests from './sqs/requests.ts';
import { openStore, type Place } from './store.ts';

/** The most that one message, or all of a batch, may hold: body and attributes. */
const payloadLimit = 1_048_576;
const batchLimit = 10;

export type SqsOptions = Place & {
  /** Now, in milliseconds; for visibility, delay and retention. */
  clock?: () => number;
  /** Asked for each message that is sent: how long from now it arrives, once for each time that it does, milliseconds. */
  arrivalsMs?: (queueName: string) => readonly number[];
};

/** Opens SQS on its data. Throws one sentence if the folder cannot be had. */
export const openSqs = async (options: SqsOptions): Promise<SqsEngine> => {
  const { clock = Date.now, arrivalsMs = () => [0] } = options;
  const store = await openStore<StoredMessage>(options);
  const queues = new Map<string, Queue>();

  const moves = createMoves(clock);

  const byArn = (arn: string): Queue => {
    const queue = queues.get(arn);
    if (!queue) throw new Error(`There is no queue ${arn}.`);
    return queue;
  };
  const known: Queues = {
    all: () => queues.values(),
    byName: (name) => {
      for (const queue of queues.values()) if (queue.definition.name === name) return queue;
      throw new RefusedError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
    },
    byArn: (arn) => queues.get(arn),
  };

  return {
    async createQueue(definition) {
      if (definition.name.endsWith('.fifo'))
        throw new Error(`The queue ${definition.name} is FIFO: the local cloud has standard queues only.`);
      const existing = queues.get(definition.arn);
      if (existing) existing.redefine(definition);
      else queues.set(definition.arn, await openQueue(store, definition, (arn) => queues.get(arn), clock, arrivalsMs));
    },

    async handle(call) {
      const operation = operations.get(call.action) ?? moves.get(call.action);
      try {
        if (!operation) throw new RefusedError('com.amazon.coral.service#UnknownOperationException', 'Unknown operation.');
        return jsonReply('1.0', 200, await operation(call, known));
      } catch (error) {
        if (!(error instanceof RefusedError)) return bugReply('1.0', 'SQS', error);
        return refusalReply('1.0', error.refusal, queryError(error.refusal.type));
      }
    },

    resourcesOf(call) {
      const { QueueUrl, QueueName, SourceArn } = parseObject(call.body) ?? {};
      if (call.action === 'ListQueues') return ['*'];
      if (typeof SourceArn === 'string') return [SourceArn];
      const name = typeof QueueName === 'string' ? QueueName : queueName(String(QueueUrl));
      for (const [arn, queue] of queues) if (queue.definition.name === name) return [arn];
      return [`arn:aws:sqs:${call.region}:000000000000:${name}`];
    },

    async receive(queueArn, max, waitMs, signal) {
      const received = await byArn(queueArn).receive(max, waitMs, signal);
      return received.map(asEventSourceReads);
    },
    delete: (queueArn, receiptHandles) => byArn(queueArn).delete(receiptHandles),
    async release(queueArn, receiptHandles, afterSeconds) {
      for (const handle of receiptHandles) byArn(queueArn).hide(handle, afterSeconds);
    },
    depth: async (queueArn) => byArn(queueArn).depth(),

    async close() {
      for (const queue of queues.values()) queue.close();
      await store.close();
    },
  };
};

const queueName = (url: string): string => url.split('/').at(-1) ?? '';

/** SDKs of SQS read the error's older code from this header. */
const queryError = (type: string): Record<string, string> =>
  type.endsWith('#QueueDoesNotExist') ? { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender' } : {};

const operations = new Map<string, Operation>([
  [
    'SendMessage',
    operation(requests.sendMessage, async ({ QueueUrl, ...request }, { byName }, call) => {
      const queue = byName(queueName(QueueUrl));
      const draft = draftOf(request, call);
      refuseOversize([draft], 'com.amazon.coral.service#InvalidParameterValueException');
      const [message] = await queue.send([draft]);
      return message ? sentResult(message) : {};
    }),
  ],
  [
    'SendMessageBatch',
    operation(requests.sendMessageBatch, async ({ QueueUrl, Entries }, { byName }, call) => {
      const queue = byName(queueName(QueueUrl));
      refuseBadBatch(Entries);
      const drafts = Entries.map((entry) => draftOf(entry, call));
      refuseOversize(drafts, 'com.amazonaws.sqs#BatchRequestTooLong');
      const messages = await queue.send(drafts);
      return { Successful: messages.map((message, index) => ({ Id: Entries[index]?.Id, ...sentResult(message) })) };
    }),
  ],
  [
    'ReceiveMessage',
    operation(requests.receiveMessage, async (request, { byName }) => {
      const queue = byName(queueName(request.QueueUrl));
      const { MaxNumberOfMessages = 1, WaitTimeSeconds = 0, VisibilityTimeout } = request;
      const received = await queue.receive(MaxNumberOfMessages, WaitTimeSeconds * 1000, undefined, VisibilityTimeout);
      return received.length > 0 ? { Messages: received.map((message) => receivedResult(message, request)) } : {};
    }),
  ],
  [
    'DeleteMessage',
    operation(requests.deleteMessage, async ({ QueueUrl, ReceiptHandle }, { byName }) => {
      await byName(queueName(QueueUrl)).delete([ReceiptHandle]);
      return {};
    }),
  ],
  [
    'DeleteMessageBatch',
    operation(requests.deleteMessageBatch, async ({ QueueUrl, Entries }, { byName }) => {
      const queue = byName(queueName(QueueUrl));
      refuseBadBatch(Entries);
      await queue.delete(Entries.map(({ ReceiptHandle }) => ReceiptHandle));
      return { Successful: Entries.map(({ Id }) => ({ Id })) };
    }),
  ],
  [
    'ChangeMessageVisibility',
    operation(requests.changeMessageVisibility, async ({ QueueUrl, ReceiptHandle, VisibilityTimeout }, { byName }) => {
      if (!byName(queueName(QueueUrl)).hide(ReceiptHandle, VisibilityTimeout)) throw notInFlight();
      return {};
    }),
  ],
  [
    'ChangeMessageVisibilityBatch',
    operation(requests.changeMessageVisibilityBatch, async ({ QueueUrl, Entries }, { byName }) => {
      const queue = byName(queueName(QueueUrl));
      refuseBadBatch(Entries);
      const results = Entries.map(({ Id, ReceiptHandle, VisibilityTimeout }) => ({
        Id,
        done: queue.hide(ReceiptHandle, VisibilityTimeout),
      }));
      return {
        Successful: results.filter(({ done }) => done).map(({ Id }) => ({ Id })),
        Failed: results.filter(({ done }) => !done).map(({ Id }) => ({ Id, SenderFault: true, Code: 'MessageNotInflight' })),
      };
    }),
  ],
  [
    'GetQueueAttributes',
    operation(requests.getQueueAttributes, async ({ QueueUrl, AttributeNames = [] }, { byName }) => {
      const attributes = queueAttributes(byName(queueName(QueueUrl)));
      const wanted = Object.entries(attributes).filter(([name]) => AttributeNames.includes('All') || AttributeNames.includes(name));
      return { Attributes: Object.fromEntries(wanted) };
    }),
  ],
  [
    'ListQueues',
    operation(requests.listQueues, async ({ QueueNamePrefix = '' }, { all }) => {
      const found = Array.from(all()).filter(({ definition }) => definition.name.startsWith(QueueNamePrefix));
      return { QueueUrls: found.map(({ definition }) => definition.url) };
    }),
  ],
  ['GetQueueUrl', operation(requests.getQueueUrl, async ({ QueueName }, { byName }) => ({ QueueUrl: byName(QueueName).definition.url }))],
  [
    'PurgeQueue',
    operation(requests.purgeQueue, async ({ QueueUrl }, { byName }) => {
      await byName(queueName(QueueUrl)).purge();
      return {};
    }),
  ],
]);

const draftOf = (request: requests.DraftRequest, { identity }: AwsCall): Draft => {
  const trace = request.MessageSystemAttributes?.AWSTraceHeader?.StringValue;
  return {
    body: request.MessageBody,
    attributes: request.MessageAttributes ?? {},
    system: {
      ...(request.MessageGroupId && { MessageGroupId: request.MessageGroupId }),
      ...(trace && { AWSTraceHeader: trace }),
    },
    delaySeconds: request.DelaySeconds,
    senderId: identity ? `${identity.roleName}:${identity.functionName}` : 'anonymous',
  };
};

const refuseOversize = (drafts: readonly Draft[], type: string): void => {
  const size = drafts.reduce((sum, { body, attributes }) => sum + Buffer.byteLength(body) + attributesSize(attributes), 0);
  if (size > payloadLimit)
    throw new RefusedError(type, `One or more parameters are invalid. Reason: Message must be shorter than ${payloadLimit} bytes.`);
};

const attributesSize = (attributes: Record<string, MessageAttribute>): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
    0,
  );

const refuseBadBatch = (entries: readonly { Id: string }[]): void => {
  if (entries.length === 0)
    throw new RefusedError(
      'com.amazonaws.sqs#EmptyBatchRequest',
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    );
  if (entries.length > batchLimit)
    throw new RefusedError('com.amazonaws.sqs#TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${batchLimit}.`);
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new RefusedError('com.amazonaws.sqs#BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
};

const notInFlight = () => new RefusedError('com.amazonaws.sqs#MessageNotInflight', 'The specified message is not in flight.');

const sentResult = ({ id, body, attributes }: StoredMessage) => ({
  MessageId: id,
  MD5OfMessageBody: bodyDigest(body),
  MD5OfMessageAttributes: attributesDigest(attributes),
});

type ReceiveRequest = z.infer<typeof requests.receiveMessage>;

const receivedResult = (
  message: Received,
  { AttributeNames = [], MessageSystemAttributeNames = [], MessageAttributeNames = [] }: ReceiveRequest,
) => {
  const system = selected(systemAttributes(message), [...AttributeNames, ...MessageSystemAttributeNames]);
  const attributes = selected(message.attributes, MessageAttributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: bodyDigest(message.body),
    Attributes: system,
    MessageAttributes: attributes,
    MD5OfMessageAttributes: attributes && attributesDigest(attributes),
  };
};

/** Those of the names asked for; `All` or `.*` is all of them, `prefix.*` those that begin so. Undefined if there are none. */
const selected = <T>(attributes: Record<string, T>, names: readonly string[]): Record<string, T> | undefined => {
  const isWanted = (name: string) =>
    names.some((wanted) => wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))));
  const found = Object.entries(attributes).filter(([name]) => isWanted(name));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
};

const systemAttributes = ({ senderId, sentAt, receives, firstReceivedAt = sentAt, system }: StoredMessage): Record<string, string> => ({
  SenderId: senderId,
  SentTimestamp: String(sentAt),
  ApproximateReceiveCount: String(receives),
  ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
  ...system,
});

const queueAttributes = (queue: Queue): Record<string, string> => {
  const { arn, visibilitySeconds, retentionSeconds, delaySeconds = 0, deadLetter } = queue.definition;
  const { visible, inFlight, delayed } = queue.depth();
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(visibilitySeconds),
    MessageRetentionPeriod: String(retentionSeconds),
    DelaySeconds: String(delaySeconds),
    MaximumMessageSize: String(payloadLimit),
    ...(deadLetter && {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetter.arn, maxReceiveCount: deadLetter.maxReceives }),
    }),
  };
};

const asEventSourceReads = (message: Received): QueueMessage => ({
  messageId: message.id,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: systemAttributes(message),
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, { DataType, StringValue }]) => [
      name,
      { dataType: DataType, ...(StringValue !== undefined && { stringValue: StringValue }) },
    ]),
  ),
});
