import {
  type ArrangeRoom,
  Close,
  Delete,
  Edit,
  type EmojiFrame,
  type ErrorFrame,
  type FollowedThread,
  type JoinedRoom,
  type KeepsakeFrame,
  type LogCommand,
  limits,
  type Me,
  type Message,
  Pin,
  parse,
  React,
  type ReadThreads,
  type ReportsFrame,
  type RoomFrame,
  Send,
  type Session,
  Vote,
} from '@parley/protocol';
import { ApiError, createApi, failureOf, isPassing } from './api.ts';
import type { Chat, Deployment } from './chat-api.ts';
import { type Connection, createConnection } from './connection.ts';
import { createEmojiList } from './emoji-list.ts';
import type { Incoming, LogPage, LogPart } from './frames.ts';
import { createHistory } from './history.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import type { KeptStorage } from './kept.ts';
import { createListeners } from './listeners.ts';
import { createNudgedTimers } from './nudged-timers.ts';
import { createMemoryStorage, createOutbox, type OutboxItem, type OutboxStorage } from './outbox.ts';
import { createPeople } from './people.ts';
import { type Action, reduce, threadKey } from './reduce.ts';
import { createRenewal } from './renewal.ts';
import { followedThreads, hasBegun, roomsByActivity } from './selectors.ts';
import { type SessionTokens, SignedOutError } from './session-tokens.ts';
import { createSharedConnection } from './shared-connection.ts';
import { createSignals } from './signals.ts';
import type { WebSocketConstructor } from './socket.ts';
import { type Failure, initialState, type RoomState } from './state.ts';
import { createSync } from './sync.ts';
import type { SharedChange, Tabs } from './tabs.ts';
import { createThreadMarks } from './thread-marks.ts';
import { createTidings, type Newer } from './tidings.ts';
import { type Clock, type Random, realTimers, type Timers } from './timers.ts';
import { createTimings } from './timings.ts';
import { createUlids } from './ulid.ts';
import { isLater, markOf } from './unread.ts';

export interface ChatOptions {
  deployment: Pick<Deployment, 'httpUrl'>;
  tokens: SessionTokens;
  /** Where unacknowledged messages outlive this program. Default: nowhere. */
  storage?: OutboxStorage;
  /** Where rooms and messages are kept, to be shown at once by the next run. Default: nowhere. */
  kept?: KeptStorage;
  /** The other tabs that this account and `storage` are shared with: one of them has the socket for all. Default: none. */
  tabs?: Tabs;
  /**
   * Listeners hear of what the server sends no sooner than so long after they heard of something last, milliseconds; of what is done here at once.
   * Whoever draws all that is known each time keeps up with a flood by that. Default: 0.
   */
  tellEveryMs?: number;
  /** Told when the storage fails: what is queued then will not survive a reload. */
  storageFailed?: (error: unknown) => void;
  /** Told of a change to a message that is taken back because it was refused, in every tab. */
  refused?: (command: Exclude<LogCommand, Send>, error: Failure) => void;
  clock?: Clock;
  random?: Random;
  timers?: Timers;
  WebSocket?: WebSocketConstructor;
  fetch?: typeof fetch;
}

const ME = 'me';
const DOUBT_MS = 5_000;
/** How long a socket waits for the outbox to be loaded, milliseconds. */
const STORAGE_MS = 2_000;
/** Whoever comes back to the page after so long is shown a room that has been asked about. */
const LOOK_MS = 30_000;
/** A list of threads that did not come is asked for again after so long. */
const THREADS_AGAIN_MS = 5_000;
/** A thread whose beginning has been told but is not in the store yet is asked for again after so long, so many times. */
const THREAD_AGAIN_MS = 1_000;
const THREAD_LOOKS = 15;

const TOO_LARGE: Pick<ErrorFrame, 'code' | 'message'> = { code: 'too_large', message: 'This message is too long to be sent as one.' };

/** Everybody that a page of messages shows. */
const peopleOf = ({ items }: { items: readonly Message[] }): string[] =>
  items.flatMap(({ senderId, reactions = [] }) => [senderId, ...reactions.flatMap((reaction) => reaction.userIds)]);

const peopleIn = ({ events }: LogPart): string[] =>
  events.flatMap((event) => (event.kind === 'member' ? [event.senderId, event.userId] : [event.senderId]));

export const createChat = (options: ChatOptions): Chat => {
  const { deployment, tokens, tabs, storage = createMemoryStorage(), storageFailed = () => {}, refused = () => {} } = options;
  const { clock = Date.now, random = Math.random, WebSocket = globalThis.WebSocket, fetch = globalThis.fetch } = options;
  const timers = createNudgedTimers(options.timers ?? realTimers, clock);

  let state = initialState(clock());
  const listeners = createListeners({ everyMs: options.tellEveryMs ?? 0, clock, timers });
  const keepsakeListeners = new Set<(frame: KeepsakeFrame) => void>();
  const reportsListeners = new Set<(frame: ReportsFrame) => void>();

  const dispatch = (action: Action) => {
    const next = reduce(state, action);
    if (next === state) return;
    state = next;
    keeper?.changed();
    listeners.tell();
  };

  const keeper: Keeper | undefined = options.kept && createKeeper({ storage: options.kept, state: () => state, clock, timers });
  const room = (roomId: string) => state.rooms[roomId];
  const ulids = createUlids({ clock, random });
  const api = createApi({ httpUrl: deployment.httpUrl, tokens, fetch, timers, random });

  const people = createPeople({
    known: (userId) => state.people[userId] !== undefined && state.people[userId]?.kept === undefined,
    person: api.person,
    found: (found) => dispatch({ type: 'people', people: found }),
  });

  const outbox = createOutbox({
    storage,
    transmit: (command) => connection.send(command),
    refused(item) {
      if (item.command.action === 'send') return showItem(item.id);
      takeBack(item);
      if (shared !== undefined) void outbox.stored().then(() => shared.tell({ kind: 'refused', item }));
    },
    overdue: () => connection.doubt(),
    stalled: () => connection.renew(),
    storageFailed,
    clock,
    timers,
    random,
  });

  /** The change was refused. */
  const takeBack = ({ id, command, error }: OutboxItem) => {
    dispatch({ type: 'discarded', roomId: command.roomId, id });
    if (command.action !== 'send' && error !== undefined) refused(command, error);
  };

  const tellRemoved = (roomId: string, id: string) => {
    if (shared !== undefined) void outbox.stored().then(() => shared.tell({ kind: 'removed', roomId, id }));
  };

  /** The command is in the log. A tab that loaded the outbox a moment ago may have it still, and hear of it no more. */
  const settle = (id: string, seq: number) => {
    const item = outbox.find(id);
    if (item === undefined) return undefined;
    const { edit, command } = item;
    // Stored before the message is let go of. Every tab that has it does so, under the one id.
    if (edit !== undefined) queueEdit(command.roomId, seq, edit);
    outbox.settle(id);
    tellRemoved(command.roomId, id);
    return item;
  };

  /** Takes in entries of a room's log, from the socket or from H11. */
  const receiveLog = (part: LogPart, voids: readonly number[] = [], head = 0) => {
    if (room(part.roomId) === undefined) return refreshRooms([part.roomId]);
    for (const event of part.events) if (event.senderId === state.me?.userId) settle(event.id, event.seq);
    dispatch({ type: 'log', roomId: part.roomId, events: part.events, voids: [...voids, ...part.skipped], head });
    people.see(peopleIn(part));
    sync.check(part.roomId);
  };

  const counting = new Set<string>();

  /** [H36] Has rooms counted whose read mark has moved back. One that fails is counted with the next session. */
  const recount = () => {
    for (const { uncounted, room: known } of Object.values(state.rooms)) {
      const { roomId } = known;
      if (!uncounted || counting.has(roomId)) continue;
      counting.add(roomId);
      api
        .unread(roomId)
        .then((count) => dispatch({ type: 'counted', roomId, count }))
        .catch(() => undefined)
        .finally(() => counting.delete(roomId));
    }
  };

  /** [C3, H36] How far I have read, on another device or in another tab. */
  const hearMark = (roomId: string, seq: number, turn = 0) => {
    dispatch({ type: 'read', roomId, seq, turn });
    recount();
  };

  /** Of whose presence was told, of which threads, and of what is my own: where I keep a room, by its id, and `ME`. */
  const presenceTidings = createTidings();
  const threadTidings = createTidings();
  const ownTidings = createTidings();

  const showPlace = (roomId: string, { favourite = false, section = '' }: ArrangeRoom) => {
    ownTidings.note(roomId);
    dispatch({ type: 'arranged', roomId, place: { favourite, section } });
  };

  /** To be called as pages are asked for. Takes from each where I keep its room, if that was told anew since. */
  const asAskedNow = () => {
    const newer = ownTidings.since();
    return <T extends LogPage>(page: T): T => (newer.has(page.roomId) ? { ...page, place: undefined } : page);
  };

  const sync = createSync({
    room,
    events: (...asked) => api.events(...asked).then(asAskedNow()),
    async eventsOfMany(asked, since, signal) {
      const current = asAskedNow();
      const { pages, joined } = await api.catchUp(asked, { since, signal });
      return { pages: pages.map((page) => current(page)), joined };
    },
    received(page, more) {
      if (room(page.roomId) === undefined) return;
      // Only a member has a read mark: of a room that everybody may see, nothing else tells that I am in it no more.
      if (page.readSeq === undefined) refreshRooms([page.roomId]);
      receiveLog(page, page.voids, page.head);
      hearMark(page.roomId, page.readSeq ?? 0, page.readTurn);
      if (page.place !== undefined) dispatch({ type: 'arranged', roomId: page.roomId, place: page.place });
      if (!more) dispatch({ type: 'caught-up', roomId: page.roomId });
    },
    joined: (roomIds) => refreshRooms(roomIds.filter((roomId) => room(roomId) === undefined)),
    lost: (roomId) => refreshRooms([roomId]),
    timers,
    random,
  });

  const history = createHistory({
    room,
    async messages(roomId, edge, limit) {
      const page = await api.messages(roomId, edge, limit);
      people.see(peopleOf(page));
      return page;
    },
    dispatch(action) {
      dispatch(action);
      if (action.type === 'page') sync.check(action.roomId);
    },
  });

  const signals = createSignals({
    send(command) {
      shared?.tell({ kind: 'signal', command });
      connection.send(command);
    },
    nextId: ulids.next,
    clock,
    timers,
  });

  const timings = createTimings({ send: (command) => connection.send(command), nextId: ulids.next, clock, random, timers });

  /** How long the new ones among these took; what is known here came another way. */
  const timeEvents = ({ roomId, events }: LogPart) => {
    const head = room(roomId)?.head ?? Number.POSITIVE_INFINITY;
    for (const { seq, sentAt } of events) if (seq > head) timings.received(roomId, sentAt);
  };

  /** What changed while a session was being fetched, and so may be missing from it. */
  interface Meanwhile {
    joined: Set<string>;
    left: Set<string>;
  }
  const fetchingSessions = new Set<Meanwhile>();

  const showOutbox = () => {
    for (const item of outbox.items()) dispatch({ type: 'queued', item });
  };

  /** Shows an item of the outbox as it is now, here and, once it is stored, in the other tabs. */
  const showItem = (id: string) => {
    const item = outbox.find(id);
    if (item === undefined) return;
    dispatch({ type: 'queued', item });
    if (shared === undefined) return;
    void outbox.stored().then(() => {
      if (outbox.find(id) === item) shared.tell({ kind: 'queued', item });
    });
  };

  const loadOutbox = async () => {
    try {
      const gone = await outbox.load();
      for (const { id, command } of gone) dispatch({ type: 'discarded', roomId: command.roomId, id });
      for (const { id, command, error } of outbox.items()) {
        ulids.follow(id);
        // Left by a version that kept what was refused.
        if (error !== undefined && command.action !== 'send') outbox.discard(id);
        // Whoever wrote it may be gone, and may not have told the leading tab.
        showItem(id);
      }
    } catch (error) {
      storageFailed(error);
    }
  };

  /** Resolves when the outbox is loaded, or has taken too long: a storage that hangs must not keep the chat from going on. */
  const loadOutboxInTime = () =>
    new Promise<void>((resolve) => {
      const cancel = timers.after(STORAGE_MS, resolve);
      void loadOutbox().then(() => {
        cancel();
        resolve();
      });
    });

  /** How far the rooms are shown that were active last. */
  const shown = () =>
    Object.values(state.rooms)
      .filter(({ kept }) => kept !== 'outline')
      .sort((a, b) => b.room.activeAt - a.room.activeAt)
      .slice(0, limits.catchUpRooms)
      .map(({ room: { roomId }, cursor }) => ({ roomId, seq: cursor }));

  /** How often whom I have blocked has changed, and after which of these changes what is unread has been counted. */
  let blockings = 0;
  let counted = 0;

  const isBlockedAsKnown = ({ blocked = [] }: Session) =>
    blocked.length === state.blocked.size && blocked.every((userId) => state.blocked.has(userId));

  /** A session, but for what was told anew since it was asked for. */
  const unlessNewer = (session: Session, newer: Newer): Session => ({
    ...session,
    me: (newer.has(ME) && state.me) || session.me,
    rooms: session.rooms.map((entry) => {
      const { membership: known } = room(entry.room.roomId) ?? {};
      if (known === undefined || !newer.has(known.roomId)) return entry;
      const { favourite = false, section = '' } = known;
      return { ...entry, membership: { ...entry.membership, favourite, section } };
    }),
  });

  const refreshSession = async (): Promise<Session> => {
    const meanwhile: Meanwhile = { joined: new Set(), left: new Set() };
    fetchingSessions.add(meanwhile);
    try {
      const [sentAt, askedAfter, newer] = [clock(), blockings, ownTidings.since()];
      const recount = hasBegun(state) && counted < blockings;
      const session = await api.session(hasBegun(state) && !recount ? shown() : undefined);
      // I have blocked somebody, or do so no more: here since it was asked for, or elsewhere before. It is asked for again, with a count.
      if (askedAfter === blockings && hasBegun(state) && !recount && !isBlockedAsKnown(session)) blockings += 1;
      if (askedAfter < blockings) return await refreshSession();
      counted = blockings;
      ulids.correct(session.serverTime, sentAt, clock());
      timings.correct(session.serverTime, sentAt, clock());
      receiveSession(
        unlessNewer({ ...session, rooms: session.rooms.filter((entry) => !meanwhile.left.has(entry.room.roomId)) }, newer),
        meanwhile.joined,
        recount,
      );
      return session;
    } finally {
      fetchingSessions.delete(meanwhile);
    }
  };

  const receiveSession = (session: Session, joined: ReadonlySet<string>, recount: boolean) => {
    const first = !hasBegun(state);
    dispatch({ type: 'session', session, keep: joined, recount });
    showOutbox();
    const { openRoomId } = state;
    if (openRoomId === undefined) return;
    // A room opened before it was known, or one that fell so far behind that it starts anew.
    if (first) {
      dispatch({ type: 'opened', roomId: undefined });
      openRoom(openRoomId);
    } else if (room(openRoomId) !== undefined) void history.resume(openRoomId);
    if (room(openRoomId)?.thread?.items.length === 0) void loadThread(openRoomId);
  };

  /** Marks that the server has not got: it lost them with a socket. */
  const resendReadMarks = (session: Session) => {
    for (const { membership } of session.rooms) {
      const known = room(membership.roomId);
      if (known === undefined) continue;
      const [mine, theirs] = [markOf(known.membership), markOf(membership)];
      if (mine.turn === theirs.turn && isLater(mine, theirs)) signals.read(membership.roomId, mine);
    }
  };

  let latestSession: Session | undefined;

  /** Whom the list of a room's members named last. */
  let listed: { roomId: string; userIds: string[] } | undefined;

  const loadMembers = async (roomId: string) => {
    const newer = presenceTidings.since();
    try {
      const { items } = await api.members(roomId, { limit: limits.listPage });
      listed = { roomId, userIds: items.map(({ userId }) => userId) };
      const people = items.map((member) => {
        const known = newer.has(member.userId) ? state.people[member.userId] : undefined;
        return { ...member, presence: known?.presence ?? member.presence };
      });
      dispatch({ type: 'people', people });
    } catch {
      // Who is here is a nicety; senders are fetched one by one as they are seen.
    }
  };

  /** How far the others have read, where they can be named (H60); frames tell of what follows (S60). */
  const loadReceipts = async (roomId: string) => {
    const memberCount = room(roomId)?.room.memberCount ?? Number.POSITIVE_INFINITY;
    if (memberCount > limits.receiptPeople || state.me?.receipts === false) return;
    try {
      const { items } = await api.receipts(roomId);
      dispatch({ type: 'receipts', roomId, receipts: items });
    } catch {
      // A nicety, as above.
    }
  };

  /** Who is here of those on screen and of those I talk with directly; of the others a room that is opened tells, and S4 of what changes. */
  const loadPresences = async (): Promise<boolean> => {
    const onScreen = listed !== undefined && listed.roomId === state.openRoomId ? listed.userIds : [];
    const direct = roomsByActivity(state).flatMap(({ room }) => (room.people ?? []).map(({ userId }) => userId));
    const userIds = [...new Set([...onScreen, ...direct])].filter((userId) => userId !== state.me?.userId).slice(0, limits.presences);
    if (userIds.length === 0) return false;
    const newer = presenceTidings.since();
    try {
      const { items } = await api.presence(userIds);
      const presences = new Map(items.map(({ userId, presence }) => [userId, presence]));
      for (const userId of userIds.filter((each) => !newer.has(each)))
        dispatch({ type: 'presence', userId, state: presences.get(userId) ?? 'offline' });
      return true;
    } catch {
      // A nicety, as above.
      return false;
    }
  };

  /** My profile and settings as they stand. What others tell who takes receipts again is asked for. */
  const showMe = (me: Me) => {
    ownTidings.note(ME);
    const resumes = state.me?.receipts === false && me.receipts !== false;
    dispatch({ type: 'me', me });
    if (resumes && state.openRoomId !== undefined) void loadReceipts(state.openRoomId);
  };

  /** What is unread of theirs is counted by the session; where that fails now, by the next one. */
  const showBlock = (userId: string, on: boolean) => {
    if (state.blocked.has(userId) === on) return;
    blockings += 1;
    dispatch({ type: 'blocked', userId, on });
    if (!state.ready) return;
    refreshSession().catch(() => undefined);
    void loadThreads();
  };

  let active = true;

  /** Says whether somebody looks here, where that is news (C4). A tab that has no socket leaves it to the one that has. */
  const showActivity = () => {
    const { me } = state;
    if (me === undefined || state.connection.status !== 'online' || (me.away ?? false) !== active) return;
    if (!connection.send({ action: 'presence', id: ulids.next(), state: active ? 'online' : 'away' })) return;
    dispatch({ type: 'me', me: { ...me, away: !active } });
  };

  /** Whoever shows in the open room as they were kept is fetched anew. */
  const seeOpenRoom = () => {
    const window = room(state.openRoomId ?? '')?.window;
    if (window !== undefined && state.connection.status === 'online') people.see(peopleOf(window));
  };

  const openRoom = (roomId: string | undefined) => {
    dispatch({ type: 'opened', roomId });
    if (roomId === undefined || room(roomId) === undefined) return;
    seeOpenRoom();
    void history.open(roomId);
    void loadMembers(roomId);
    void loadReceipts(roomId);
  };

  /** The room on screen first, then those known to lack something, then the others. */
  const roomsToCatchUp = (): string[] => {
    const rank = (roomId: string) => {
      const known = room(roomId);
      if (roomId === state.openRoomId) return 0;
      return known !== undefined && known.head > known.cursor ? 1 : 2;
    };
    return Object.keys(state.rooms).sort((a, b) => rank(a) - rank(b));
  };

  const forget = (roomId: string, why: RoomFrame['why']) => {
    for (const { left, joined } of fetchingSessions) {
      left.add(roomId);
      joined.delete(roomId);
    }
    for (const item of outbox.items()) if (item.command.roomId === roomId) outbox.discard(item.id);
    dispatch({ type: 'left', roomId, why });
  };

  const join = (joined: JoinedRoom): JoinedRoom => {
    for (const meanwhile of fetchingSessions) {
      meanwhile.joined.add(joined.roomId);
      meanwhile.left.delete(joined.roomId);
    }
    dispatch({ type: 'joined', room: joined });
    sync.catchUp([joined.roomId]);
    void loadThreads();
    return joined;
  };

  let cancelThread = () => {};

  /** A page of the thread on screen: the newest, or the next older one. */
  const loadThread = async (roomId: string, look = 1) => {
    cancelThread();
    const thread = room(roomId)?.thread;
    if (thread === undefined) return;
    const { root } = thread;
    const oldest = thread.items.find(({ seq }) => seq !== root);
    try {
      const page = await api.thread(roomId, root, oldest === undefined ? {} : { before: oldest.seq });
      people.see([page.root, ...page.items].map(({ senderId }) => senderId));
      dispatch({ type: 'thread-page', roomId, page });
    } catch (error) {
      const known = room(roomId);
      if (known?.thread?.root !== root) return;
      const lags = error instanceof ApiError && error.code === 'not_found' && root <= known.head && look < THREAD_LOOKS;
      if (!lags) return dispatch({ type: 'thread-failed', roomId, error: failureOf(error, 'The thread could not be loaded.') });
      cancelThread();
      cancelThread = timers.after(THREAD_AGAIN_MS, () => {
        if (room(roomId)?.thread?.items.length === 0) void loadThread(roomId, look + 1);
      });
    }
  };

  const threadMarks = createThreadMarks({ send: (marks) => api.readThreads(marks), key: threadKey, timers });

  let cancelThreads: (() => void) | undefined;

  const hearThreads = (threads: readonly FollowedThread[]) => {
    for (const thread of threads) threadTidings.note(threadKey(thread));
    dispatch({ type: 'threads', threads });
  };

  const readThreads = (threads: ReadThreads['threads']) => {
    if (threads.length === 0) return;
    dispatch({ type: 'threads-read', threads });
    threadMarks.send(threads);
  };

  /** All of my threads, as the server has them; it gets the marks again that it has not got. */
  const loadThreads = async (): Promise<boolean> => {
    cancelThreads?.();
    cancelThreads = undefined;
    const newer = threadTidings.since();
    try {
      const { items } = await api.threads();
      dispatch({ type: 'thread-list', threads: items, newer });
      const behind = items.flatMap(({ roomId, root, readSeq }) => {
        const seq = room(roomId)?.threadMarks[root] ?? 0;
        return seq > readSeq ? [{ roomId, root, seq }] : [];
      });
      if (behind.length > 0) threadMarks.send(behind);
      return true;
    } catch (error) {
      if (isPassing(error) && state.connection.status === 'online')
        cancelThreads = timers.after(THREADS_AGAIN_MS, () => void loadThreads());
      return false;
    }
  };

  const emojiList = createEmojiList({
    list: api.emoji,
    known: (name) => state.emoji[name] !== undefined,
    received: (emoji) => dispatch({ type: 'emoji-list', emoji }),
    clock,
    timers,
  });

  const renewals = [loadPresences, loadThreads, emojiList.load].map((load) => createRenewal(load, { clock, timers }));

  const hearEmoji = ({ name, emoji }: Pick<EmojiFrame, 'name' | 'emoji'>) => {
    emojiList.heard();
    dispatch({ type: 'emoji', name, emoji });
  };

  /** When each room was last asked about. */
  const doubted = new Map<string, number>();

  /**
   * The server and I disagree on whether I am in these rooms: something changed between the session and the socket, or a frame was lost. The
   * session tells; asked for once in 5 s a room, since it too may lag.
   */
  const refreshRooms = (roomIds: readonly string[]) => {
    const doubtful = roomIds.filter((roomId) => clock() - (doubted.get(roomId) ?? 0) >= DOUBT_MS);
    if (doubtful.length === 0) return;
    for (const roomId of doubtful) doubted.set(roomId, clock());
    refreshSession().then(
      () => {
        sync.catchUp(doubtful.filter((roomId) => room(roomId) !== undefined));
        void loadThreads();
      },
      // Without the session there is no room to show; the next connection brings both.
      () => connection.renew(),
    );
  };

  const receiveRoom = ({ roomId, change, why }: RoomFrame) => {
    if (change === 'removed') {
      // Whoever is taken in again at once is so beyond doubt.
      doubted.delete(roomId);
      return forget(roomId, why);
    }
    if (room(roomId) !== undefined) return;
    for (const { left } of fetchingSessions) left.delete(roomId);
    refreshRooms([roomId]);
  };

  const receive = (frame: Incoming) => {
    switch (frame.type) {
      case 'log':
        for (const part of frame.parts) {
          timeEvents(part);
          receiveLog(part);
        }
        return;
      case 'ack':
        dispatch({ type: 'acked', ack: frame, command: settle(frame.id, frame.seq)?.command });
        return sync.check(frame.roomId);
      case 'error':
        // The server no longer knows this socket: what is unacknowledged goes over the next one.
        return frame.code === 'unauthorized' ? connection.renew() : outbox.refuse(frame);
      case 'read':
        return frame.userId === state.me?.userId ? hearMark(frame.roomId, frame.seq, frame.turn) : undefined;
      case 'typing':
        dispatch({ type: 'typing', roomId: frame.roomId, userId: frame.userId, on: frame.on, at: clock() });
        return forgetTypingLater();
      case 'presence':
        presenceTidings.note(frame.userId);
        return dispatch({ type: 'presence', userId: frame.userId, state: frame.state });
      case 'person':
        return dispatch({ type: 'people', people: [frame.person] });
      case 'receipt': {
        const { type: _, roomId, ...receipt } = frame;
        return dispatch({ type: 'receipt', roomId, receipt });
      }
      case 'receipts':
        if (!frame.shown) return dispatch({ type: 'receipts-ended', userId: frame.userId });
        return state.openRoomId === undefined ? undefined : void loadReceipts(state.openRoomId);
      case 'block':
        return showBlock(frame.userId, frame.on);
      case 'me':
        showMe(frame.me);
        return active ? showActivity() : undefined;
      case 'signed-out':
        void tokens.signOut().catch(() => undefined);
        return connection.end();
      case 'room':
        return receiveRoom(frame);
      case 'arranged':
        return showPlace(frame.roomId, frame);
      case 'void':
        return receiveLog({ roomId: frame.roomId, events: [], skipped: [] }, frame.seqs);
      case 'draft':
      case 'saved':
      case 'scheduled':
        for (const hear of keepsakeListeners) hear(frame);
        return;
      case 'reports':
        for (const hear of reportsListeners) hear(frame);
        return;
      case 'emoji':
        return hearEmoji(frame);
      case 'threads':
        return hearThreads(frame.threads);
      case 'threads-read':
        return dispatch({ type: 'threads-read', threads: frame.threads });
      case 'pong':
        return;
    }
  };

  let cancelTyping: (() => void) | undefined;

  const forgetTypingLater = () => {
    cancelTyping ??= timers.after(limits.typingMs, () => {
      cancelTyping = undefined;
      dispatch({ type: 'time', at: clock() });
      if (Object.values(state.rooms).some((known) => Object.keys(known.typing).length > 0)) forgetTypingLater();
    });
  };

  let lookedAt = 0;

  /**
   * The last event of a room may have been lost on its way, and nothing that follows would show it; so may the word of a room that I was added to.
   * Asks for what lies above the one, and for the others.
   */
  const lookAgain = () => {
    const {
      openRoomId,
      connection: { status },
    } = state;
    // A clock that was set back must not keep anybody from looking.
    if (status !== 'online' || Math.abs(clock() - lookedAt) < LOOK_MS) return;
    lookedAt = clock();
    sync.catchUp(openRoomId === undefined ? [] : [openRoomId], latestSession?.serverTime);
  };

  /** Nothing more leaves by itself. */
  const quieten = () => {
    outbox.disconnected();
    sync.pause();
    signals.reset();
    threadMarks.reset();
    cancelThread();
    cancelThreads?.();
    cancelThreads = undefined;
    timings.reset();
    emojiList.reset();
    for (const renewal of renewals) renewal.reset();
  };

  /** Shows what the last run has kept, if it is there before the first session. */
  const restore = async () => {
    const kept = await keeper?.load();
    const { status } = state.connection;
    if (kept === undefined || state.ready || status === 'idle' || status === 'signed-out') return;
    dispatch({ type: 'restored', kept });
    // Without a network there is no session to bring it.
    await loadOutbox();
  };

  const connectionDeps: Parameters<typeof createConnection>[0] = {
    async openSession() {
      const [session] = await Promise.all([refreshSession(), loadOutboxInTime()]);
      latestSession = session;
      return session;
    },
    tokenEndsAt: () => tokens.expiresAt,
    WebSocket,
    clock,
    timers,
    random,
    opened() {
      outbox.connected();
      lookedAt = clock();
      sync.catchUp(roomsToCatchUp(), latestSession?.serverTime);
      if (latestSession !== undefined) resendReadMarks(latestSession);
      recount();
      if (state.openRoomId !== undefined && state.openRoomId !== listed?.roomId) void loadMembers(state.openRoomId);
      for (const renewal of renewals) renewal.due();
      if (active) showActivity();
      if (state.openRoomId !== undefined) void history.resume(state.openRoomId);
      if (state.openRoomId !== undefined) void loadReceipts(state.openRoomId);
      seeOpenRoom();
    },
    replaced(at) {
      outbox.resend(at);
      for (const roomId of Object.keys(state.rooms)) sync.check(roomId);
    },
    received: (frame) => listeners.withoutHurry(() => receive(frame)),
    lost: quieten,
    changed: (changed) => dispatch({ type: 'connection', connection: changed }),
  };

  /** Another tab has told something. */
  const told = (change: SharedChange) => {
    switch (change.kind) {
      case 'signal':
        if (change.command.action === 'read') hearMark(change.command.roomId, change.command.seq, change.command.turn);
        return;
      case 'queued':
        // What is written here from now on goes behind it, also where the two tabs take the server's time for another.
        ulids.follow(change.item.id);
        dispatch({ type: 'queued', item: change.item });
        outbox.adopt(change.item);
        return connection.hurry();
      case 'refused':
        outbox.drop(change.item.id);
        return takeBack(change.item);
      case 'removed':
        // Whoever has heard of it himself shows it as it stands.
        if (outbox.drop(change.id) !== undefined) dispatch({ type: 'discarded', roomId: change.roomId, id: change.id });
        return;
    }
  };

  const shared = tabs === undefined ? undefined : createSharedConnection({ ...connectionDeps, tabs, told, heard: timers.nudge });
  const connection: Connection = shared ?? createConnection(connectionDeps);

  /** A call on somebody's behalf: if it finds the sign-in ended, so does everything. */
  const asked = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof SignedOutError) connection.end();
      throw error;
    }
  };

  const queue = (command: LogCommand, error?: OutboxItem['error']) => {
    const tooLarge = new TextEncoder().encode(JSON.stringify(command)).length > limits.frameBytes;
    const refusal = error ?? (tooLarge ? TOO_LARGE : undefined);
    const item = { id: command.id, command, createdAt: clock(), ...(refusal === undefined ? {} : { error: refusal }) };
    if (command.action !== 'send' && refusal !== undefined) return refused(command, refusal);
    outbox.add(item);
    showItem(item.id);
    connection.hurry();
  };

  /** Queues a change to a message; one that breaks the schema is not worth a request. */
  const queueChange = (
    schema: typeof Edit | typeof Delete | typeof React | typeof Pin | typeof Vote | typeof Close,
    command: LogCommand,
  ) => {
    const parsed = parse(schema, command);
    if (parsed.ok) queue(parsed.value);
  };

  const queueEdit = (roomId: string, target: number, edit: { id: string; text: string }) =>
    queueChange(Edit, { action: 'edit', roomId, target, ...edit });

  /** Where my message of that id stands in the log, if that is known. */
  const seqOf = ({ pending, recent, window, membership }: RoomState, id: string): number | undefined => {
    const isIt = (each: { id: string; senderId: string }) => each.id === id && each.senderId === membership.userId;
    const sent = pending.find((message) => message.id === id);
    return sent?.seq ?? recent.events.findLast(isIt)?.seq ?? window.items.findLast(isIt)?.seq;
  };

  return {
    getState: () => state,
    subscribe: listeners.add,

    onKeepsake(listener) {
      keepsakeListeners.add(listener);
      return () => keepsakeListeners.delete(listener);
    },

    onReports(listener) {
      reportsListeners.add(listener);
      return () => reportsListeners.delete(listener);
    },

    start() {
      if (state.connection.status !== 'idle') return;
      void restore();
      connection.start();
    },
    keep: async () => keeper?.flush(),
    async stop() {
      connection.stop();
      const kept = keeper?.stop();
      quieten();
      cancelTyping?.();
      cancelTyping = undefined;
      await Promise.all([kept, outbox.stored()]);
    },
    wake() {
      connection.wake();
      lookAgain();
    },
    networkChanged: () => connection.hurry(),
    setNetwork: (online) => connection.setNetwork(online),

    openRoom,
    loadOlder: (roomId) => history.older(roomId),
    loadNewer: (roomId) => history.newer(roomId),
    stayAtEnd: (roomId) => dispatch({ type: 'at-end', roomId }),
    jumpToLatest: (roomId) => history.latest(roomId),
    openThread(roomId, root) {
      dispatch({ type: 'thread', roomId, root });
      void loadThread(roomId);
    },
    loadThread: (roomId) => loadThread(roomId),
    async followThread(roomId, root, following) {
      hearThreads([await asked(api.followThread(roomId, root, following))]);
    },
    readThread(roomId, root, seq) {
      const known = room(roomId);
      const thread = known?.threads[root];
      if (known === undefined || thread === undefined || !(thread.following || thread.unreadSeqs.length > 0)) return;
      const reached = Math.min(seq, known.cursor);
      if (reached > thread.readSeq) readThreads([{ roomId, root, seq: reached }]);
    },
    readAllThreads() {
      const unread = followedThreads(state).filter(({ unreadSeqs }) => unreadSeqs.length > 0);
      readThreads(unread.map(({ roomId, root, unreadSeqs }) => ({ roomId, root, seq: unreadSeqs.at(-1) ?? 0 })));
    },
    jumpTo: (roomId, seq) => history.around(roomId, seq),

    see: (userIds) => people.see([...userIds]),
    meet: (met) => dispatch({ type: 'people', people: met }),
    send(roomId, text, options = {}) {
      const id = ulids.next();
      const command: Send = { action: 'send', id, roomId, text, ...options };
      const parsed = parse(Send, command);
      if (parsed.ok) queue(parsed.value);
      else queue(command, { code: 'bad_request', message: `${parsed.path} ${parsed.reason}` });
      return id;
    },
    retry(_roomId, id) {
      outbox.retry(id);
      showItem(id);
    },
    discard(roomId, id) {
      outbox.discard(id);
      dispatch({ type: 'discarded', roomId, id });
      tellRemoved(roomId, id);
    },
    edit: (roomId, target, text) => queueEdit(roomId, target, { id: ulids.next(), text }),
    editPending(roomId, id, text) {
      const edit = parse(Edit, { action: 'edit', id: ulids.next(), roomId, target: 1, text });
      if (!edit.ok) return;
      const item = outbox.find(id);
      const known = room(roomId);
      const seq = known && seqOf(known, id);
      if (item !== undefined) {
        outbox.change({ ...item, edit: { id: edit.value.id, text: edit.value.text } });
        showItem(id);
      } else if (seq !== undefined) queue({ ...edit.value, target: seq });
    },
    remove: (roomId, target) => queueChange(Delete, { action: 'delete', id: ulids.next(), roomId, target }),
    react: (roomId, target, emoji, on) => queueChange(React, { action: 'react', id: ulids.next(), roomId, target, emoji, on }),
    pin: (roomId, target, on) => queueChange(Pin, { action: 'pin', id: ulids.next(), roomId, target, on }),
    vote: (roomId, target, choices) => queueChange(Vote, { action: 'vote', id: ulids.next(), roomId, target, choices: [...choices] }),
    closePoll: (roomId, target) => queueChange(Close, { action: 'close', id: ulids.next(), roomId, target }),
    async addEmoji(name, image) {
      hearEmoji({ name, emoji: await asked(api.addEmoji(name, image)) });
    },
    async removeEmoji(name) {
      await asked(api.removeEmoji(name));
      hearEmoji({ name });
    },
    missEmoji: emojiList.miss,
    markRead(roomId, seq, { looking = false } = {}) {
      const known = room(roomId);
      if (known === undefined || (looking && (known.held || known.kept !== undefined))) return;
      const reached = Math.min(seq, known.cursor);
      if (reached <= known.membership.readSeq) return;
      dispatch({ type: 'read', roomId, seq: reached });
      signals.read(roomId, { seq: reached, turn: markOf(known.membership).turn });
    },
    async markUnread(roomId, seq) {
      const count = await asked(api.markUnread(roomId, seq));
      dispatch({ type: 'read', roomId, seq: count.readSeq, turn: count.readTurn });
      dispatch({ type: 'counted', roomId, count });
    },
    setTyping: (roomId, on) => signals.typing(roomId, on),
    setActive(next) {
      active = next;
      showActivity();
    },

    createRoom: async (created) => join(await asked(api.createRoom(created))),
    async updateRoom(roomId, changes) {
      const updated = await asked(api.updateRoom(roomId, changes));
      dispatch({ type: 'room', room: updated });
      return updated;
    },
    archiveRoom: (roomId) => asked(api.archiveRoom(roomId)),
    async restoreRoom(roomId) {
      dispatch({ type: 'room', room: await asked(api.restoreRoom(roomId)) });
    },
    returnToRoom: async (roomId) => join(await asked(api.returnToRoom(roomId))),
    async arrangeRoom(roomId, place) {
      const before = room(roomId)?.membership ?? {};
      showPlace(roomId, { ...before, ...place });
      const newer = ownTidings.since();
      try {
        const after = await asked(api.arrangeRoom(roomId, place));
        if (!newer.has(roomId)) showPlace(roomId, after);
      } catch (error) {
        if (!newer.has(roomId)) showPlace(roomId, before);
        throw error;
      }
    },
    acceptInvite: async (code) => join(await asked(api.acceptInvite(code))),
    joinRoom: async (roomId) => join(await asked(api.joinRoom(roomId))),
    async leaveRoom(roomId) {
      await asked(api.leaveRoom(roomId));
      forget(roomId, 'left');
    },
    openDirect: async (userIds) => join(await asked(api.openDirect(userIds))),
    putMember: (roomId, userId, role) => asked(api.putMember(roomId, userId, role)),
    removeMember: (roomId, userId) => asked(api.removeMember(roomId, userId)),
    async updateMe(changes) {
      const me = await asked(api.updateMe(changes));
      showMe(me);
      return me;
    },
    async block(userId, on) {
      await asked(api.block(userId, on));
      showBlock(userId, on);
    },
  };
};
