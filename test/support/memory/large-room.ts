// A room whose roster is divided, and what its connections got.
import type { LogEvent } from '@parley/protocol';
import { aMessage } from '../builders.ts';
import type { World } from './index.ts';
import { stage } from './stage.ts';

/** Puts so many strangers' connections, `c0`, `c1`, …, on the room's roster. Gives their ids. */
export const seatStrangers = async (world: World, roomId: string, count: number, shards: number): Promise<string[]> => {
  const connectionIds = Array.from({ length: count }, (_, index) => `c${index}`);
  for (const connectionId of connectionIds) {
    const connection = { connectionId, userId: `user-${connectionId}`, connectedAt: 0, expiresAt: world.clock() + 3_600_000 };
    await world.connections.open(connection);
    await world.connections.seat(connection, [{ roomId, role: 'member', shards }]);
  }
  return connectionIds;
};

/** Divides a room into so many shards, and has whoever comes sit in all of them. */
export const divideInto = async (world: World, roomId: string, shards: number): Promise<void> => {
  const from = (await world.rooms.shardsOf([roomId])).get(roomId);
  if (from !== undefined) await world.rooms.divide(roomId, from, { shards, seats: shards, dividedAt: world.clock() });
};

/** A room of so many shards, with ada's phone and 20 strangers' connections; its log begins with a void. */
export const largeRoom = async (shards: number) => {
  const { world, roomId } = await stage('ada');
  await divideInto(world, roomId, shards);
  const { seq } = await world.rooms.number(roomId, world.clock());
  await world.messages.append([{ kind: 'void', roomId, seq, sentAt: 0 }]);
  const connectionIds = await seatStrangers(world, roomId, 20, shards);
  /** Puts an event into the log, as `send` does before it rings. */
  const log = async (at: number, changes: Partial<LogEvent & { except: string }> = {}) =>
    world.messages.append([{ ...aMessage({ roomId, seq: at, sentAt: world.clock() }), ...changes } as LogEvent]);
  return { world, roomId, connectionIds, log };
};

/** The seqs that came to a connection, frame by frame; those of voids are negative. */
export const framesTo = (world: World, connectionId: string): number[][] =>
  world.gateway.framesTo(connectionId).map((frame) => {
    if (frame.type === 'event') return [frame.seq];
    if (frame.type === 'events') return frame.events.map(({ seq }) => seq);
    return frame.type === 'void' ? frame.seqs.map((seq) => -seq) : [];
  });
