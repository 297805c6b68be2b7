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
  | `gateway ${'POST' | 'DELETE'}`;

export interface FunctionShape {
  /** CPU comes with memory: 1,769 MB is one core. */
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly may: readonly Right[];
}

// What a function does, told by deeds of the domain, each with what the adapters call for it.

const seeRoom: Right[] = ['directory GetItem'];
const describeRooms: Right[] = ['directory GetItem', 'directory BatchGetItem', 'directory Query'];
const listMemberships: Right[] = ['directory/byUser Query'];
const readLog: Right[] = ['messages Query'];
/** Read the log, and declare void what can no longer come. */
const settleLog: Right[] = [...readLog, 'messages PutItem', 'messages GetItem'];

/** Post to a roster or a user's devices, and hand over the posts that failed and the connections that are gone. */
const deliver: Right[] = ['connections/byChannel Query', 'gateway POST', 'fanoutQueue SendMessage'];

/** Tell a user's rooms, but not the large ones, that they came or went. */
const announce: Right[] = [...deliver, 'directory BatchGetItem'];

/** Have others told who has come or gone, or is to be forgotten. */
const leaveWord: Right[] = ['fanoutQueue SendMessage'];

/** Note that a connection has ended, have others told, and remove its rows. */
const closeConnections: Right[] = [...leaveWord, 'connections Query', 'connections BatchWriteItem', 'connections UpdateItem'];

/** Pass the gate; where there is no seat, find out why, and take it or close the connection. */
const speak: Right[] = [
  ...seeRoom,
  'connections UpdateItem',
  'connections GetItem',
  'connections Query',
  'connections DeleteItem',
  'gateway DELETE',
];

/** Number, claim, keep, deliver; for a large room, write the log at once, and divide the roster. */
const append: Right[] = [
  'directory UpdateItem',
  'directory BatchGetItem',
  'messages GetItem',
  'messages PutItem',
  'messages Query',
  'messages UpdateItem',
  'messages BatchWriteItem',
  'persistQueue SendMessage',
  ...deliver,
];

/** Find what waits for its time, and settle it. */
const findDue: Right[] = ['directory/byUser Query', 'directory UpdateItem', 'directory DeleteItem'];

/** Take seats, and divide the roster of a room that is full. */
const seatPeople: Right[] = [
  'connections/byChannel Query',
  'connections Query',
  'connections UpdateItem',
  'directory BatchGetItem',
  'directory UpdateItem',
];
const unseatPeople: Right[] = ['connections/byChannel Query', 'connections DeleteItem'];
const bringIn: Right[] = [...append, ...readLog, ...seatPeople, 'directory GetItem', 'directory PutItem'];
const takeOut: Right[] = [...append, ...unseatPeople, 'directory GetItem', 'directory DeleteItem'];

/** Tombstone, sign-outs, rooms, and what was kept. */
const endAccounts: Right[] = [
  ...describeRooms,
  ...listMemberships,
  ...bringIn,
  ...takeOut,
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
    may: ['directory GetItem', 'connections DeleteItem', 'connections PutItem', ...listMemberships, ...seatPeople, ...closeConnections],
  },
  disconnect: { ...small, may: closeConnections },
  send: { ...large, may: [...speak, ...append, ...readLog] },
  // Moves the read mark; tells the rooms of a user's presence.
  signal: { ...medium, may: [...speak, ...announce, ...listMemberships, 'directory UpdateItem'] },
  default: { ...small, timeoutSeconds: 3, may: [] },
  // Writes the log and its revisions; then makes the rosters agree with the memberships. What comes too late for its seq is appended anew.
  persist: {
    ...medium,
    may: [...append, 'previewQueue SendMessage', 'directory GetItem', ...seatPeople, ...unseatPeople],
  },
  // Reads pages of the internet, for 5 seconds each at most, and appends what they say.
  preview: { ...medium, timeoutSeconds: 20, may: append },
  // Holds pumps and reads the log; closes connections that are gone; tells who has come and gone.
  fanout: { ...large, may: [...readLog, ...closeConnections, ...announce, 'connections GetItem', ...listMemberships] },
  // The one function that scans, a bounded page at a time.
  sweep: {
    ...small,
    timeoutSeconds: 60,
    may: ['connections Scan', 'connections BatchWriteItem', 'connections GetItem', 'connections PutItem', 'fanoutQueue SendMessage'],
  },
  // What is overdue after an outage is sent by this one, some hundreds a run.
  due: { ...medium, timeoutSeconds: 50, may: [...seeRoom, ...append, ...findDue, ...endAccounts] },
  // Cognito waits 5 seconds for a trigger.
  accounts: { ...small, timeoutSeconds: 5, may: ['directory GetItem', 'directory PutItem'] },
  // Counts what is unread; writes the device and the ticket.
  'api-session': {
    ...medium,
    may: [...listMemberships, ...describeRooms, ...settleLog, 'connections PutItem', 'connections GetItem', 'directory UpdateItem'],
  },
  // Tells who shares a room with the user of a new name or status.
  'api-me': {
    ...medium,
    may: [
      'directory GetItem',
      'directory PutItem',
      'directory UpdateItem',
      'directory DeleteItem',
      'connections GetItem',
      ...listMemberships,
      ...announce,
    ],
  },
  // Makes a tombstone of a profile, signs out, leaves rooms, removes what was kept; reads what is exported.
  'api-account': { ...medium, may: endAccounts },
  // Ends sign-ins, and their sockets.
  'api-devices': {
    ...medium,
    may: ['directory GetItem', 'directory Query', 'directory UpdateItem', ...deliver, ...closeConnections, 'gateway DELETE'],
  },
  'api-users': { ...small, may: [...describeRooms, ...listMemberships, 'connections BatchGetItem'] },
  'api-rooms': { ...medium, may: [...describeRooms, ...bringIn, ...takeOut] },
  'api-members': { ...medium, may: [...describeRooms, 'connections BatchGetItem', ...bringIn, ...takeOut] },
  'api-invites': { ...medium, may: [...describeRooms, ...listMemberships, ...bringIn, 'directory DeleteItem'] },
  // Open to the world: it reads, and nothing else.
  'api-invitation': { ...small, may: ['directory GetItem'] },
  // A direct room begins without a word: everyone is put in, and nothing is appended.
  'api-direct': { ...medium, may: [...describeRooms, ...listMemberships, ...seatPeople, ...deliver, 'directory PutItem'] },
  // Keeps, lists and lets go; sends at once what is due of whoever asks.
  'api-keepsakes': { ...medium, may: [...seeRoom, ...append, 'directory Query', 'directory PutItem', 'directory DeleteItem'] },
  // Looks which of the messages that are edited on a page are deleted.
  'api-history': { ...medium, may: [...seeRoom, 'directory BatchGetItem', ...settleLog, 'messages BatchGetItem'] },
};

/** A resource that can allow a function some actions on itself. */
export interface Grantor {
  allow(fn: ChatFunction, actions: readonly string[]): void;
}

/** Gives the function what the table says, of the resources at hand. Throws if it may use another. */
export const grant = (fn: ChatFunction, atHand: Readonly<Record<string, Grantor>>): void => {
  const rights = [...new Set(functions[fn.functionName].may)].map((right) => right.split(' '));
  for (const [resource = '', actions] of Map.groupBy(rights, ([resource]) => resource)) {
    const grantor = atHand[resource];
    if (grantor === undefined) throw new Error(`${fn.functionName} may use ${resource}, which is not at hand.`);
    grantor.allow(
      fn,
      actions.flatMap(([, action = '']) => action),
    );
  }
};
