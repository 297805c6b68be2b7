// What the tabs of one browser say to each other, when the same account is signed in in all of them (0044).
import type { SignalCommand } from '@parley/protocol';
import type { Incoming } from './frames.ts';
import type { OutboxItem } from './outbox.ts';
import type { ConnectionState } from './state.ts';

/** What somebody did in one tab, and every tab should know. */
export type SharedChange =
  /** Sent by the leader; a read mark counts in every tab. */
  | { kind: 'signal'; command: SignalCommand }
  /** In the common outbox, as of now; stored before it is told. */
  | { kind: 'queued'; item: OutboxItem }
  /** A change that was refused, and is in the outbox no longer. */
  | { kind: 'refused'; item: OutboxItem }
  /** No longer in the common outbox: it is in the log, or its author discarded it. Removed before it is told. */
  | { kind: 'removed'; roomId: string; id: string };

export type TabMessage =
  | SharedChange
  /** Who leads, and how is the socket? */
  | { kind: 'ask' }
  /** The leader's answer, also given at every change. `socket` is another one after every loss: who sees it change has missed something. */
  | { kind: 'lead'; connection: ConnectionState; socket: string }
  /** What came over the leader's socket. */
  | { kind: 'frame'; frame: Incoming }
  /** Somebody is back at one of the tabs: see `Connection.wake`. */
  | { kind: 'wake' };

export interface TabEvents {
  received(message: TabMessage): void;
  /** This tab leads. */
  elected(): void;
  /** It leads no more: another tab has taken the lead, or the page is about to be frozen. It goes on standing for the lead. */
  deposed(): void;
  /** The page was frozen: what other tabs said meanwhile may be lost. */
  resumed(): void;
}

/** One tab among the others. */
export interface Tab {
  /** Reaches every other tab that listens, in order, and not this one. */
  post(message: TabMessage): void;
  /** Takes the lead from a leader that does not answer. */
  seize(): void;
  /** Stops standing and listening; another tab may lead. */
  leave(): void;
}

/**
 * The tabs of one browser and one account. At most one of those that have joined leads; when it goes, however it goes, the one that has
 * waited longest follows.
 */
export interface Tabs {
  join(events: TabEvents): Tab;
}
