// Sends to the queue `work` in the folder given until it is killed, and says so of each message once it is accepted.
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { openSqs } from '../../../local/engines/sqs.ts';
import { anEdge, anIdentity, sqsClient } from '../edge/support.ts';
import { aQueue } from './queues.ts';

const [, , folder = ''] = process.argv;
const queue = aQueue('work');
const identity = anIdentity();
const engine = await openSqs({ folder });
await engine.createQueue(queue);
const client = sqsClient(await anEdge({ identities: () => [identity], engines: { sqs: engine } }), identity);
for (let number = 1; ; number++) {
  await client.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: `message ${number}` }));
  process.stdout.write(`${number}\n`);
}
