import { Duration, Validations } from 'aws-cdk-lib';
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { functions, type Grantor, ofService } from '../functions.ts';
import type { ChatFunction } from './chat-function.ts';
import { explainUnused } from './permission.ts';

const grantorOf = (queue: Queue): Grantor => ({
  allow: (fn, actions, unused) => fn.allow({ ...ofService('sqs', actions, unused), resources: [queue.queueArn] }),
});

/** Functions that a poller keeps busy at once (AWS's figure for provisioned mode). */
const FUNCTIONS_A_POLLER = 10;

/** What the CDK lets an event source do. */
const polling = ['ReceiveMessage', 'ChangeMessageVisibility', 'GetQueueUrl', 'DeleteMessage', 'GetQueueAttributes'];

const feed = (fn: ChatFunction, queue: Queue, source: SqsEventSourceProps): void => {
  fn.lambda.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true, ...source }));
  const actions = polling.map((action) => `sqs:${action}`);
  explainUnused(
    fn.role,
    actions,
    queue.queueArn,
    "Lambda polls the queue under the function's role; the local cloud hands over by itself.",
  );
};

/**
 * The queue that makes an event durable before it is acknowledged, the one of the work that nobody waits for, and behind each the one where
 * messages end that cannot be dealt with.
 */
export class Pipeline extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly persistQueue: Grantor;
  readonly fanout: Queue;
  readonly fanoutDeadLetters: Queue;
  readonly fanoutQueue: Grantor;
  readonly previews: Queue;
  readonly previewQueue: Grantor;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const everyQueue = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    // A message keeps its age when it moves, so this queue must keep it longer than the other: here people have two weeks to act.
    // bin/redrive.ts finds it by the name that CloudFormation makes of this path.
    this.deadLetters = new Queue(this, 'DeadLetters', { ...everyQueue, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Persist', {
      ...everyQueue,
      retentionPeriod: Duration.days(4),
      // The function's timeout and a little more, not the six timeouts that AWS advises for functions that are throttled: persisting
      // twice changes nothing, and whoever missed the event waits for it in the log.
      visibilityTimeout: Duration.seconds(functions.persist.timeoutSeconds + 5),
      // Ten minutes of tries outlast a bad spell of DynamoDB, and end before a gap in a room is declared void (15 minutes).
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 40 },
    });
    this.persistQueue = grantorOf(this.queue);

    this.fanoutDeadLetters = new Queue(this, 'FanoutDeadLetters', { ...everyQueue, retentionPeriod: Duration.days(14) });
    this.fanout = new Queue(this, 'Fanout', {
      ...everyQueue,
      // Whoever is connected then has caught up long since.
      retentionPeriod: Duration.hours(1),
      // Twice the function's timeout, not six times: a bell that is seen twice costs two writes, and one whose worker died is waited for by a
      // whole shard. The event source takes no more than its functions can work on, so that a throttled function holds nothing back.
      visibilityTimeout: Duration.seconds(2 * functions.fanout.timeoutSeconds),
      deadLetterQueue: { queue: this.fanoutDeadLetters, maxReceiveCount: 10 },
    });
    this.fanoutQueue = grantorOf(this.fanout);

    this.previews = new Queue(this, 'Previews', {
      ...everyQueue,
      // A preview that comes later than that is worth nothing to those who have read the message.
      retentionPeriod: Duration.minutes(10),
      visibilityTimeout: Duration.seconds(2 * functions.preview.timeoutSeconds),
    });
    Validations.of(this.previews).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'A preview is a nicety: what fails for ten minutes is let go, and nobody is to be woken for it.',
    });
    this.previewQueue = grantorOf(this.previews);
  }

  /**
   * Has the function persist what comes, at once: alone on a quiet day, up to 10 events at a time in a backlog; or what comes within the stage's
   * window, up to 100 (decision 0047). It must report the items that failed.
   */
  feed(persist: ChatFunction<'persist'>, { persistConcurrency, persistWindowSeconds }: StageConfig): void {
    const batch =
      persistWindowSeconds === undefined
        ? { batchSize: 10 }
        : { batchSize: 100, maxBatchingWindow: Duration.seconds(persistWindowSeconds) };
    feed(persist, this.queue, { ...batch, maxConcurrency: persistConcurrency });
  }

  /** Has the function read links, at most 50 messages at a time: nobody waits for them. It must report the items that failed. */
  feedPreviews(preview: ChatFunction<'preview'>): void {
    feed(preview, this.previews, { batchSize: 10, maxConcurrency: 5 });
  }

  /** Has the function work off what comes, at once, up to 10 jobs at a time. It must report the items that failed. */
  feedFanout(fanout: ChatFunction<'fanout'>, { fanoutConcurrency, fanoutPollers }: StageConfig): void {
    // AWS takes either bound: with pollers of its own, a queue is bounded by the most of them.
    const bound =
      fanoutPollers === undefined
        ? { maxConcurrency: fanoutConcurrency }
        : { provisionedPollerConfig: { minimumPollers: fanoutPollers, maximumPollers: Math.ceil(fanoutConcurrency / FUNCTIONS_A_POLLER) } };
    feed(fanout, this.fanout, { batchSize: 10, ...bound });
  }
}
