// After a run: what the server holds, and whether what the devices show is that.

import { setTimeout as delay } from 'node:timers/promises';
import { limits, type Message } from '@parley/protocol';
import type { Device } from './device.ts';
import type { Ledger, RoomHistory } from './ledger.ts';
import type { Actor } from './people.ts';

const TRIES = 10;
const RETRY_MS = 200;
/** How long what is acknowledged may take to be in the history. */
const PERSISTED_MS = 60_000;

/** Under faults a call may fail; what is asked for here is there all the same. */
const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === TRIES) throw error;
      await delay(RETRY_MS);
    }
  }
};

const readLog = async ({ api }: Actor, roomId: string): Promise<RoomHistory> => {
  const history: RoomHistory = { head: 0, entries: [], voids: [] };
  for (let after = 0, size: number = limits.eventsPage; size > 0; ) {
    const page = await patiently(() => api.events(roomId, after, limits.eventsPage));
    history.entries.push(...page.events.map(({ seq, id }) => ({ seq, id })));
    history.voids.push(...page.voids);
    history.head = page.head;
    size = page.size;
    after = page.events.at(-1)?.seq ?? after;
  }
  return { ...history, voids: [...new Set(history.voids)] };
};

/** The room's log, once everything up to its head is in it, or as it stands after a minute. */
export const readHistory = async (actor: Actor, roomId: string): Promise<RoomHistory> => {
  const deadline = Date.now() + PERSISTED_MS;
  for (;;) {
    const history = await readLog(actor, roomId);
    if (history.entries.length + history.voids.length >= history.head || Date.now() > deadline) return history;
    await delay(RETRY_MS);
  }
};

/** What people see of a message. Who reacted in the same moment has no order that matters. */
const likeness = ({ id, text, editedSeq = 0, deletedAt, reactions = [] }: Message): string =>
  JSON.stringify([
    id,
    text,
    editedSeq,
    deletedAt !== undefined,
    reactions.map(({ emoji, userIds }) => [emoji, ...userIds.toSorted()]).sort(),
  ]);

const readMessages = async ({ api }: Actor, roomId: string): Promise<Map<number, string>> => {
  const found = new Map<number, string>();
  for (let after = 0; ; ) {
    const page = await patiently(() => api.messages(roomId, { after }, limits.messagesPage));
    for (const message of page.items) found.set(message.seq, likeness(message));
    if (page.to <= after) return found;
    after = page.to;
  }
};

/** Compares what each device has on screen with a fresh fetch (H10), and notes what differs. */
export const compareScreens = async (devices: readonly Device[], ledger: Ledger): Promise<void> => {
  const stored = new Map<string, Map<number, string>>();
  for (const { name, actor, chat, openRoomId: roomId } of devices) {
    const messages = stored.get(roomId) ?? (await readMessages(actor, roomId));
    stored.set(roomId, messages);
    for (const message of chat.getState().rooms[roomId]?.window.items ?? []) {
      const [shown, fresh] = [likeness(message), messages.get(message.seq)];
      if (shown !== fresh) ledger.stale.push({ roomId, detail: `${message.seq} on ${name}: ${shown}, not ${fresh}` });
    }
  }
};

/** Somebody who is not in the room asks for its log, which for them does not exist [H16]; notes what they get. */
export const askAsStrangers = async (actors: readonly Actor[], ledger: Ledger): Promise<void> => {
  for (const [roomId, members] of Object.entries(ledger.members)) {
    const stranger = actors.find(({ name }) => !members.includes(name));
    const page = await stranger?.api.events(roomId, 0, 1).catch(() => undefined);
    if (stranger !== undefined && page !== undefined)
      ledger.received[stranger.name] = { ...ledger.received[stranger.name], [roomId]: page.size };
  }
};
