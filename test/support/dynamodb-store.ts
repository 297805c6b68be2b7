// The ports on DynamoDB's engine, each test file with an engine of its own.

import { openBallots } from '../../lambdas/adapters/dynamodb/ballots.ts';
import { openBans } from '../../lambdas/adapters/dynamodb/bans.ts';
import { openBlocks } from '../../lambdas/adapters/dynamodb/blocks.ts';
import { openDynamoDb as openClient } from '../../lambdas/adapters/dynamodb/client.ts';
import { openConnections } from '../../lambdas/adapters/dynamodb/connections.ts';
import { openDevices } from '../../lambdas/adapters/dynamodb/devices.ts';
import { openDrafts } from '../../lambdas/adapters/dynamodb/drafts.ts';
import { openEmoji } from '../../lambdas/adapters/dynamodb/emoji.ts';
import { openFollows } from '../../lambdas/adapters/dynamodb/follows.ts';
import { openInvites } from '../../lambdas/adapters/dynamodb/invites.ts';
import { openMemberships } from '../../lambdas/adapters/dynamodb/memberships.ts';
import { openMessages } from '../../lambdas/adapters/dynamodb/messages.ts';
import { openPeople } from '../../lambdas/adapters/dynamodb/people.ts';
import { openPumps } from '../../lambdas/adapters/dynamodb/pumps.ts';
import { openReports } from '../../lambdas/adapters/dynamodb/reports.ts';
import { openRooms } from '../../lambdas/adapters/dynamodb/rooms.ts';
import { openSaved } from '../../lambdas/adapters/dynamodb/saved.ts';
import { openScheduled } from '../../lambdas/adapters/dynamodb/scheduled.ts';
import { openTable } from '../../lambdas/adapters/dynamodb/table.ts';
import type { Ports, Readable } from '../../lambdas/domain/deps.ts';
import { openDynamoDb as openEngine } from '../../local/engines/dynamodb.ts';
import { type AwsServer, platform, startAwsServer } from './aws-server.ts';
import { AT } from './builders.ts';
import { tables } from './tables.ts';

/** What a contract needs of an implementation: the ports that store, and a clock that stands still until it is moved. */
export interface Store
  extends Readable,
    Pick<
      Ports,
      | 'rooms'
      | 'memberships'
      | 'ballots'
      | 'bans'
      | 'blocks'
      | 'reports'
      | 'invites'
      | 'people'
      | 'devices'
      | 'connections'
      | 'pumps'
      | 'drafts'
      | 'emoji'
      | 'saved'
      | 'scheduled'
      | 'follows'
      | 'clock'
    > {
  pass(milliseconds: number): void;
  close(): Promise<void>;
}

export interface DynamoDbStore extends Store {
  server: AwsServer;
}

export const openDynamoDbStore = async (): Promise<DynamoDbStore> => {
  let now = AT;
  const clock = () => now;
  // What expires is for the sweeper to find: the engine would take it away on a slow machine.
  const engine = await openEngine({ inMemory: true, clock, expiryIntervalMs: 3_600_000 });
  for (const table of tables) await engine.createTable(table);
  const server = await startAwsServer('dynamodb', engine);
  const client = openClient(platform, server.endpoint);
  const directory = openTable(client, 'Directory');
  return {
    rooms: openRooms(directory),
    memberships: openMemberships(directory),
    bans: openBans(directory),
    blocks: openBlocks(directory),
    reports: openReports(directory),
    invites: openInvites(directory),
    people: openPeople(directory),
    devices: openDevices(directory),
    messages: openMessages(openTable(client, 'Messages')),
    ballots: openBallots(openTable(client, 'Messages')),
    connections: openConnections(openTable(client, 'Connections'), clock),
    drafts: openDrafts(directory),
    emoji: openEmoji(directory),
    saved: openSaved(directory),
    scheduled: openScheduled(directory),
    follows: openFollows(directory),
    pumps: openPumps(openTable(client, 'Connections')),
    clock,
    pass: (milliseconds) => {
      now += milliseconds;
    },
    server,
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
};
