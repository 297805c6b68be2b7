// What SQS's operations take, as far as standard queues are concerned.
import * as z from 'zod/mini';

const attribute = z.object({
  DataType: z.string().check(z.regex(/^(String|Number|Binary)(\.|$)/)),
  StringValue: z.optional(z.string()),
  BinaryValue: z.optional(z.string()),
});
const visibility = z.int().check(z.gte(0), z.lte(43_200));
const delay = z.optional(z.int().check(z.gte(0), z.lte(900)));

const message = {
  MessageBody: z.string().check(z.minLength(1)),
  DelaySeconds: delay,
  MessageAttributes: z.optional(z.record(z.string(), attribute)),
  MessageSystemAttributes: z.optional(z.record(z.string(), attribute)),
  MessageGroupId: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
};
const entryId = z.string().check(z.regex(/^[\w-]{1,80}$/));
const queue = { QueueUrl: z.string() };
const names = z.optional(z.array(z.string()));

export const draft = z.object(message);
export type DraftRequest = z.infer<typeof draft>;

export const sendMessage = z.object({ ...queue, ...message });
export const sendMessageBatch = z.object({ ...queue, Entries: z.array(z.object({ Id: entryId, ...message })) });
export const receiveMessage = z.object({
  ...queue,
  MaxNumberOfMessages: z.optional(z.int().check(z.gte(1), z.lte(10))),
  VisibilityTimeout: z.optional(visibility),
  WaitTimeSeconds: z.optional(z.int().check(z.gte(0), z.lte(20))),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});
export const deleteMessage = z.object({ ...queue, ReceiptHandle: z.string() });
export const deleteMessageBatch = z.object({ ...queue, Entries: z.array(z.object({ Id: entryId, ReceiptHandle: z.string() })) });
export const changeMessageVisibility = z.object({ ...queue, ReceiptHandle: z.string(), VisibilityTimeout: visibility });
export const changeMessageVisibilityBatch = z.object({
  ...queue,
  Entries: z.array(z.object({ Id: entryId, ReceiptHandle: z.string(), VisibilityTimeout: visibility })),
});
export const getQueueAttributes = z.object({ ...queue, AttributeNames: names });
export const getQueueUrl = z.object({ QueueName: z.string() });
export const purgeQueue = z.object(queue);
export const listQueues = z.object({ QueueNamePrefix: z.optional(z.string()) });
export const startMessageMoveTask = z.object({ SourceArn: z.string(), DestinationArn: z.optional(z.string()) });
export const listMessageMoveTasks = z.object({ SourceArn: z.string(), MaxResults: z.optional(z.int().check(z.gte(1), z.lte(10))) });
