// `npm start` as a person meets it: what it prints, what it leaves behind, how it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { claimDataFolder, folderProblem } from '../../../local/data-folder.ts';
import { openSqs } from '../../../local/engines/sqs.ts';
import type { QueueDefinition } from '../../../local/ports.ts';
import { type Actor, callHttp, newActor, newRoom, type Outputs, signIn, until } from '../../support/black-box.ts';
import { temporaryFolder } from '../../support/cloud-fixtures.ts';
import { sharedAssembly } from '../../support/local-cloud.ts';

const root = join(import.meta.dirname, '../../..');
const patienceMs = 120_000;

type LocalOutputs = Outputs & { operator: { accessKeyId: string; secretAccessKey: string } };

interface Run {
  child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
}

const runs: Run[] = [];
afterEach(async () => {
  for (const { child } of runs) child.kill('SIGKILL');
  await Promise.all(runs.splice(0).map(({ ended }) => ended));
});

const run = (...args: string[]): Run => {
  const child = spawn(process.execPath, ['local/main.ts', '--no-web', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const started = { child, output: () => output, ended };
  runs.push(started);
  return started;
};

const ready = async (started: Run, data: string): Promise<LocalOutputs> => {
  const file = join(data, 'outputs.json');
  return until(
    'the local cloud to be ready',
    async () => {
      if (started.child.exitCode !== null) throw new Error(started.output());
      return started.output().includes('is ready in') ? (JSON.parse(readFileSync(file, 'utf8')) as LocalOutputs) : undefined;
    },
    patienceMs,
  );
};

/** Processes whose command line names the folder: the synthesis and what it starts. */
const processesOf = (folder: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`CDK_OUTDIR=${folder}`);
      } catch {
        return false;
      }
    });

describe('npm start', () => {
  test(
    'says where everything is, keeps what was said over a restart, and leaves nothing behind when it ends',
    async () => {
      const data = temporaryFolder();
      const first = run('--port', '0', '--data', data);
      const outputs = await ready(first, data);

      expect(first.output()).toContain(outputs.siteUrl);
      const { operator, ...addresses } = outputs;
      for (const [name, value] of Object.entries(addresses)) expect([name, value]).toEqual([name, expect.stringMatching(/./)]);
      expect(operator).toEqual({ accessKeyId: expect.stringMatching(/./), secretAccessKey: expect.stringMatching(/./) });
      const ada: Actor = await newActor(outputs, 'Ada');
      const roomId = await newRoom(ada);
      const socket = await ada.connect();
      await socket.ask({ action: 'send', roomId, text: 'still here tomorrow' });
      await socket.close();
      first.child.kill('SIGINT');

      expect(await first.ended).toBe(0);
      expect(existsSync(join(data, 'outputs.json'))).toBe(false);
      expect(existsSync(join(data, 'lock'))).toBe(false);

      const second = run('--port', '0', '--data', data, ...sharedAssembly());
      const again = await ready(second, data);
      // What was acknowledged may still have been in the queue.
      await until('the message to be in the history', async () => {
        const headers = { authorization: `Bearer ${ada.tokens.accessToken}` };
        const history = await fetch(`${again.httpUrl}/v1/rooms/${roomId}/messages`, { headers });
        return (await history.text()).includes('still here tomorrow');
      });

      const third = run('--port', '0', '--data', data);
      expect(await third.ended).toBe(1);
      expect(third.output()).toMatch(
        /^The data folder .* is in use by another running Parley \(process \d+\); stop that one, or start this one with --data DIR\.\n$/,
      );

      second.child.kill('SIGTERM');
      expect(await second.ended).toBe(0);
      rmSync(data, { recursive: true });
    },
    3 * patienceMs,
  );

  test(
    'leaves a folder that another can take when it is killed, and refuses faults that it cannot read',
    async () => {
      const data = temporaryFolder();
      const plan = join(data, 'plan.json');
      writeFileSync(plan, '{"seed": 7, "crashAfterMs": 0}');
      const first = run('--port', '0', '--data', data, '--faults', plan, '--latency', 'aws', ...sharedAssembly());

      expect(await first.ended).toBe(null);
      expect(first.output()).toContain('Faults on, seed 7: SIGKILL after 0 ms.');
      expect(first.output()).toContain('simulated: every figure measured here is');
      expect(existsSync(join(data, 'lock'))).toBe(true);

      claimDataFolder(data, { fresh: false }).release();
      writeFileSync(plan, '{"seed": 7, "crashAfterMs": "soon"}');
      const second = run('--faults', plan);
      expect(await second.ended).toBe(1);
      expect(second.output()).toMatch(/^The fault plan .*plan\.json is wrong at crashAfterMs: .*\n$/);
    },
    3 * patienceMs,
  );

  test(
    'ends at once, with everything it started, when it is interrupted while it starts',
    async () => {
      const data = temporaryFolder();
      const started = run('--port', '0', '--data', data);
      await until('the synthesis to run', () => processesOf(data).length > 0, patienceMs);

      started.child.kill('SIGINT');

      expect(await started.ended).toBe(0);
      // Killed is not gone yet: that takes a turn on the processor.
      await until('the end of the synthesis', () => processesOf(data).length === 0);
      expect(existsSync(join(data, 'lock'))).toBe(false);
    },
    patienceMs,
  );

  test('tells of a busy port in one sentence, before anything else', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    const port = typeof address === 'object' && address ? address.port : 0;

    const started = run('--port', String(port), '--data', temporaryFolder());

    expect(await started.ended).toBe(1);
    expect(started.output()).toBe(`Port ${port} is in use; stop what uses it or choose other ports with --port N.\n`);
    busy.close();
  });

  test('tells of a data folder that is none in one sentence', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');

    const started = run('--port', '0', '--data', file);

    expect(await started.ended).toBe(1);
    expect(started.output()).toBe(`${file} is not a folder; choose another one with --data DIR.\n`);
  });

  test('tells of a cloud assembly that is none in one sentence', async () => {
    const folder = temporaryFolder();

    const started = run('--port', '0', '--data', temporaryFolder(), '--assembly', folder);

    expect(await started.ended).toBe(1);
    expect(started.output()).toBe(`The cloud assembly's ${folder}/manifest.json cannot be read; it has to be synthesized anew.\n`);
  });

  test.each([
    [['--port', 'many'], '--port must be a number from 0 to 65531, not many.'],
    [['--latency', 'moon'], '--latency must be off or aws, not moon.'],
    [['--scrypt', '1000'], '--scrypt must be a power of two from 1024 to 1048576, not 1000.'],
    [['--sideways'], "Unknown option '--sideways'"],
    [['--watch', '--assembly', 'cdk.out'], '--watch synthesizes what has changed, --assembly nothing; choose one.'],
  ])('tells of options that it does not know: %j', async (args, message) => {
    const started = run(...args);

    expect(await started.ended).toBe(1);
    expect(started.output()).toContain(message);
    expect(started.output()).toContain('Usage: npm start');
  });
});

test.each([
  ['ENOSPC', 'The disk of .parley is full; make room or choose another folder with --data DIR.'],
  ['EACCES', 'The folder .parley cannot be written; change its rights or choose another one with --data DIR.'],
  ['EROFS', 'The folder .parley cannot be written; change its rights or choose another one with --data DIR.'],
])('%s is told in one sentence', (code, message) => {
  expect(folderProblem('.parley', Object.assign(new Error('x'), { code }))).toMatchObject({ message });
});

/** The queue of that name, as the running cloud tells. */
const queueOf = async ({ cognitoEndpoint: endpoint, region, operator }: LocalOutputs, name: string): Promise<QueueDefinition> => {
  const client = new SQSClient({ endpoint, region, credentials: operator });
  const { QueueUrls: [url = ''] = [] } = await client.send(new ListQueuesCommand({ QueueNamePrefix: `parley-local-chat-Pipeline${name}` }));
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  client.destroy();
  return { name: url.split('/').at(-1) ?? '', arn: Attributes?.QueueArn ?? '', url, visibilitySeconds: 30, retentionSeconds: 86_400 };
};

/** While the cloud is down, has everything in the queue fail once too often. */
const bury = async (data: string, queue: QueueDefinition, deadLetters: QueueDefinition): Promise<number> => {
  const sqs = await openSqs({ folder: join(data, 'sqs') });
  await sqs.createQueue(deadLetters);
  await sqs.createQueue({ ...queue, deadLetter: { arn: deadLetters.arn, maxReceives: 1 } });
  const receive = () => sqs.receive(queue.arn, 10, 0, new AbortController().signal);
  const received = await receive();
  await sqs.release(
    queue.arn,
    received.map(({ receiptHandle }) => receiptHandle),
    0,
  );
  await receive();
  const { visible } = await sqs.depth(deadLetters.arn);
  await sqs.close();
  return visible;
};

const runScript =
  (script: string) =>
  async (...args: string[]) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code, output: output + errors };
  };

describe('npm run operator', () => {
  const operator = runScript('bin/operator.ts');

  test(
    'has somebody run the cloud, and no longer',
    async () => {
      const data = temporaryFolder();
      const cloud = run('--port', '0', '--data', data, ...sharedAssembly());
      const outputs = await ready(cloud, data);
      const ada = await newActor(outputs, 'Ada');
      const insight = async () =>
        callHttp(`${outputs.httpUrl}/v1/insight/activity?over=day`, 'GET', (await signIn(outputs, ada.email)).accessToken);
      const local = ['--local', '--data', data];

      const added = await operator('--email', ada.email, ...local);
      const seen = await insight();
      const removed = await operator('--email', ada.email, '--remove', ...local);
      const unseen = await insight();
      const nobody = await operator('--email', 'nobody@example.com', ...local);

      expect([added.code, removed.code, seen.status, unseen.status]).toEqual([0, 0, 200, 403]);
      expect(nobody).toEqual({ code: 1, output: 'Nobody has signed up as nobody@example.com.\n' });
      cloud.child.kill('SIGTERM');
      await cloud.ended;
      rmSync(data, { recursive: true });
    },
    2 * patienceMs,
  );

  test('says what it needs, and when there is no cloud to work on', async () => {
    const data = temporaryFolder();
    const email = ['--email', 'ada@example.com'];

    expect(await operator('--local')).toEqual({ code: 1, output: expect.stringMatching(/^Say with --email who it is\.\n\nUsage:/) });
    expect(await operator(...email)).toEqual({ code: 1, output: expect.stringMatching(/^Say either --user-pool ID or --local\./) });
    expect(await operator(...email, '--local', '--data', data)).toEqual({
      code: 1,
      output: expect.stringMatching(/^No local cloud is running on .*Start one with npm start\.\n$/),
    });
    rmSync(data, { recursive: true });
  });
});

describe('npm run redrive', () => {
  const redrive = runScript('bin/redrive.ts');

  test(
    '[I1] brings an acknowledged event from the dead-letter queue to its place',
    async () => {
      const data = temporaryFolder();
      const plan = join(temporaryFolder(), 'plan.json');
      // However long it takes until the cloud is killed, what it has acknowledged is still in the queue.
      const nothingIsPersisted = { service: 'dynamodb', action: 'BatchWriteItem', function: 'persist', rate: 1, fault: 'error' };
      writeFileSync(plan, JSON.stringify({ calls: [nothingIsPersisted] }));
      const first = run('--port', '0', '--data', data, '--faults', plan, ...sharedAssembly());
      const outputs = await ready(first, data);
      const [queue, deadLetters] = [await queueOf(outputs, 'Persist'), await queueOf(outputs, 'DeadLetters')];
      const ada = await newActor(outputs, 'Ada');
      const roomId = await newRoom(ada);
      const socket = await ada.connect();
      const ack = await socket.ask({ action: 'send', roomId, text: 'not lost' });
      first.child.kill('SIGKILL');
      await first.ended;
      expect(await bury(data, queue, deadLetters)).toBe(1);
      const second = run('--port', '0', '--data', data, ...sharedAssembly());
      const again = await ready(second, data);

      const { code, output } = await redrive('--local', '--data', data);

      expect([code, output]).toEqual([0, expect.stringContaining('1 moved back to the persist queue.')]);
      const event = await until('the event to be in the log', async () => {
        const { body } = await callHttp(`${again.httpUrl}/v1/rooms/${roomId}/events?after=0`, 'GET', ada.tokens.accessToken);
        return body.items[0];
      });
      expect(event).toMatchObject({ seq: ack.seq, text: 'not lost' });
      expect(await redrive('--local', '--data', data)).toEqual({ code: 0, output: 'Nothing waited in the dead-letter queue.\n' });
      second.child.kill('SIGTERM');
      await second.ended;
      rmSync(data, { recursive: true });
    },
    3 * patienceMs,
  );

  test('says what it needs, and when there is no cloud to work on', async () => {
    const data = temporaryFolder();

    expect(await redrive()).toEqual({ code: 1, output: expect.stringMatching(/^Say either --stage NAME or --local\.\n\nUsage:/) });
    expect(await redrive('--local', '--data', data)).toEqual({
      code: 1,
      output: expect.stringMatching(/^No local cloud is running on .*Start one with npm start\.\n$/),
    });
    rmSync(data, { recursive: true });
  });
});
