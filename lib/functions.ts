// How big each function is and what it may do: the one place to look when a call is denied, or when too much is allowed.
import type { FunctionName } from '../lambdas/runtime/env.ts';
import type { ChatFunction } from './constructs/chat-function.ts';

type TableAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem' | 'Query';

/** One action on one resource. `gateway POST` sends a frame to a connection, `gateway DELETE` closes it. */
export type Right =
  | `${'directory' | 'messages' | 'connections'} ${TableAction}`
  | 'directory/byUser Query'
  | 'connections/byChannel Query'
  | 'connections Scan'
  | `${'persistQueue' | 'fanoutQueue' | 'previewQueue'} SendMessage`
  | `gateway ${'POST' | 'DELETE'}`
  | 'userPool AdminCreateUser'
  | 'metrics GetMetricData';

/** A right that may well go unused while the suites run, and why it is held all the same: `npm run report:iam` asks for it. */
export interface Reserve {
  readonly right: Right;
  readonly because: string;
}

export type Held = Right | Reserve;

export interface FunctionShape {
  /** CPU comes with memory: 1,769 MB is one core. */
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** What is here without a reason is seen in use by the suites, or the report fails. */
  readonly may: readonly Held[];
}

const rightOf = (held: Held): Right => (typeof held === 'string' ? held : held.right);

const inReserve = (because: string, ...rights: readonly Held[]): Reserve[] => rights.map((held) => ({ right: rightOf(held), because }));

// What a function does, told by deeds of the domain, each with what the adapters call for it.

const seeRoom: Right[] = ['directory GetItem'];
const describeRooms: Right[] = ['directory GetItem', 'directory BatchGetItem', 'directory Query'];
const listMemberships: Right[] = ['directory/byUser Query'];
const readLog: Right[] = ['messages Query'];
/** Read the log, and declare void what can no longer come. */
const settleLog: Held[] = [
  ...readLog,
  ...inReserve('A hole is declared void once it is 15 minutes old; no suite waits for that.', 'messages PutItem', 'messages GetItem'),
];

/** Post to a roster or a user's devices, and hand over the posts that failed and the connections that are gone. */
const deliver: Held[] = [
  'connections/byChannel Query',
  'gateway POST',
  ...inReserve(
    'Posts are handed over when they fail, find a connection gone, or go to a large room or a burst.',
    'fanoutQueue SendMessage',
  ),
];

/** Tell a user's rooms, but not the large ones, that they came or went. */
const announce: Held[] = [...deliver, 'directory BatchGetItem'];

/** Note that a connection has ended, have others told, and remove its rows. */
const closeConnections: Held[] = [
  'connections Query',
  'connections BatchWriteItem',
  'connections UpdateItem',
  ...inReserve("Whichever function ends a person's last connection has others told; it may be any of these.", 'fanoutQueue SendMessage'),
];

/** Pass the gate; where there is no seat, find out why, and take it or close the connection. */
const speak: Held[] = [
  ...seeRoom,
  'connections UpdateItem',
  'connections Query',
  ...inReserve(
    'A frame without a seat: the membership ended in the same moment, or the connection is one that nobody knows any more.',
    'connections GetItem',
    'connections DeleteItem',
    'gateway DELETE',
  ),
];

/** Number, claim, keep, deliver; for a large room, write the log at once, and divide the roster. */
const append: Held[] = [
  'directory UpdateItem',
  'messages PutItem',
  ...inReserve(
    'What is sent again is looked for: its claim, its place in the log, and how its room is divided by now.',
    'directory BatchGetItem',
    'messages GetItem',
    'messages Query',
  ),
  ...inReserve(
    'Large rooms and bursts alone have their log written at once, and its claims settled.',
    'messages UpdateItem',
    'messages BatchWriteItem',
  ),
  'persistQueue SendMessage',
  ...deliver,
];

/** Why what has to do with links is not seen in use. */
const outside = 'Pages are read from the public internet, which no suite depends on.';

/** Find what waits for its time, and settle it. */
const findDue: Held[] = ['directory/byUser Query', 'directory UpdateItem', 'directory DeleteItem'];

/** Take seats, and divide the roster of a room that is full. */
const seatPeople: Held[] = [
  'connections Query',
  'connections UpdateItem',
  'directory BatchGetItem',
  ...inReserve('A room is divided when some 200 connections are in it.', 'connections/byChannel Query', 'directory UpdateItem'),
];
const unseatPeople: Held[] = ['connections/byChannel Query', 'connections DeleteItem'];
/** Make a roster agree with a membership that has changed: each seat is looked at before it is written. */
const settleSeats: Held[] = ['connections GetItem', ...seatPeople, ...unseatPeople];
/** Whoever owns a room and goes leaves it to another. */
const handOver: Held[] = inReserve('Seats follow where an owner goes and whoever takes over is connected.', 'connections GetItem');
/** The same, for who comes in. */
const seatNewcomers: Held[] = [
  'connections GetItem',
  ...seatPeople,
  ...inReserve('Whoever is put out in the very moment in which they come in loses the seat again.', ...unseatPeople),
];
const bringIn: Held[] = [...append, ...seatNewcomers, 'directory GetItem', 'directory PutItem'];
const takeOut: Held[] = [...append, ...unseatPeople, 'directory GetItem', 'directory DeleteItem'];

/** Tombstone, sign-outs, rooms, and what was kept. */
const endAccounts: Held[] = [
  ...describeRooms,
  ...listMemberships,
  ...readLog,
  ...append,
  ...seatPeople,
  ...handOver,
  'directory GetItem',
  'directory PutItem',
  ...inReserve('Sockets are closed first, so that a seat is only there if one opened in the same moment.', ...unseatPeople),
  'directory DeleteItem',
  ...closeConnections,
  'directory BatchWriteItem',
  'gateway DELETE',
];

// A function that waits for DynamoDB needs little; one that signs many posts needs CPU. API Gateway gives up after 29 s, people long before.
const small = { memoryMb: 256, timeoutSeconds: 10 };
const medium = { memoryMb: 512, timeoutSeconds: 10 };
const large = { memoryMb: 1_024, timeoutSeconds: 10 };

export const functions: Readonly<Record<FunctionName, FunctionShape>> = {
  // Takes the ticket, opens the connection unless the device was signed out, takes its seats, has others told.
  connect: {
    ...medium,
    may: [
      'directory GetItem',
      'connections DeleteItem',
      'connections PutItem',
      ...listMemberships,
      ...seatPeople,
      ...inReserve('A seat is looked at again whose membership changed while it was taken.', 'connections GetItem'),
      ...closeConnections,
    ],
  },
  disconnect: { ...small, may: [...closeConnections, 'fanoutQueue SendMessage'] },
  send: { ...large, may: [...speak, ...append, ...readLog] },
  // Moves the read mark; tells the rooms of a user's presence.
  signal: { ...medium, may: [...speak, ...announce, ...listMemberships, 'directory UpdateItem', 'directory Query'] },
  default: { ...small, timeoutSeconds: 3, may: [] },
  // Writes the log and its revisions; then makes the rosters agree with the memberships. What comes too late for its seq is appended anew.
  persist: {
    ...medium,
    may: [
      'messages BatchGetItem',
      'messages BatchWriteItem',
      'messages UpdateItem',
      'messages Query',
      'directory GetItem',
      'directory Query',
      ...settleSeats,
      ...inReserve('A claim is put by `persist` where its sender has died before it could.', 'messages PutItem'),
      ...inReserve('What comes too late for its seq, after 15 minutes, is appended anew.', ...append),
      ...inReserve(outside, 'previewQueue SendMessage'),
    ],
  },
  // Reads pages of the internet, for 5 seconds each at most, and appends what they say.
  preview: { ...medium, timeoutSeconds: 20, may: inReserve(outside, ...append) },
  // Holds pumps and reads the log; closes connections that are gone; tells who has come and gone.
  fanout: { ...large, may: [...readLog, ...closeConnections, ...announce, 'connections GetItem', ...listMemberships, 'directory Query'] },
  // The one function that scans, a bounded page at a time.
  sweep: {
    ...small,
    timeoutSeconds: 60,
    may: inReserve(
      'It runs every 15 minutes, which no suite waits for.',
      'connections Scan',
      'connections BatchWriteItem',
      'connections GetItem',
      'connections PutItem',
      'fanoutQueue SendMessage',
    ),
  },
  // What is overdue after an outage is sent by this one, some hundreds a run.
  due: {
    ...medium,
    timeoutSeconds: 50,
    may: [
      'directory/byUser Query',
      ...inReserve(
        'It finds work only where nobody has looked for a minute after its time: whoever is here does it first.',
        ...seeRoom,
        ...append,
        ...findDue,
        ...endAccounts,
      ),
    ],
  },
  // Makes the person that it visits as; everything else it does as anybody may. Its waits add up to a minute at worst.
  canary: {
    ...medium,
    timeoutSeconds: 90,
    may: inReserve(
      'A user pool has an id that nobody chooses, by which the report cannot tell that it is the one.',
      'userPool AdminCreateUser',
    ),
  },
  // Cognito waits 5 seconds for a trigger.
  accounts: { ...small, timeoutSeconds: 5, may: ['directory GetItem', 'directory PutItem'] },
  // Counts what is unread; writes the device and the ticket.
  'api-session': {
    ...medium,
    may: [...listMemberships, ...describeRooms, ...settleLog, 'connections PutItem', 'connections GetItem', 'directory UpdateItem'],
  },
  // Tells who shares a room with the user of a new name or status; has the room of two people take nothing while one blocks the other;
  // keeps custom emoji.
  'api-me': {
    ...medium,
    may: [
      'directory GetItem',
      'directory PutItem',
      'directory UpdateItem',
      'directory DeleteItem',
      'directory Query',
      'connections GetItem',
      'connections UpdateItem',
      ...listMemberships,
      ...announce,
    ],
  },
  // Makes a tombstone of a profile, signs out, leaves rooms, removes what was kept; reads what is exported.
  'api-account': { ...medium, may: [...endAccounts, 'messages BatchGetItem'] },
  // Ends sign-ins, and their sockets.
  'api-devices': {
    ...medium,
    may: ['directory GetItem', 'directory Query', 'directory UpdateItem', ...deliver, ...closeConnections, 'gateway DELETE'],
  },
  'api-users': { ...small, may: [...describeRooms, ...listMemberships, 'connections BatchGetItem'] },
  'api-rooms': { ...medium, may: [...describeRooms, ...bringIn, ...takeOut] },
  // Looks at the messages that are reported.
  'api-members': { ...medium, may: [...describeRooms, 'connections BatchGetItem', ...bringIn, ...takeOut, ...settleSeats, ...readLog] },
  'api-invites': { ...medium, may: [...describeRooms, ...listMemberships, ...bringIn, 'directory DeleteItem'] },
  // Open to the world: it reads, and nothing else.
  'api-invitation': { ...small, may: ['directory GetItem'] },
  // A direct room begins without a word: everyone is put in, and nothing is appended.
  'api-direct': {
    ...medium,
    may: [...describeRooms, ...listMemberships, ...seatNewcomers, ...deliver, 'directory PutItem'],
  },
  // Keeps, lists and lets go; sends at once what is due of whoever asks; threads that one follows.
  'api-keepsakes': {
    ...medium,
    may: [
      ...seeRoom,
      ...append,
      'directory Query',
      'directory/byUser Query',
      'directory PutItem',
      'directory DeleteItem',
      'messages BatchGetItem',
    ],
  },
  // Reads what the others have measured; the gate looks at the caller's device.
  'api-insight': { ...small, may: ['directory GetItem', 'metrics GetMetricData'] },
  // Looks which of the messages that are edited on a page are deleted.
  'api-history': { ...medium, may: [...seeRoom, 'directory BatchGetItem', ...listMemberships, ...settleLog, 'messages BatchGetItem'] },
};

/** A resource that can allow a function some actions on itself. */
export interface Grantor {
  /** `unused`: for which of the actions a reason is to be told why they are held though no suite uses them. */
  allow(fn: ChatFunction, actions: readonly string[], unused: Readonly<Record<string, string>>): void;
}

/** Actions of one service, as a policy names them. */
export const ofService = (service: string, actions: readonly string[], unused: Readonly<Record<string, string>>) => ({
  actions: actions.map((action) => `${service}:${action}`),
  unused: Object.fromEntries(Object.entries(unused).map(([action, because]) => [`${service}:${action}`, because])),
});

/** A function's rights, each once, with the reason of those in reserve; what one deed is seen doing counts, whatever another says. */
const rightsOf = (name: FunctionName): Map<Right, string | undefined> => {
  const rights = new Map<Right, string | undefined>();
  for (const held of functions[name].may) {
    const right = rightOf(held);
    if (typeof held === 'string') rights.set(right, undefined);
    else if (!rights.has(right)) rights.set(right, held.because);
  }
  return rights;
};

/** Gives the function what the table says, of the resources at hand. Throws if it may use another. */
export const grant = (fn: ChatFunction, atHand: Readonly<Record<string, Grantor>>): void => {
  const rights = Array.from(rightsOf(fn.functionName), ([right, because]) => {
    const [resource = '', action = ''] = right.split(' ');
    return { resource, action, because };
  });
  for (const [resource, held] of Map.groupBy(rights, ({ resource }) => resource)) {
    const grantor = atHand[resource];
    if (grantor === undefined) throw new Error(`${fn.functionName} may use ${resource}, which is not at hand.`);
    const unused = held.flatMap(({ action, because }) => (because === undefined ? [] : [[action, because] as const]));
    grantor.allow(
      fn,
      held.map(({ action }) => action),
      Object.fromEntries(unused),
    );
  }
};
