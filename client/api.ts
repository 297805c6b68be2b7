import {
  AccountExport,
  Activity,
  type ActivitySpan,
  type ArrangeRoom,
  Bans,
  Blocks,
  Cases,
  type CreateInvite,
  type CreateRoom,
  CustomEmoji,
  CustomEmojis,
  Devices,
  Draft,
  Drafts,
  Edits,
  EmojiImages,
  type ErrorCode,
  FollowedThread,
  FollowedThreads,
  Invite,
  InvitePreview,
  Invites,
  JoinedRoom,
  Me,
  Members,
  Membership,
  MessagesExport,
  MessagesPage,
  Moment,
  People,
  Pins,
  Presences,
  Problem,
  Profile,
  type PutReport,
  type PutSaved,
  type PutScheduled,
  parse,
  type ReadThreads,
  Receipts,
  type Role,
  Room,
  Rooms,
  Saved,
  SavedList,
  Scheduled,
  ScheduledList,
  Session,
  Thread,
  UnreadCount,
  type UpdateMe,
  type UpdateRoom,
} from '@parley/protocol';
import { AccountError } from './accounts.ts';
import { backoff } from './backoff.ts';
import { type LogPage, type LogPages, readCaughtUp, readEventsPage } from './frames.ts';
import { type SessionTokens, SignedOutError } from './session-tokens.ts';
import type { Failure } from './state.ts';
import { type Random, realTimers, type Timers } from './timers.ts';

/** A call that the server refused, or that did not reach it (`unavailable`, status 0). `message` is for people. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Names the request in the server's log, where there was an answer. */
  readonly requestId: string | undefined;
  /** When the same call may be tried again, milliseconds from now, where the server said. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: {
    code: ErrorCode;
    status: number;
    message: string;
    requestId?: string | undefined;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    super(problem.message, { cause: problem.cause });
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status;
    this.requestId = problem.requestId;
    this.retryAfterMs = problem.retryAfterMs;
  }
}

/** The same may be asked again, and may get an answer then: neither the server nor Cognito could be reached, or the server failed. */
export const isPassing = (error: unknown): boolean =>
  error instanceof AccountError || (error instanceof ApiError && (error.status === 0 || error.status >= 500));

/** What to keep of why a call failed; `otherwise` where it was no answer of the server's. */
export const failureOf = (error: unknown, otherwise: string): Failure =>
  error instanceof ApiError ? { code: error.code, message: error.message } : { code: 'internal', message: otherwise };

export interface PageOptions {
  limit?: number;
  cursor?: string;
}

export interface ListOptions extends PageOptions {
  query?: string;
}

/** Where a page of messages lies: below, above or around a seq; none of them means the newest. */
export type PageEdge = { before: number } | { after: number } | { around: number } | Record<never, never>;

/** How far rooms are shown: at most `limits.catchUpRooms` of them. */
export type Shown = readonly { roomId: string; seq: number }[];

/** What is reported: a message, or a person. */
export type ReportSubject = { seq: number } | { userId: string };

/**
 * The HTTP API, rule by rule. Every call rejects with `ApiError`, or with `SignedOutError` once the sign-in has ended. Calls that only read are
 * tried up to three times when the server or the network fails.
 */
export interface Api {
  /** [H1] `shown`: how far rooms are shown already. */
  session(shown?: Shown): Promise<Session>;
  /** [H2] */
  me(): Promise<Me>;
  updateMe(changes: UpdateMe): Promise<Me>;
  /** [H53] Deletes my account. Idempotent. */
  deleteAccount(): Promise<void>;
  /** [H54] What is kept of me; and a page of what I said, until one comes without a cursor. */
  exportAccount(): Promise<AccountExport>;
  exportMessages(cursor?: string): Promise<MessagesExport>;
  /** [H15] For those who run the deployment; others are refused with `forbidden`. */
  activity(over: ActivitySpan): Promise<Activity>;
  /** [H51] At most 100 people; those who are not here are left out. */
  presence(userIds: readonly string[]): Promise<Presences>;
  /** [H52] Where I am signed in; ends one of these sign-ins, or all but this one. */
  devices(): Promise<Devices>;
  signOutDevice(deviceId: string): Promise<void>;
  signOutOtherDevices(): Promise<void>;
  /** [H3] */
  people(options?: ListOptions): Promise<People>;
  person(userId: string): Promise<Profile>;
  /** [H4] */
  createRoom(room: CreateRoom): Promise<JoinedRoom>;
  /** [H5] */
  browseRooms(options?: ListOptions): Promise<Rooms>;
  room(roomId: string): Promise<Room>;
  updateRoom(roomId: string, changes: UpdateRoom): Promise<Room>;
  archiveRoom(roomId: string): Promise<void>;
  /** [H6] */
  joinRoom(roomId: string): Promise<JoinedRoom>;
  leaveRoom(roomId: string): Promise<void>;
  /** [H23] */
  restoreRoom(roomId: string): Promise<Room>;
  /** [H24] */
  returnToRoom(roomId: string): Promise<JoinedRoom>;
  /** [H25] */
  arrangeRoom(roomId: string, place: ArrangeRoom): Promise<Membership>;
  /** [H8] */
  createInvite(roomId: string, invite: CreateInvite): Promise<Invite>;
  invites(roomId: string, options?: ListOptions): Promise<Invites>;
  revokeInvite(roomId: string, code: string): Promise<void>;
  acceptInvite(code: string): Promise<JoinedRoom>;
  /** [H21] */
  bans(roomId: string, options?: ListOptions): Promise<Bans>;
  banPerson(roomId: string, userId: string): Promise<void>;
  liftBan(roomId: string, userId: string): Promise<void>;
  /** [H22] 0 minutes let the member speak again. */
  muteMember(roomId: string, userId: string, minutes: number): Promise<void>;
  /** [H7] */
  members(roomId: string, options?: ListOptions): Promise<Members>;
  putMember(roomId: string, userId: string, role: Role): Promise<void>;
  removeMember(roomId: string, userId: string): Promise<void>;
  /** [H61] Whom I have blocked, the newest first. */
  blocks(): Promise<Blocks>;
  /** [H61] Blocks a person, or lifts that. Idempotent. */
  block(userId: string, on: boolean): Promise<void>;
  /** [H62] What is reported in a room that I moderate, and waits. */
  reports(roomId: string, options?: PageOptions): Promise<Cases>;
  /** [H62] Reports a message or a member to the room's moderators. Idempotent; tried up to three times. */
  report(roomId: string, subject: ReportSubject, report: PutReport): Promise<void>;
  /** [H62] Closes a case. Idempotent. */
  closeReport(roomId: string, subject: ReportSubject): Promise<void>;
  /** [H60] How far the others in a small room have read. */
  receipts(roomId: string): Promise<Receipts>;
  /** [H9] */
  openDirect(userIds: string[]): Promise<JoinedRoom>;
  /** [H10] */
  messages(roomId: string, edge: PageEdge, limit?: number): Promise<MessagesPage>;
  /** [H41] */
  drafts(): Promise<Drafts>;
  putDraft(roomId: string, text: string): Promise<Draft>;
  removeDraft(roomId: string): Promise<void>;
  /** [H42] */
  saved(): Promise<SavedList>;
  putSaved(roomId: string, seq: number, reminder?: PutSaved): Promise<Saved>;
  removeSaved(roomId: string, seq: number): Promise<void>;
  /** [H43] `id` is a ULID: the message's own, when it is sent. */
  scheduled(): Promise<ScheduledList>;
  putScheduled(id: string, message: PutScheduled): Promise<Scheduled>;
  cancelScheduled(id: string): Promise<void>;
  /** [H36] What I have not read in a room, counted anew. */
  unread(roomId: string): Promise<UnreadCount>;
  /** [H36] The message at `seq` and what follows is unread. */
  markUnread(roomId: string, seq: number): Promise<UnreadCount>;
  /** [H33] The threads that I follow, or do not want to. */
  threads(): Promise<FollowedThreads>;
  /** [H34] */
  followThread(roomId: string, root: number, following: boolean): Promise<FollowedThread>;
  /** [H35] At most `limits.followedThreads`. Idempotent. */
  readThreads(threads: ReadThreads['threads']): Promise<void>;
  /** [H40] */
  pins(roomId: string, options?: PageOptions): Promise<Pins>;
  /** [H70] All custom emoji there are. */
  emoji(): Promise<CustomEmojis>;
  /** [H70] `image` is base64. Rejects with `conflict` where the name is taken. */
  addEmoji(name: string, image: string): Promise<CustomEmoji>;
  /** [H70] Idempotent. */
  removeEmoji(name: string): Promise<void>;
  /** [H71] The pictures of at most `limits.emojiImages` custom emoji. */
  emojiImages(ids: readonly string[]): Promise<EmojiImages>;
  /** [H31] */
  edits(roomId: string, seq: number): Promise<Edits>;
  /** [H32] */
  moment(roomId: string, at: number): Promise<Moment>;
  /** [H30] */
  thread(roomId: string, root: number, options?: { before?: number; limit?: number }): Promise<Thread>;
  /** [H11] */
  events(roomId: string, after: number, limit: number, signal?: AbortSignal): Promise<LogPage>;
  /** [H11] Of many rooms, those that I may see, and whether there is more of each. `since`: the rooms as well that I have come into since then. */
  catchUp(shown: Shown, options?: { since?: number | undefined; signal?: AbortSignal }): Promise<LogPages>;
}

const TIMEOUT_MS = 15_000;
const TRIES = 3;

const OFFLINE = 'The server cannot be reached. Check the network and try again.';
const UNREADABLE = 'The server gave an answer that this app does not understand. Reload, or try again later.';

const codeOfStatus = (status: number): ErrorCode => {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'unavailable' : 'bad_request';
};

/** A refusal in the server's form, or in that of whatever stands before it (a gateway, a proxy). */
const refusal = (status: number, body: unknown): ApiError => {
  const problem = parse(Problem, body);
  if (!problem.ok) return new ApiError({ code: codeOfStatus(status), status, message: `The server refused this (${status}).` });
  const { code, detail, title, requestId, retryAfterMs } = problem.value;
  return new ApiError({ code, status, message: detail === '' ? title : detail, requestId, retryAfterMs });
};

const query = (values: Record<string, string | number | undefined>): string => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== '') given.set(name, String(value));
  return given.size === 0 ? '' : `?${given}`;
};

const readJson = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

interface CallOptions {
  body?: unknown;
  /** Of a call that is tried again. Default: GET, or POST with a body. */
  method?: Method;
  /** Calls it off. */
  signal?: AbortSignal | undefined;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const createApi = (deps: {
  /** Base of the HTTP API, without `/v1`. */
  httpUrl: string;
  tokens: Pick<SessionTokens, 'accessToken' | 'reject'> & Partial<Pick<SessionTokens, 'signOut'>>;
  fetch?: typeof fetch;
  timers?: Timers;
  random?: Random;
}): Api => {
  const { tokens, fetch = globalThis.fetch, timers = realTimers, random = Math.random } = deps;
  const base = `${deps.httpUrl.replace(/\/$/, '')}/v1`;

  const exchange = async (method: Method, path: string, accessToken: string, { body, signal }: CallOptions) => {
    const abort = new AbortController();
    const cancelTimeout = timers.after(TIMEOUT_MS, () => abort.abort());
    try {
      const response = await fetch(base + path, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal === undefined ? abort.signal : AbortSignal.any([abort.signal, signal]),
      });
      return { status: response.status, ok: response.ok, body: readJson(await response.text()) };
    } catch (cause) {
      throw new ApiError({ code: 'unavailable', status: 0, message: OFFLINE, cause });
    } finally {
      cancelTimeout();
    }
  };

  /** The server itself, not the gateway before it, refuses a token that was made a moment ago: the sign-in has been ended, or has no profile. */
  const refused = async (error: ApiError, byServer: boolean): Promise<Error> => {
    if (error.status !== 401 || !byServer || tokens.signOut === undefined) return error;
    await tokens.signOut().catch(() => undefined);
    return new SignedOutError({ cause: error });
  };

  /** One call. A refused token is replaced once: it may have been revoked before its time. */
  const call = async (method: Method, path: string, options: CallOptions = {}): Promise<unknown> => {
    let accessToken = await tokens.accessToken();
    let answer = await exchange(method, path, accessToken, options);
    if (answer.status === 401) {
      tokens.reject(accessToken);
      accessToken = await tokens.accessToken();
      answer = await exchange(method, path, accessToken, options);
    }
    if (!answer.ok) throw await refused(refusal(answer.status, answer.body), parse(Problem, answer.body).ok);
    return answer.body;
  };

  const read = async (path: string, options: CallOptions = {}): Promise<unknown> => {
    const { body, signal, method = body === undefined ? 'GET' : 'POST' } = options;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await call(method, path, options);
      } catch (error) {
        const passing = error instanceof ApiError && (error.status === 0 || error.status >= 500);
        if (!passing || signal?.aborted || attempt + 1 >= TRIES) throw error;
        const wait = error.retryAfterMs ?? backoff(attempt, random);
        await new Promise<void>((resolve) => {
          timers.after(wait, resolve);
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    }
  };

  const as = async <T extends Parameters<typeof parse>[0]>(schema: T, answer: Promise<unknown>) => {
    const parsed = parse(schema, await answer);
    if (!parsed.ok) throw new ApiError({ code: 'internal', status: 200, message: UNREADABLE, cause: `${parsed.path} ${parsed.reason}` });
    return parsed.value;
  };

  const done = async (answer: Promise<unknown>): Promise<void> => {
    await answer;
  };

  const inRoom = (roomId: string) => `/rooms/${encodeURIComponent(roomId)}`;
  const banOf = (roomId: string, userId: string) => `${inRoom(roomId)}/bans/${encodeURIComponent(userId)}`;
  const reportOf = (roomId: string, subject: ReportSubject) =>
    `${inRoom(roomId)}/reports/${'seq' in subject ? `messages/${subject.seq}` : `people/${encodeURIComponent(subject.userId)}`}`;
  const memberOf = (roomId: string, userId: string) => `${inRoom(roomId)}/members/${encodeURIComponent(userId)}`;

  const draftIn = (roomId: string) => `/drafts/${encodeURIComponent(roomId)}`;
  const savedIn = (roomId: string, seq: number) => `/saved/${encodeURIComponent(roomId)}/${seq}`;

  return {
    session: (shown) => as(Session, call('POST', '/session', shown === undefined ? {} : { body: { shown } })),
    me: () => as(Me, read('/me')),
    updateMe: (changes) => as(Me, call('PATCH', '/me', { body: changes })),
    deleteAccount: () => done(call('DELETE', '/me')),
    exportAccount: () => as(AccountExport, read('/me/export')),
    exportMessages: (cursor) => as(MessagesExport, read(`/me/export/messages${query({ cursor })}`)),
    activity: (over) => as(Activity, read(`/insight/activity${query({ over })}`)),
    presence: (userIds) => as(Presences, read(`/presence${query({ userIds: userIds.join(',') })}`)),
    devices: () => as(Devices, read('/me/devices')),
    signOutDevice: (deviceId) => done(call('DELETE', `/me/devices/${encodeURIComponent(deviceId)}`)),
    signOutOtherDevices: () => done(call('DELETE', '/me/devices')),
    people: (options = {}) => as(People, read(`/users${query({ ...options })}`)),
    person: (userId) => as(Profile, read(`/users/${encodeURIComponent(userId)}`)),
    createRoom: (room) => as(JoinedRoom, call('POST', '/rooms', { body: room })),
    browseRooms: (options = {}) => as(Rooms, read(`/rooms${query({ ...options })}`)),
    room: (roomId) => as(Room, read(inRoom(roomId))),
    updateRoom: (roomId, changes) => as(Room, call('PATCH', inRoom(roomId), { body: changes })),
    archiveRoom: (roomId) => done(call('DELETE', inRoom(roomId))),
    joinRoom: (roomId) => as(JoinedRoom, call('POST', `${inRoom(roomId)}/join`)),
    leaveRoom: (roomId) => done(call('POST', `${inRoom(roomId)}/leave`)),
    restoreRoom: (roomId) => as(Room, call('POST', `${inRoom(roomId)}/restore`)),
    returnToRoom: (roomId) => as(JoinedRoom, call('POST', `${inRoom(roomId)}/return`)),
    arrangeRoom: (roomId, place) => as(Membership, call('PATCH', `${inRoom(roomId)}/membership`, { body: place })),
    createInvite: (roomId, invite) => as(Invite, call('POST', `${inRoom(roomId)}/invites`, { body: invite })),
    invites: (roomId, options = {}) => as(Invites, read(`${inRoom(roomId)}/invites${query({ ...options })}`)),
    revokeInvite: (roomId, code) => done(call('DELETE', `${inRoom(roomId)}/invites/${encodeURIComponent(code)}`)),
    acceptInvite: (code) => as(JoinedRoom, call('POST', `/invites/${encodeURIComponent(code)}/accept`)),
    bans: (roomId, options = {}) => as(Bans, read(`${inRoom(roomId)}/bans${query({ ...options })}`)),
    banPerson: (roomId, userId) => done(call('PUT', banOf(roomId, userId))),
    liftBan: (roomId, userId) => done(call('DELETE', banOf(roomId, userId))),
    muteMember: (roomId, userId, minutes) =>
      done(
        minutes === 0
          ? call('DELETE', `${memberOf(roomId, userId)}/mute`)
          : call('PUT', `${memberOf(roomId, userId)}/mute`, { body: { minutes } }),
      ),
    members: (roomId, options = {}) => as(Members, read(`${inRoom(roomId)}/members${query({ ...options })}`)),
    putMember: (roomId, userId, role) => done(call('PUT', memberOf(roomId, userId), { body: { role } })),
    removeMember: (roomId, userId) => done(call('DELETE', memberOf(roomId, userId))),
    blocks: () => as(Blocks, read('/blocks')),
    block: (userId, on) => done(call(on ? 'PUT' : 'DELETE', `/blocks/${encodeURIComponent(userId)}`)),
    reports: (roomId, options = {}) => as(Cases, read(`${inRoom(roomId)}/reports${query({ ...options })}`)),
    report: (roomId, subject, report) => done(read(reportOf(roomId, subject), { method: 'PUT', body: report })),
    closeReport: (roomId, subject) => done(call('DELETE', reportOf(roomId, subject))),
    receipts: (roomId) => as(Receipts, read(`${inRoom(roomId)}/receipts`)),
    openDirect: (userIds) => as(JoinedRoom, call('POST', '/direct', { body: { userIds } })),
    messages: (roomId, edge, limit) => as(MessagesPage, read(`${inRoom(roomId)}/messages${query({ ...edge, limit })}`)),
    edits: (roomId, seq) => as(Edits, read(`${inRoom(roomId)}/messages/${seq}/edits`)),
    moment: (roomId, at) => as(Moment, read(`${inRoom(roomId)}/moment${query({ at })}`)),
    thread: (roomId, root, options = {}) => as(Thread, read(`${inRoom(roomId)}/threads/${root}${query({ ...options })}`)),
    threads: () => as(FollowedThreads, read('/threads')),
    followThread: (roomId, root, following) =>
      as(FollowedThread, call('PUT', `${inRoom(roomId)}/threads/${root}/follow`, { body: { following } })),
    unread: (roomId) => as(UnreadCount, read(`${inRoom(roomId)}/unread`)),
    markUnread: (roomId, seq) => as(UnreadCount, call('POST', `${inRoom(roomId)}/unread`, { body: { seq } })),
    readThreads: (threads) => done(call('POST', '/threads/read', { body: { threads } })),
    pins: (roomId, options = {}) => as(Pins, read(`${inRoom(roomId)}/pins${query({ ...options })}`)),
    emoji: () => as(CustomEmojis, read('/emoji')),
    addEmoji: (name, image) => as(CustomEmoji, call('PUT', `/emoji/${encodeURIComponent(name)}`, { body: { image } })),
    removeEmoji: (name) => done(call('DELETE', `/emoji/${encodeURIComponent(name)}`)),
    emojiImages: (ids) => as(EmojiImages, read(`/emoji-images${query({ ids: ids.join(',') })}`)),
    drafts: () => as(Drafts, read('/drafts')),
    putDraft: (roomId, text) => as(Draft, call('PUT', draftIn(roomId), { body: { text } })),
    removeDraft: (roomId) => done(call('DELETE', draftIn(roomId))),
    saved: () => as(SavedList, read('/saved')),
    putSaved: (roomId, seq, reminder = {}) => as(Saved, call('PUT', savedIn(roomId, seq), { body: reminder })),
    removeSaved: (roomId, seq) => done(call('DELETE', savedIn(roomId, seq))),
    scheduled: () => as(ScheduledList, read('/scheduled')),
    putScheduled: (id, message) => as(Scheduled, call('PUT', `/scheduled/${id}`, { body: message })),
    cancelScheduled: (id) => done(call('DELETE', `/scheduled/${id}`)),
    async events(roomId, after, limit, signal) {
      const page = readEventsPage(roomId, await read(`${inRoom(roomId)}/events${query({ after, limit })}`, { signal }));
      if (page === undefined) throw new ApiError({ code: 'internal', status: 200, message: UNREADABLE });
      return page;
    },
    async catchUp(shown, { since, signal } = {}) {
      const pages = readCaughtUp(await read('/events', { body: { shown, since }, signal }));
      if (pages === undefined) throw new ApiError({ code: 'internal', status: 200, message: UNREADABLE });
      return pages;
    },
  };
};

/**
 * [H8] Where an invitation leads, for people who have not signed in. Undefined if it leads nowhere; rejects with `ApiError` when the server does
 * not answer.
 */
export const previewInvite = async (
  httpUrl: string,
  code: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<InvitePreview | undefined> => {
  const response = await fetch(`${httpUrl.replace(/\/$/, '')}/v1/invites/${encodeURIComponent(code)}`).catch((cause: unknown) => {
    throw new ApiError({ code: 'unavailable', status: 0, message: OFFLINE, cause });
  });
  const body = readJson(await response.text());
  if (response.status === 404) return undefined;
  if (!response.ok) throw refusal(response.status, body);
  const preview = parse(InvitePreview, body);
  if (!preview.ok) throw new ApiError({ code: 'internal', status: 200, message: UNREADABLE });
  return preview.value;
};
