// Moving messages out of a dead-letter queue. AWS takes its time over it; here a task is done when its start is answered.
import { randomUUID } from 'node:crypto';
import { RefusedError } from '../aws-json.ts';
import { type Operation, operation, type Queues } from './operation.ts';
import type { Queue, StoredMessage } from './queue.ts';
import * as requests from './requests.ts';

/** What AWS tells of a task that has ended. */
interface EndedTask {
  Status: 'COMPLETED' | 'FAILED';
  SourceArn: string;
  DestinationArn?: string;
  ApproximateNumberOfMessagesMoved: number;
  ApproximateNumberOfMessagesToMove: number;
  FailureReason?: string;
  StartedTimestamp: number;
}

/** Tasks of a queue that AWS remembers. */
const remembered = 10;

const sourceOf = (queues: Queues, arn: string): Queue => {
  const source = queues.byArn(arn);
  if (source === undefined) throw new RefusedError('com.amazonaws.sqs#ResourceNotFoundException', `The resource ${arn} does not exist.`);
  return source;
};

/** StartMessageMoveTask and ListMessageMoveTasks, with the tasks that they know of. */
export const createMoves = (clock: () => number): Map<string, Operation> => {
  const tasks = new Map<string, EndedTask[]>();

  const start = operation(requests.startMessageMoveTask, async ({ SourceArn, DestinationArn }, queues) => {
    const source = sourceOf(queues, SourceArn);
    const feeders = Array.from(queues.all()).filter(({ definition }) => definition.deadLetter?.arn === SourceArn);
    if (feeders.length === 0)
      throw new RefusedError('com.amazonaws.sqs#UnsupportedOperation', 'Source queue must be configured as a Dead Letter Queue.');
    const StartedTimestamp = clock();
    const { visible } = source.depth();
    const target = ({ system }: StoredMessage) => queues.byArn(DestinationArn ?? system.DeadLetterQueueSourceArn ?? '');
    const moved = await source.moveAway(target);
    const task: EndedTask = {
      Status: moved === visible ? 'COMPLETED' : 'FAILED',
      SourceArn,
      ...(DestinationArn && { DestinationArn }),
      ApproximateNumberOfMessagesMoved: moved,
      ApproximateNumberOfMessagesToMove: visible,
      ...(moved < visible && { FailureReason: 'CouldNotDetermineMessageSource' }),
      StartedTimestamp,
    };
    tasks.set(SourceArn, [task, ...(tasks.get(SourceArn) ?? [])].slice(0, remembered));
    return { TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: SourceArn })).toString('base64') };
  });

  const list = operation(requests.listMessageMoveTasks, async ({ SourceArn, MaxResults = 1 }, queues) => {
    sourceOf(queues, SourceArn);
    return { Results: (tasks.get(SourceArn) ?? []).slice(0, MaxResults) };
  });

  return new Map([
    ['StartMessageMoveTask', start],
    ['ListMessageMoveTasks', list],
  ]);
};
