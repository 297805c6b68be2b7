// Thousands of sockets in one room, in processes of their own, so that listening does not hold up what is measured.
import { startChild } from './child.ts';
import { merge, type View } from './view.ts';

export type Question =
  | { ask: 'open'; url: string; room: string; tokens: string[]; atOnce: number }
  | { ask: 'look'; from: number }
  | { ask: 'view'; upTo: number };

export interface Crowd {
  /** Opens a socket with each token, `atOnce` at a time. One that cannot be opened after five tries is left out. */
  open(sockets: { url: string; room: string; tokens: readonly string[]; atOnce: number }): Promise<void>;
  /** Forgets what was seen: from now on events above `seq` count. */
  look(seq: number): Promise<void>;
  /** What has been seen of the events up to `seq`. */
  view(seq: number): Promise<View>;
  /** Ends the processes, and the sockets with them. */
  close(): Promise<void>;
}

/** Starts the processes; no socket is open yet. */
export const gatherCrowd = (processes: number): Crowd => {
  const members = Array.from({ length: processes }, () => startChild<Question, View>('crowd-process.ts'));
  const askAll = async (questionOf: (index: number) => Question): Promise<View> =>
    merge(await Promise.all(members.map((member, index) => member.ask(questionOf(index)))));
  return {
    async open({ tokens, atOnce, ...sockets }) {
      const share = (index: number) => tokens.filter((_, place) => place % processes === index);
      await askAll((index) => ({ ask: 'open', ...sockets, tokens: share(index), atOnce: Math.ceil(atOnce / processes) }));
    },
    look: async (from) => {
      await askAll(() => ({ ask: 'look', from }));
    },
    view: (upTo) => askAll(() => ({ ask: 'view', upTo })),
    close: async () => {
      await Promise.all(members.map((member) => member.kill()));
    },
  };
};
