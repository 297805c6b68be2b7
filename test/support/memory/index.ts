// A complete world in memory: every port, and a clock that stands still until it is moved.

import { fingerprint } from '../../../lambdas/adapters/fingerprint.ts';
import type { Ports, Readable } from '../../../lambdas/domain/deps.ts';
import { memoryBallots } from './ballots.ts';
import { memoryBans } from './bans.ts';
import { memoryBlocks } from './blocks.ts';
import { memoryConnections } from './connections.ts';
import { memoryDevices } from './devices.ts';
import { memoryEmoji } from './emoji.ts';
import { type MemoryFanoutQueue, memoryFanoutQueue } from './fanout-queue.ts';
import { memoryFollows } from './follows.ts';
import { type MemoryGateway, memoryGateway } from './gateway.ts';
import { memoryInvites } from './invites.ts';
import { memoryDrafts, memorySaved, memoryScheduled } from './keepsakes.ts';
import { type MemoryLogins, memoryLogins } from './logins.ts';
import { memoryMeasurements } from './measurements.ts';
import { memoryMemberships } from './memberships.ts';
import { memoryMessages } from './messages.ts';
import { type MemoryMeter, memoryMeter } from './meter.ts';
import { memoryPeople } from './people.ts';
import { type MemoryQueue, memoryQueue } from './persist-queue.ts';
import { type MemoryPreviewQueue, memoryPreviewQueue } from './preview-queue.ts';
import { memoryPumps } from './pumps.ts';
import { memoryReports } from './reports.ts';
import { memoryRooms } from './rooms.ts';

export interface World extends Ports, Readable {
  logins: MemoryLogins;
  messages: Readable['messages'];
  gateway: MemoryGateway;
  persistQueue: MemoryQueue;
  fanoutQueue: MemoryFanoutQueue;
  previewQueue: MemoryPreviewQueue;
  meter: MemoryMeter;
  /** What was reported. */
  readonly defects: readonly unknown[];
  /** Moves the clock, milliseconds. */
  pass(milliseconds: number): void;
}

/** Where the clock stands at first: 2026-11-01T00:00:00Z. */
export const BEGINNING = Date.UTC(2026, 10, 1);

export const memoryWorld = (): World => {
  let now = BEGINNING;
  const defects: unknown[] = [];
  const clock = () => now;
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const meter = memoryMeter(clock);
  return {
    rooms: memoryRooms(),
    memberships: memoryMemberships(),
    bans: memoryBans(),
    blocks: memoryBlocks(),
    reports: memoryReports(),
    invites: memoryInvites(),
    people: memoryPeople(),
    devices: memoryDevices(),
    logins: memoryLogins(),
    messages: memoryMessages(),
    ballots: memoryBallots(),
    connections: memoryConnections(clock),
    drafts: memoryDrafts(),
    emoji: memoryEmoji(),
    saved: memorySaved(),
    scheduled: memoryScheduled(),
    follows: memoryFollows(),
    pumps: memoryPumps(),
    persistQueue: memoryQueue(),
    fanoutQueue: memoryFanoutQueue(clock),
    previewQueue: memoryPreviewQueue(),
    pages: { read: async () => undefined },
    gateway: memoryGateway(),
    meter,
    measurements: memoryMeasurements(meter),
    clock,
    fingerprint,
    pause: async (milliseconds) => pass(milliseconds),
    report: (defect) => {
      defects.push(defect);
    },
    defects,
    pass,
    rate: { perSecond: 10, burst: 20 },
    websocketUrl: 'wss://chat.example/live',
  };
};
