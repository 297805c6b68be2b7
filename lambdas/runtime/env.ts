// The environment of each function, once: the stack sets it (typed by these schemas), the function reads it. The only place here that touches process.env.
import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

const directory = { DIRECTORY_TABLE: name };
const messages = { MESSAGES_TABLE: name };
const connections = { CONNECTIONS_TABLE: name };
/** Where events wait to be persisted. */
const persistQueue = { PERSIST_QUEUE_URL: name };
/** Where work waits that is not for the hot path. */
const fanoutQueue = { FANOUT_QUEUE_URL: name };
/** The WebSocket stage's @connections endpoint, `https://…/stage`; and the account's quota of calls to it. */
const gateway = { CALLBACK_URL: name, POSTS_PER_SECOND: name };
const userPool = { USER_POOL_ID: name, USER_POOL_CLIENT_ID: name };
/** Sustained frames a second of a connection in a room, and how many may come at once (R6). */
const rate = { FRAMES_PER_SECOND: name, FRAME_BURST: name };

/** What speaks to clients. */
const delivery = { ...directory, ...connections, ...gateway, ...fanoutQueue };
/** What appends to a room's log and delivers it. */
const append = { ...delivery, ...messages, ...persistQueue };

export const environments = {
  connect: z.object({
    ...directory,
    ...connections,
    ...fanoutQueue,
    /** Origins that may open a socket, comma-separated. A request without an Origin does not come from a browser and is let through. */
    ALLOWED_ORIGINS: name,
    ...userPool,
  }),
  disconnect: z.object({ ...connections, ...fanoutQueue }),
  send: z.object({ ...append, ...rate }),
  signal: z.object({ ...delivery, ...rate }),
  default: z.object({}),
  persist: z.object({ ...append, PREVIEW_QUEUE_URL: name }),
  preview: z.object({ ...append }),
  fanout: z.object({ ...delivery, ...messages }),
  sweep: z.object({ ...connections, ...fanoutQueue }),
  accounts: z.object({ ...directory }),
  canary: z.object({
    ...userPool,
    /** Where clients call, `https://…`. */
    HTTP_URL: name,
  }),
  'api-session': z.object({
    ...directory,
    ...messages,
    ...connections,
    /** Where clients connect: `wss://…/stage`. */
    WEBSOCKET_URL: name,
  }),
  'api-me': z.object({ ...delivery }),
  'api-account': z.object({ ...append }),
  'api-devices': z.object({ ...delivery }),
  'api-users': z.object({ ...directory, ...connections }),
  'api-rooms': z.object({ ...append }),
  'api-members': z.object({ ...append }),
  'api-keepsakes': z.object({ ...append }),
  due: z.object({ ...append }),
  'api-direct': z.object({ ...append }),
  'api-invites': z.object({ ...append }),
  'api-invitation': z.object({ ...directory }),
  'api-history': z.object({ ...directory, ...messages }),
  'api-insight': z.object({
    ...directory,
    /** US dollars for each event that is accepted, and for each post. */
    ACCEPTED_DOLLARS: name,
    DELIVERED_DOLLARS: name,
  }),
} as const;

/** The names of the functions; each is a file in `handlers/`. */
export type FunctionName = keyof typeof environments;
export type HttpFunctionName = Extract<FunctionName, `api-${string}`>;
export type Environment<F extends FunctionName> = z.infer<(typeof environments)[F]>;

/** Reads and checks a function's environment. Throws at the cold start if a variable is missing, naming it. */
export const readEnvironment = <F extends FunctionName>(functionName: F): Environment<F> =>
  environments[functionName].parse(process.env) as Environment<F>;

/** What Lambda and the AWS SDK's own settings say, which no stack sets: the Region, and endpoints other than AWS's, where there are any. */
export const readPlatform = () => {
  const { AWS_REGION: region = 'us-east-1', AWS_ENDPOINT_URL: endpoint } = process.env;
  return {
    region,
    callbackEndpoint: process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI,
    cognitoEndpoint: process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? endpoint,
    cloudwatchEndpoint: process.env.AWS_ENDPOINT_URL_CLOUDWATCH ?? endpoint,
  };
};

/** Where the stage's own metrics stand in CloudWatch. */
export const metricsNamespace = (): string => process.env.POWERTOOLS_METRICS_NAMESPACE ?? 'Parley';
