// Parley's client: everything a program needs to take part, without a user interface.
export { type AccountCode, AccountError, type Accounts, type CodeQuestion, createAccounts, type Tokens } from './accounts.ts';
export {
  type Api,
  ApiError,
  createApi,
  type ListOptions,
  type PageEdge,
  type PageOptions,
  previewInvite,
  type ReportSubject,
  type Shown,
} from './api.ts';
export { type ChatOptions, createChat } from './chat.ts';
export type { Chat, Deployment, SendOptions } from './chat-api.ts';
export type { LogPage } from './frames.ts';
export type { KeptRecord, KeptStorage } from './kept.ts';
export { createMemoryStorage, type OutboxItem, type OutboxStorage } from './outbox.ts';
export {
  chosenBy,
  findMessage,
  followedThreads,
  hasBegun,
  isGuest,
  membersAfter,
  pollCounts,
  pollVoters,
  roomsByActivity,
  type Section,
  sectionsOf,
  seenBy,
  shownMessages,
  unreadInThreads,
  waiting,
} from './selectors.ts';
export { createSessionTokens, type SessionTokens, SignedOutError } from './session-tokens.ts';
export type { WebSocketConstructor, WebSocketLike } from './socket.ts';
export * from './state.ts';
export type { Tab, TabEvents, TabMessage, Tabs } from './tabs.ts';
export { inRoom, threadNow } from './threads.ts';
export { createTidings, type Newer } from './tidings.ts';
export { type Clock, type Random, realTimers, type Timers } from './timers.ts';
export { createUlids, type Ulids } from './ulid.ts';
export { isAtEnd, isLoaded } from './window.ts';
