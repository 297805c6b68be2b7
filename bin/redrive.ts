// `npm run redrive`: gives the events that could not be persisted another try, once what kept them from it has been mended.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  ListQueuesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';

const usage = `Usage: npm run redrive -- --stage NAME | --local [--data DIR]

Moves what waits in the dead-letter queue back to the persist queue. Each event takes its own place in its
room if that is still free, and a new one if it has been declared void.

  --stage NAME  a deployed stage: dev, staging or prod; with your AWS credentials and Region
  --local       the local cloud that is running
  --data DIR    where that one keeps its data (default .parley)
  --help        show this`;

const pollMs = 1_000;

/** A sentence for the operator. */
class Refusal extends Error {}

const outputs = z.object({
  region: z.string(),
  cognitoEndpoint: z.string(),
  operator: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

const localClient = (data: string): SQSClient => {
  const file = join(data, 'outputs.json');
  try {
    const { region, cognitoEndpoint: endpoint, operator: credentials } = outputs.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new SQSClient({ region, endpoint, credentials });
  } catch (cause) {
    throw new Refusal(`No local cloud is running on ${data}: there is no ${file}. Start one with npm start.`, { cause });
  }
};

/** By the name that CloudFormation makes of the stack's and the queue's own; lib/constructs/pipeline.ts names none. */
const deadLettersOf = async (client: SQSClient, stage: string): Promise<string> => {
  const { QueueUrls: [url] = [] } = await client.send(
    new ListQueuesCommand({ QueueNamePrefix: `parley-${stage}-chat-PipelineDeadLetters` }),
  );
  if (url === undefined) throw new Refusal(`The stage ${stage} is not deployed in this account and Region.`);
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  if (Attributes?.QueueArn === undefined) throw new Refusal(`${url} does not tell its ARN.`);
  return Attributes.QueueArn;
};

const latestTask = async (client: SQSClient, SourceArn: string): Promise<ListMessageMoveTasksResultEntry | undefined> =>
  (await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))).Results?.[0];

/** Follows the task that runs to its end. */
const follow = async (client: SQSClient, arn: string): Promise<ListMessageMoveTasksResultEntry | undefined> => {
  let task = await latestTask(client, arn);
  while (task?.Status === 'RUNNING') {
    console.log(`${task.ApproximateNumberOfMessagesMoved ?? 0} of ${task.ApproximateNumberOfMessagesToMove ?? '?'} moved…`);
    await pause(pollMs);
    task = await latestTask(client, arn);
  }
  return task;
};

const redrive = async (client: SQSClient, stage: string): Promise<void> => {
  const SourceArn = await deadLettersOf(client, stage);
  if ((await latestTask(client, SourceArn))?.Status !== 'RUNNING') await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
  const task = await follow(client, SourceArn);
  const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
  if (task?.Status !== 'COMPLETED')
    throw new Refusal(
      `The move ended as ${task?.Status ?? 'unknown'} after ${moved} messages: ${task?.FailureReason ?? 'no reason given'}.`,
    );
  console.log(
    moved === 0
      ? 'Nothing waited in the dead-letter queue.'
      : `${moved} moved back to the persist queue. What fails again returns within the hour; the log of persist says why.`,
  );
};

const readOptions = () => {
  try {
    const options = {
      stage: { type: 'string' },
      local: { type: 'boolean' },
      data: { type: 'string', default: '.parley' },
      help: { type: 'boolean' },
    } as const;
    const { values } = parseArgs({ options });
    if (!values.help && (values.stage === undefined) === (values.local === undefined))
      throw new Refusal('Say either --stage NAME or --local.');
    return values;
  } catch (cause) {
    throw new Refusal(`${cause instanceof Error ? cause.message : cause}\n\n${usage}`, { cause });
  }
};

const main = async (): Promise<void> => {
  const { stage = 'local', local = false, data, help = false } = readOptions();
  if (help) return console.log(usage);
  const client = local ? localClient(data) : new SQSClient();
  await redrive(client, stage);
};

main().catch((error) => {
  // What AWS refuses says why in its first line.
  console.error(error instanceof Refusal ? error.message : String(error));
  process.exitCode = 1;
});
