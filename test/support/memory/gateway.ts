import { ServerFrame } from '@parley/protocol';
import { openEndedConnections } from '../../../lambdas/adapters/ended-connections.ts';
import type { Gateway } from '../../../lambdas/domain/ports.ts';

export interface MemoryGateway extends Gateway {
  /** What was delivered to the connection, parsed by the protocol. */
  framesTo(connectionId: string): ServerFrame[];
  /** Every attempt to send, delivered or not. */
  readonly posts: readonly string[];
  /** Connections that are gone. */
  readonly gone: Set<string>;
  /** Connections that cannot be reached now. */
  readonly failing: Set<string>;
  /** Connections that were closed from our side. */
  readonly disconnected: Set<string>;
  /** What `load` says. */
  pressure: number;
  /** Forgets what was delivered so far. */
  clear(): void;
}

export const memoryGateway = (): MemoryGateway => {
  const delivered: { connectionId: string; frame: string }[] = [];
  const posts: string[] = [];
  const gone = new Set<string>();
  const failing = new Set<string>();
  const disconnected = new Set<string>();
  const memory: MemoryGateway = {
    ...openEndedConnections(),
    pressure: 0,
    load: () => memory.pressure,
    posts,
    gone,
    failing,
    disconnected,
    framesTo: (connectionId) =>
      delivered.filter((post) => post.connectionId === connectionId).map(({ frame }) => ServerFrame.parse(JSON.parse(frame))),
    clear: () => {
      delivered.length = 0;
      posts.length = 0;
    },
    post: async (connectionId, frame) => {
      posts.push(connectionId);
      if (gone.has(connectionId) || disconnected.has(connectionId)) return 'gone';
      if (failing.has(connectionId)) return 'failed';
      delivered.push({ connectionId, frame });
      return 'delivered';
    },
    disconnect: async (connectionId) => {
      disconnected.add(connectionId);
    },
  };
  return memory;
};
