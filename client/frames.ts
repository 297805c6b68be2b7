// Reading what the server sends, with patience: a newer server may send what this client does not know, and that must not stall a room.
import { type ArrangeRoom, EventsPage, Id, LogEvent, parse, Seq, ServerFrame } from '@parley/protocol';

/** Entries of a room's log: those this client knows, and the seqs of those it does not, which it goes past. */
export interface LogPart {
  roomId: string;
  events: LogEvent[];
  skipped: number[];
}

/** A frame that this client knows, with the events of S2 and S3 brought into one form. */
export type Incoming = { type: 'log'; parts: LogPart[] } | Exclude<ServerFrame, { type: 'event' | 'events' }>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads entries one by one, so that one of an unknown kind costs only itself. What is no entry at all is left out. */
const readEntries = (entries: readonly unknown[]): LogPart[] => {
  const parts = new Map<string, LogPart>();
  for (const entry of entries) {
    const roomId = parse(Id, isObject(entry) ? entry.roomId : undefined);
    const seq = parse(Seq, isObject(entry) ? entry.seq : undefined);
    if (!roomId.ok || !seq.ok) continue;
    const part = parts.get(roomId.value) ?? { roomId: roomId.value, events: [], skipped: [] };
    parts.set(roomId.value, part);
    const event = parse(LogEvent, entry);
    if (event.ok) part.events.push(event.value);
    else part.skipped.push(seq.value);
  }
  return [...parts.values()];
};

/** Reads a frame's text. Undefined: not a frame that this client knows; ignore it. */
export const readFrame = (text: string): Incoming | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  if (value.type === 'event') return { type: 'log', parts: readEntries([value]) };
  if (value.type === 'events') return { type: 'log', parts: Array.isArray(value.events) ? readEntries(value.events) : [] };
  // The gateway's own word for "the function behind me failed": it names no frame, and the same frame may be tried again.
  if (value.type === undefined && 'requestId' in value) return { type: 'error', code: 'unavailable', message: 'The server is busy.' };
  const frame = parse(ServerFrame, value);
  return frame.ok && frame.value.type !== 'event' && frame.value.type !== 'events' ? frame.value : undefined;
};

/** A page of a room's log (H11) with unknown kinds set aside; `size` is how many entries the server sent, `readSeq` my read mark there, `place` where I keep the room. */
export type LogPage = LogPart & {
  head: number;
  voids: number[];
  size: number;
  readSeq?: number | undefined;
  readTurn?: number | undefined;
  place?: ArrangeRoom | undefined;
};

/** Reads a page of the log (H11). Undefined: it is not one. */
export const readEventsPage = (roomId: string, body: unknown): LogPage | undefined => {
  if (!isObject(body) || !Array.isArray(body.items)) return undefined;
  const page = parse(EventsPage, { ...body, items: [] });
  if (!page.ok) return undefined;
  const part = readEntries(body.items).find((entries) => entries.roomId === roomId) ?? { roomId, events: [], skipped: [] };
  const { head, voids, readSeq, readTurn, favourite, section } = page.value;
  const place = favourite === undefined || section === undefined ? {} : { place: { favourite, section } };
  return { ...part, head, voids, size: body.items.length, readSeq, readTurn, ...place };
};

/** Pages of many rooms' logs (H11), each with whether there is more, and the rooms that I came into lately, as far as that was asked. */
export interface LogPages {
  pages: (LogPage & { more: boolean })[];
  joined: string[];
}

/** Reads the answer to a catch-up (H11). Undefined: it is not one. */
export const readCaughtUp = (body: unknown): LogPages | undefined => {
  if (!isObject(body) || !Array.isArray(body.rooms)) return undefined;
  const pages = body.rooms.filter(isObject).flatMap((entry) => {
    const roomId = parse(Id, entry.roomId);
    const page = roomId.ok ? readEventsPage(roomId.value, entry) : undefined;
    return page === undefined ? [] : [{ ...page, more: entry.more === true }];
  });
  const joined = (Array.isArray(body.joined) ? body.joined : []).flatMap((value) => {
    const roomId = parse(Id, value);
    return roomId.ok ? [roomId.value] : [];
  });
  return { pages, joined };
};
