// The whole local cloud with everything going wrong now and then, as people who chat meet it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chat, createChat } from '@parley/client';
import { WebSocket } from 'ws';
import { enrol, gather } from '../../../load/people.ts';
import { readOutputs, until } from '../../support/black-box.ts';
import { temporaryFolder } from '../../support/cloud-fixtures.ts';
import type { aFaultPlan } from '../../support/fault-plans.ts';
import { endCloud, type LaunchedCloud, launchCloud, sharedAssembly } from '../../support/local-cloud.ts';

const plan: Parameters<typeof aFaultPlan>[0] = {
  seed: 11,
  calls: [
    { service: 'execute-api', rate: 0.1, fault: 'throttle' },
    { rate: 0.01, fault: 'error' },
    { rate: 0.01, fault: 'lost' },
  ],
  queues: { duplicates: 0.1, reordered: 0.1, unprocessed: 0.1 },
  sockets: { cutEveryMs: 4_000, freeze: { everyMs: 6_000, forMs: 500 }, lostDisconnects: 0.3 },
  // Not persist: what it takes with it comes back only when the queue shows it again, 15 s later.
  // And send between number and claim (behind two calls at the gate), where its retry has to find the seq again.
  kills: [
    { function: 'send', call: 3, when: 'after', rate: 0.05 },
    { function: 'connect', call: 1, when: 'after', rate: 0.1 },
  ],
  clockSkewMs: 500,
};
const messagesEach = 15;
const patienceMs = 60_000;

let cloud: LaunchedCloud;
const chats: Chat[] = [];

beforeAll(async () => {
  const file = join(temporaryFolder(), 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  cloud = await launchCloud('--no-web', ...sharedAssembly(), '--latency', 'aws', '--faults', file);
}, 240_000);

afterAll(async () => {
  await Promise.all(chats.map((chat) => chat.stop()));
  await endCloud(cloud);
});

test(
  'two people read all that they write, each message once and in the same order, over a rolling change',
  async () => {
    process.env.PARLEY_OUTPUTS = cloud.outputs;
    const outputs = { ...readOutputs(), callsUrl: '', usageUrl: '', statusUrl: '' };
    const people = [await enrol(outputs, 'ada'), await enrol(outputs, 'bea')];
    const roomId = await gather(people, 'Tea');
    for (const { tokens } of people) {
      const chat = createChat({ deployment: outputs, tokens, WebSocket });
      chats.push(chat);
      chat.start();
      await until('to be online', () => chat.getState().connection.status === 'online', patienceMs);
      chat.openRoom(roomId);
    }

    for (let n = 0; n < messagesEach; n += 1) {
      for (const chat of chats) chat.send(roomId, `message ${n}`);
      if (n === 5) process.kill(cloud.pid, 'SIGHUP');
      await until('the queue to move', () => chats.every((chat) => waiting(chat, roomId) < 3), patienceMs);
    }
    await until('everything to be read', () => chats.every((chat) => shown(chat, roomId).length >= 2 * messagesEach), patienceMs);

    const [ada = [], bea = []] = chats.map((chat) => shown(chat, roomId));
    expect(new Set(ada).size).toBe(2 * messagesEach);
    expect(ada).toHaveLength(2 * messagesEach);
    expect(bea).toEqual(ada);
    const metrics = await (await fetch(outputs.metricsUrl)).text();
    for (const fault of ['throttle', 'duplicate']) expect(metrics).toContain(`parley_faults_total{fault="${fault}"}`);
    expect(metrics).toContain('parley_simulated_latency 1');
  },
  4 * patienceMs,
);

const waiting = (chat: Chat, roomId: string): number => chat.getState().rooms[roomId]?.pending.length ?? 0;
const shown = (chat: Chat, roomId: string): string[] =>
  (chat.getState().rooms[roomId]?.window.items ?? []).map(({ senderId, seq, text }) => `${seq} ${senderId} ${text}`);
