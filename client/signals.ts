// What is sent without an answer: read marks (C3) and typing (C4). Nothing waits in an outbox; what is stale is not worth sending.
import type { SignalCommand } from '@parley/protocol';
import type { Clock, Timers } from './timers.ts';
import type { ReadMark } from './unread.ts';

/** How often at most a room's read mark is sent, milliseconds. */
const READ_EVERY_MS = 1_000;
/** How often at most "I am typing" is repeated, milliseconds; it stands for 6 s. */
const TYPING_EVERY_MS = 3_000;

export interface Signals {
  /** Sends the room's read mark, the last one of a second. */
  read(roomId: string, mark: ReadMark): void;
  typing(roomId: string, on: boolean): void;
  /** Forgets what is under way: the socket is gone. */
  reset(): void;
}

export const createSignals = (deps: { send(command: SignalCommand): void; nextId(): string; clock: Clock; timers: Timers }): Signals => {
  const reads = new Map<string, { waiting?: ReadMark; cancel: () => void }>();
  const typedAt = new Map<string, number>();

  const sendRead = (roomId: string, { seq, turn }: ReadMark) => {
    deps.send({ action: 'read', id: deps.nextId(), roomId, seq, ...(turn > 0 && { turn }) });
    const cancel = deps.timers.after(READ_EVERY_MS, () => {
      const waiting = reads.get(roomId)?.waiting;
      reads.delete(roomId);
      if (waiting !== undefined) sendRead(roomId, waiting);
    });
    reads.set(roomId, { cancel });
  };

  const sendTyping = (roomId: string, on: boolean) => deps.send({ action: 'typing', id: deps.nextId(), roomId, on });

  return {
    read(roomId, mark) {
      const pending = reads.get(roomId);
      if (pending === undefined) sendRead(roomId, mark);
      else pending.waiting = mark;
    },
    typing(roomId, on) {
      const last = typedAt.get(roomId);
      if (!on) {
        if (typedAt.delete(roomId)) sendTyping(roomId, false);
      } else if (last === undefined || deps.clock() - last >= TYPING_EVERY_MS) {
        typedAt.set(roomId, deps.clock());
        sendTyping(roomId, true);
      }
    },
    reset() {
      for (const { cancel } of reads.values()) cancel();
      reads.clear();
      typedAt.clear();
    },
  };
};
