// The composition roots: what each function is given. Exports of their own, so that a bundle holds the adapters its function uses and no others.
import { openBallots } from '../adapters/dynamodb/ballots.ts';
import { openBans } from '../adapters/dynamodb/bans.ts';
import { openBlocks } from '../adapters/dynamodb/blocks.ts';
import { openDynamoDb } from '../adapters/dynamodb/client.ts';
import { openConnections } from '../adapters/dynamodb/connections.ts';
import { openDevices } from '../adapters/dynamodb/devices.ts';
import { openDrafts } from '../adapters/dynamodb/drafts.ts';
import { openEmoji, openEmojiNames } from '../adapters/dynamodb/emoji.ts';
import { openFollows } from '../adapters/dynamodb/follows.ts';
import { openInvites } from '../adapters/dynamodb/invites.ts';
import { openDeliverables } from '../adapters/dynamodb/log-rows.ts';
import { openMemberships } from '../adapters/dynamodb/memberships.ts';
import { openLog, openMessages } from '../adapters/dynamodb/messages.ts';
import { openPeople } from '../adapters/dynamodb/people.ts';
import { openPumps } from '../adapters/dynamodb/pumps.ts';
import { openReports } from '../adapters/dynamodb/reports.ts';
import { openRooms } from '../adapters/dynamodb/rooms.ts';
import { openSaved } from '../adapters/dynamodb/saved.ts';
import { openScheduled } from '../adapters/dynamodb/scheduled.ts';
import { openTable } from '../adapters/dynamodb/table.ts';
import { fingerprint } from '../adapters/fingerprint.ts';
import { openGateway } from '../adapters/gateway.ts';
import { openSdkGateway } from '../adapters/gateway-sdk.ts';
import { openLogins } from '../adapters/logins.ts';
import { openMeasurements } from '../adapters/measurements.ts';
import { openFanoutQueue, openPersistQueue, openPreviewQueue } from '../adapters/queue.ts';
import { openVisitors } from '../adapters/visitors.ts';
import { type Environment, metricsNamespace, readEnvironment, readPlatform } from './env.ts';
import { defaultProvider } from './environment-credentials.ts';
import { lately } from './lately.ts';
import { type Observer, SERVICE } from './observer.ts';
import { once } from './once.ts';

const clock = Date.now;

/** How old the number of open connections may be that clients are spread by. */
const ESTIMATE_MS = 5_000;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Marked as pure, so that a bundle that needs neither holds none of what they open.
export const platform = /* @__PURE__ */ once(() => ({ ...readPlatform(), credentials: defaultProvider() }));
const dynamoDb = /* @__PURE__ */ once(() => openDynamoDb(platform()));

export const directory = ({ DIRECTORY_TABLE }: { DIRECTORY_TABLE: string }) => {
  const table = openTable(dynamoDb(), DIRECTORY_TABLE);
  return { rooms: openRooms(table), memberships: openMemberships(table) };
};
const people = ({ DIRECTORY_TABLE }: { DIRECTORY_TABLE: string }) => ({ people: openPeople(openTable(dynamoDb(), DIRECTORY_TABLE)) });
const blocksPort = ({ DIRECTORY_TABLE }: { DIRECTORY_TABLE: string }) => ({ blocks: openBlocks(openTable(dynamoDb(), DIRECTORY_TABLE)) });
export const devicesPort = ({ DIRECTORY_TABLE }: { DIRECTORY_TABLE: string }) => ({
  devices: openDevices(openTable(dynamoDb(), DIRECTORY_TABLE)),
});
const reportsPort = ({ DIRECTORY_TABLE }: { DIRECTORY_TABLE: string }) => ({
  reports: openReports(openTable(dynamoDb(), DIRECTORY_TABLE)),
});
const log = ({ MESSAGES_TABLE }: { MESSAGES_TABLE: string }) => {
  const table = openTable(dynamoDb(), MESSAGES_TABLE);
  return { messages: openLog(table), ballots: openBallots(table) };
};
/** The log, and what people read of it. */
const history = ({ MESSAGES_TABLE }: { MESSAGES_TABLE: string }) => {
  const table = openTable(dynamoDb(), MESSAGES_TABLE);
  return { messages: openMessages(table), ballots: openBallots(table) };
};
const connected = ({ CONNECTIONS_TABLE }: { CONNECTIONS_TABLE: string }) => ({
  connections: openConnections(openTable(dynamoDb(), CONNECTIONS_TABLE), clock),
});
const queue = ({ PERSIST_QUEUE_URL }: { PERSIST_QUEUE_URL: string }) => ({ persistQueue: openPersistQueue(platform(), PERSIST_QUEUE_URL) });
const fanoutQueue = ({ FANOUT_QUEUE_URL }: { FANOUT_QUEUE_URL: string }) => ({
  fanoutQueue: openFanoutQueue(platform(), FANOUT_QUEUE_URL),
});
const rate = ({ FRAMES_PER_SECOND, FRAME_BURST }: { FRAMES_PER_SECOND: string; FRAME_BURST: string }) => ({
  rate: { perSecond: Number(FRAMES_PER_SECOND), burst: Number(FRAME_BURST) },
});

interface Callback {
  CALLBACK_URL: string;
  POSTS_PER_SECOND: string;
}
const gatewayOptions = ({ CALLBACK_URL, POSTS_PER_SECOND }: Callback, { logger }: Observer) => ({
  ...platform(),
  endpoint: platform().callbackEndpoint ?? CALLBACK_URL,
  postsPerSecond: Number(POSTS_PER_SECOND),
  onFailure: (error: unknown) => logger.warn('gateway', { error }),
});

type Delivering = Callback & { DIRECTORY_TABLE: string; CONNECTIONS_TABLE: string; FANOUT_QUEUE_URL: string };

const unpostedDelivery = (environment: Delivering, { meter }: Observer) => ({
  ...directory(environment),
  ...connected(environment),
  ...fanoutQueue(environment),
  meter,
  clock,
});
/** What opens and closes connections: whom others then hear of is left to the fan-out. */
export const comingAndGoing = (environment: { CONNECTIONS_TABLE: string; FANOUT_QUEUE_URL: string }, { meter }: Observer) => ({
  ...connected(environment),
  ...fanoutQueue(environment),
  meter,
  clock,
});
/** What every function that speaks to clients needs. */
const delivery = (environment: Delivering, observer: Observer) => ({
  ...unpostedDelivery(environment, observer),
  gateway: openSdkGateway(gatewayOptions(environment, observer)),
});
/** The same, for functions that speak to many, or start while somebody waits. */
const wideDelivery = (environment: Delivering, observer: Observer) => ({
  ...unpostedDelivery(environment, observer),
  gateway: openGateway(gatewayOptions(environment, observer)),
});

export const disconnectPorts = (observer: Observer) => comingAndGoing(readEnvironment('disconnect'), observer);

/** What appends to a room's log and posts to many. */
export const append = (environment: Environment<'preview'>, observer: Observer) => ({
  ...wideDelivery(environment, observer),
  ...log(environment),
  ...queue(environment),
});

export const sendPorts = (observer: Observer) => {
  const environment = readEnvironment('send');
  const emoji = openEmojiNames(openTable(dynamoDb(), environment.DIRECTORY_TABLE));
  return { ...append(environment, observer), ...rate(environment), emoji, fingerprint };
};

export const signalPorts = (observer: Observer) => {
  const environment = readEnvironment('signal');
  return { ...rate(environment), ...people(environment), ...blocksPort(environment), ...wideDelivery(environment, observer) };
};

export const persistPorts = (observer: Observer) => {
  const report = (defect: unknown): void => observer.logger.error('failed', { error: defect });
  const environment = readEnvironment('persist');
  const follows = openFollows(openTable(dynamoDb(), environment.DIRECTORY_TABLE));
  const previewQueue = openPreviewQueue(platform(), environment.PREVIEW_QUEUE_URL);
  return { ...append(environment, observer), ...blocksPort(environment), previewQueue, follows, pause, report };
};

export const fanoutPorts = (observer: Observer) => {
  const environment = readEnvironment('fanout');
  const pumps = openPumps(openTable(dynamoDb(), environment.CONNECTIONS_TABLE));
  const messages = openDeliverables(openTable(dynamoDb(), environment.MESSAGES_TABLE));
  return { ...wideDelivery(environment, observer), ...people(environment), ...blocksPort(environment), messages, pumps, pause };
};

export const sweepPorts = ({ meter }: Observer) => {
  const environment = readEnvironment('sweep');
  return { ...connected(environment), ...fanoutQueue(environment), meter, clock };
};

export const canaryPorts = ({ meter }: Observer) => {
  const { USER_POOL_ID: userPoolId, USER_POOL_CLIENT_ID: clientId, HTTP_URL: httpUrl } = readEnvironment('canary');
  return { visitors: openVisitors({ ...platform(), userPoolId, clientId, httpUrl }), meter, clock, pause };
};

export const accountsPorts = () => ({ ...people(readEnvironment('accounts')), clock });

export const sessionPorts = ({ meter }: Observer) => {
  const environment = readEnvironment('api-session');
  const { WEBSOCKET_URL: websocketUrl } = environment;
  const { connections } = connected(environment);
  const estimate = lately(connections.estimate, ESTIMATE_MS);
  return {
    ...directory(environment),
    ...people(environment),
    ...devicesPort(environment),
    ...blocksPort(environment),
    ...history(environment),
    connections: { ...connections, estimate },
    meter,
    clock,
    websocketUrl,
  };
};

export const mePorts = (observer: Observer) => {
  const environment = readEnvironment('api-me');
  const emoji = openEmoji(openTable(dynamoDb(), environment.DIRECTORY_TABLE));
  return { ...people(environment), ...blocksPort(environment), ...delivery(environment, observer), emoji };
};

export const devicesPorts = (observer: Observer) => {
  const environment = readEnvironment('api-devices');
  return { ...devicesPort(environment), ...delivery(environment, observer) };
};

export const usersPorts = () => {
  const environment = readEnvironment('api-users');
  return { ...directory(environment), ...people(environment), ...blocksPort(environment), ...connected(environment) };
};

/** Who may come into rooms, and who may not. */
const doors = ({ DIRECTORY_TABLE }: { DIRECTORY_TABLE: string }) => {
  const table = openTable(dynamoDb(), DIRECTORY_TABLE);
  return { bans: openBans(table), invites: openInvites(table), blocks: openBlocks(table) };
};

export const invitationPorts = () => {
  const environment = readEnvironment('api-invitation');
  return { ...directory(environment), ...people(environment), ...doors(environment), clock };
};

export const roomPorts = (name: 'api-rooms' | 'api-members' | 'api-direct' | 'api-invites', observer: Observer) => {
  const environment = readEnvironment(name);
  return { ...people(environment), ...doors(environment), ...log(environment), ...queue(environment), ...delivery(environment, observer) };
};

export const memberPorts = (observer: Observer) => ({
  ...roomPorts('api-members', observer),
  ...reportsPort(readEnvironment('api-members')),
});

/** What ends an account. */
const farewell = (environment: Environment<'due'>, observer: Observer) => ({
  ...people(environment),
  ...devicesPort(environment),
  ...doors(environment),
  ...append(environment, observer),
});

/** What people keep for themselves. */
const keepsakes = ({ DIRECTORY_TABLE }: { DIRECTORY_TABLE: string }) => {
  const table = openTable(dynamoDb(), DIRECTORY_TABLE);
  return {
    drafts: openDrafts(table),
    saved: openSaved(table),
    scheduled: openScheduled(table),
    fingerprint,
    follows: openFollows(table),
    blocks: openBlocks(table),
  };
};

export const accountPorts = (observer: Observer) => {
  const environment = readEnvironment('api-account');
  const { region, cognitoEndpoint: endpoint } = platform();
  const logins = openLogins({ region, endpoint });
  return { ...farewell(environment, observer), ...history(environment), ...keepsakes(environment), ...reportsPort(environment), logins };
};

export const keepsakePorts = (name: 'api-keepsakes' | 'due', observer: Observer) => {
  const environment = readEnvironment(name);
  const report = (defect: unknown): void => observer.logger.error('failed', { error: defect });
  return { ...farewell(environment, observer), ...history(environment), ...keepsakes(environment), report };
};

export const historyPorts = ({ meter }: Observer) => {
  const environment = readEnvironment('api-history');
  return { ...directory(environment), ...history(environment), meter, clock };
};

export const insightPorts = () => {
  const { ACCEPTED_DOLLARS, DELIVERED_DOLLARS } = readEnvironment('api-insight');
  const { cloudwatchEndpoint: endpoint, ...others } = platform();
  const measurements = openMeasurements({ ...others, endpoint, namespace: metricsNamespace(), dimensions: { service: SERVICE } });
  return { measurements, price: { accepted: Number(ACCEPTED_DOLLARS), delivered: Number(DELIVERED_DOLLARS) }, clock };
};
