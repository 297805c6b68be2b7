// Everything a domain function may be given. Each asks for what it needs: `Pick<Ports, 'rooms' | 'clock'>`.
import type {
  Ballots,
  Bans,
  Blocks,
  Clock,
  Connections,
  Devices,
  Drafts,
  Emojis,
  FanoutQueue,
  Fingerprint,
  Follows,
  Gateway,
  Invites,
  Log,
  Logins,
  Measurements,
  Memberships,
  Messages,
  Meter,
  Pages,
  People,
  PersistQueue,
  PreviewQueue,
  Pumps,
  Reports,
  Rooms,
  Saved,
  Scheduled,
} from './ports.ts';

export interface Ports {
  rooms: Rooms;
  memberships: Memberships;
  bans: Bans;
  blocks: Blocks;
  reports: Reports;
  invites: Invites;
  people: People;
  devices: Devices;
  logins: Logins;
  messages: Log;
  ballots: Ballots;
  connections: Connections;
  drafts: Drafts;
  emoji: Emojis;
  saved: Saved;
  scheduled: Scheduled;
  follows: Follows;
  pumps: Pumps;
  persistQueue: PersistQueue;
  previewQueue: PreviewQueue;
  pages: Pages;
  fanoutQueue: FanoutQueue;
  gateway: Gateway;
  meter: Meter;
  measurements: Measurements;
  clock: Clock;
  fingerprint: Fingerprint;
  /** Resolves after so many milliseconds. */
  pause: (milliseconds: number) => Promise<void>;
  /** Told of a defect that fails one item of a batch and not the batch, for the log. */
  report: (defect: unknown) => void;
  /** How fast a connection may speak in a room (R6). */
  rate: Rate;
  /** Where clients open their socket, `wss://…/stage`. */
  websocketUrl: string;
}

export interface Rate {
  /** Sustained frames a second. */
  perSecond: number;
  /** Frames that may come at once. */
  burst: number;
}

/** What puts people on rosters and takes them off. */
export type Seating = Pick<Ports, 'rooms' | 'memberships' | 'connections' | 'clock'>;

/** What sends a frame to connections. */
export type Delivery = Pick<Ports, 'connections' | 'gateway' | 'fanoutQueue' | 'meter' | 'clock'>;

/** What tells a user's rooms that they came or went. */
export type Announcing = Delivery & Pick<Ports, 'rooms'>;

/** What reads history besides: the hot path does not. */
export interface Readable {
  messages: Messages;
}

/** What appends to a room's log and delivers it. */
export type Appending = Announcing & Pick<Ports, 'messages' | 'ballots' | 'persistQueue'>;
