import type {
  ArrangeRoom,
  CreateRoom,
  JoinedRoom,
  KeepsakeFrame,
  Me,
  Member,
  Person,
  ReportsFrame,
  Role,
  Room,
  Send,
  UpdateMe,
  UpdateRoom,
} from '@parley/protocol';
import type { ChatState } from './state.ts';

/** Where a deployment is: the content of the site's `config.json`. */
export interface Deployment {
  /** Base of the HTTP API, without `/v1`. */
  httpUrl: string;
  websocketUrl: string;
  region: string;
  userPoolId: string;
  userPoolClientId: string;
  /** Base of Cognito's API for this region, `https://cognito-idp.<region>.amazonaws.com`. */
  cognitoEndpoint: string;
}

/** What of a message is not its text; only what is given. */
export type SendOptions = Partial<Omit<Send, 'action' | 'id' | 'roomId' | 'text'>>;

/**
 * One signed-in person's live view of Parley. Everything it knows is in `getState()`, a new object after every change; commands return at
 * once and show their effect there. Commands that need an answer from the server return a promise and reject with `ApiError`.
 */
export interface Chat {
  getState(): ChatState;
  /** Calls back after every change of state, at most once a task. Gives the function that ends it. */
  subscribe(listener: () => void): () => void;

  /** [S30] Calls back when another device has changed what I keep for myself. Gives the function that ends it. */
  onKeepsake(listener: (frame: KeepsakeFrame) => void): () => void;

  /** [S63] Calls back when what is reported in a room that I moderate has changed. Gives the function that ends it. */
  onReports(listener: (frame: ReportsFrame) => void): () => void;

  /** Loads the outbox, opens the session and the socket, and keeps them open. Safe to call twice. */
  start(): void;
  /** Stores at once what is kept for the next run: the program may be about to go. */
  keep(): Promise<void>;
  /** Closes the socket and stops every timer. What waits in the outbox stays there for the next start. */
  stop(): Promise<void>;
  /** Tells of the network or the page coming back: reconnects at once instead of waiting for the back-off. */
  wake(): void;
  /** Tells that the network may be another one: tries at once if it waits to, though no faster than `Connection.hurry` does. */
  networkChanged(): void;
  /** Tells that the device has lost its network, or has it again. */
  setNetwork(online: boolean): void;

  /** Shows a room: loads its messages around the first unread one, puts the divider there. `undefined` shows none. */
  openRoom(roomId: string | undefined): void;
  /** Loads a page of older messages, if there are any. Resolves when they are in the state. One fetch at a time. */
  loadOlder(roomId: string): Promise<void>;
  /** Loads a page of newer messages, where the window does not reach the log's end. */
  loadNewer(roomId: string): Promise<void>;
  /** Whoever has the room on screen is at its end: most of a long window is forgotten, so that a room may stay open for weeks. Cheap. */
  stayAtEnd(roomId: string): void;
  /** Replaces the window by the newest page. */
  jumpToLatest(roomId: string): Promise<void>;
  /** Replaces the window by the page around `seq`. */
  jumpTo(roomId: string, seq: number): Promise<void>;

  /** Takes people into the state that a list has shown. */
  meet(people: readonly (Person | Member)[]): void;
  /** Has people fetched that are shown and not known yet. */
  see(userIds: readonly string[]): void;
  /** [C21] Shows a thread beside its room: loads it, and keeps it as the log goes on. `undefined` shows none. */
  openThread(roomId: string, root: number | undefined): void;
  /** Loads a page of older replies of the thread on screen, or tries again what failed. */
  loadThread(roomId: string): Promise<void>;
  /** [H34] Follows a thread from here on, or does so no more. */
  followThread(roomId: string, root: number, following: boolean): Promise<void>;
  /** [H35] A thread that I follow, or that mentions me, has been read up to `seq`. Moves forward only. */
  readThread(roomId: string, root: number, seq: number): void;
  /** [H35] Every thread has been read. */
  readAllThreads(): void;
  /** Queues a message: it is in the room's `pending` at once, leaves when the socket allows, and survives a reload. Gives its id. */
  send(roomId: string, text: string, options?: SendOptions): string;
  /** Sends a failed message again, under the same id. */
  retry(roomId: string, id: string): void;
  /** Forgets a failed message. */
  discard(roomId: string, id: string): void;
  /** Edits one's own message, or deletes it, or as a moderator anyone's; shown at once, taken back if the server refuses. */
  edit(roomId: string, seq: number, text: string): void;
  /** Edits a message that is still in the room's `pending`: shows at once, follows the message into the log, and survives a reload as it does. */
  editPending(roomId: string, id: string, text: string): void;
  remove(roomId: string, seq: number): void;
  /** Puts a reaction on a message or takes it away. */
  react(roomId: string, seq: number, emoji: string, on: boolean): void;
  /** [C30] Pins a message for everyone in the room, or takes the pin away. */
  pin(roomId: string, seq: number, on: boolean): void;
  /** [H70] Adds an emoji of this name; `image` is a PNG, GIF or WebP in base64. */
  addEmoji(name: string, image: string): Promise<void>;
  /** [H70] */
  removeEmoji(name: string): Promise<void>;
  /** [H70] A `:name:` is shown that I do not know: it may have been added by somebody with whom I share no room. Asks, once in a while. */
  missEmoji(name: string): void;
  /** [C31] Chooses these answers of a poll, by their place, in the stead of those chosen before. */
  vote(roomId: string, seq: number, choices: readonly number[]): void;
  /** [C31] Closes one's own poll. */
  closePoll(roomId: string, seq: number): void;
  /** Everything up to `seq` has been read. Moves forward only. `looking`: because it is on screen, which counts for nothing in a room marked unread. */
  markRead(roomId: string, seq: number, options?: { looking?: boolean }): void;
  /** [H36] The message at `seq` and what follows is unread, on all of my devices, until the room is opened again or marked read. */
  markUnread(roomId: string, seq: number): Promise<void>;
  /** I am typing. Repeats itself no faster than every 3 s; `false` stops at once. */
  setTyping(roomId: string, on: boolean): void;
  /** Whether somebody looks at this device: others see me as away while nobody looks at any of mine. Default: somebody does. */
  setActive(active: boolean): void;

  createRoom(room: CreateRoom): Promise<JoinedRoom>;
  updateRoom(roomId: string, changes: UpdateRoom): Promise<Room>;
  archiveRoom(roomId: string): Promise<void>;
  restoreRoom(roomId: string): Promise<void>;
  /** Takes back that I have left, for `limits.returnMs` after it. */
  returnToRoom(roomId: string): Promise<JoinedRoom>;
  /** Keeps a room elsewhere in my list; shown at once, taken back if the server refuses. */
  arrangeRoom(roomId: string, place: ArrangeRoom): Promise<void>;
  acceptInvite(code: string): Promise<JoinedRoom>;
  joinRoom(roomId: string): Promise<JoinedRoom>;
  leaveRoom(roomId: string): Promise<void>;
  openDirect(userIds: string[]): Promise<JoinedRoom>;
  putMember(roomId: string, userId: string, role: Role): Promise<void>;
  removeMember(roomId: string, userId: string): Promise<void>;
  updateMe(changes: UpdateMe): Promise<Me>;
  /** [H61] Folds away what somebody says, and lets them learn nothing of me; or ends that. */
  block(userId: string, on: boolean): Promise<void>;
}
