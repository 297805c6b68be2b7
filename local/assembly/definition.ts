// What the assembly describes, as plain data: nothing of CloudFormation is left. Names and URLs are still those of AWS; see `hosts.ts`.
import type { PolicyStatement, QueueDefinition, TableDefinition, UserPoolClientDefinition, UserPoolDefinition } from '../ports.ts';

export interface CloudDefinition {
  region: string;
  accountId: string;
  urlSuffix: string;
  tables: TableDefinition[];
  queues: QueueDefinition[];
  userPools: UserPoolDefinition[];
  userPoolClients: UserPoolClientDefinition[];
  functions: FunctionDefinition[];
  eventSources: EventSourceDefinition[];
  schedules: ScheduleDefinition[];
  httpApi: HttpApiDefinition;
  websocketApi: WebSocketApiDefinition;
  site: SiteDefinition;
  /** Resource types that the local cloud does not serve, each once. */
  skipped: string[];
}

export interface FunctionDefinition {
  name: string;
  /** What the function calls itself in its logs and metrics; its name if it says nothing. */
  label: string;
  arn: string;
  /** The folder of the bundled code. */
  folder: string;
  /** The module in the folder and its export, as in `index.handler`. */
  handler: { module: string; exportName: string };
  environment: Record<string, string>;
  timeoutMs: number;
  memoryMb: number;
  /** Most invocations at once; the platform's when undefined. */
  reservedConcurrency?: number;
  roleName: string;
  statements: PolicyStatement[];
}

/** A queue that feeds a function. */
export interface EventSourceDefinition {
  queueArn: string;
  functionName: string;
  batchSize: number;
  windowMs: number;
  reportsItemFailures: boolean;
  maximumConcurrency?: number;
}

export interface ScheduleDefinition {
  name: string;
  arn: string;
  functionName: string;
  everyMs: number;
  /** The event, where the schedule has one of its own. */
  input?: unknown;
}

/** Token bucket of a stage. */
export interface Throttle {
  ratePerSecond: number;
  burst: number;
}

export interface HttpApiDefinition {
  id: string;
  /** `$default`, or the first part of every path. */
  stage: string;
  routes: HttpRoute[];
  cors?: CorsDefinition;
  throttle?: Throttle;
}

export interface HttpRoute {
  /** `GET /v1/rooms/{roomId}`, `ANY /x/{proxy+}` or `$default`. */
  routeKey: string;
  functionName: string;
  timeoutMs: number;
  authorizer?: JwtAuthorizer;
}

export interface JwtAuthorizer {
  userPoolId: string;
  audience: string[];
  /** The token must have one of them, if there are any. */
  scopes: string[];
}

export interface CorsDefinition {
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds?: number;
  allowCredentials: boolean;
}

export interface WebSocketApiDefinition {
  id: string;
  stage: string;
  /** The field of a frame that names its route, from `$request.body.<field>`. */
  routeField: string;
  routes: WebSocketRoute[];
  throttle?: Throttle;
}

export interface WebSocketRoute {
  /** `$connect`, `$disconnect`, `$default` or a value of the route field. */
  routeKey: string;
  integration:
    | { kind: 'function'; functionName: string; timeoutMs: number }
    /** Answers by itself; `reply` is the text of its response template. */
    | { kind: 'mock'; reply?: string };
  /** Whether what the integration returns reaches the client. */
  hasResponse: boolean;
}

export interface SiteDefinition {
  /** The distribution's domain name. */
  domainName: string;
  /** Folders whose files are copied into the bucket, in order. */
  sources: SiteSource[];
  defaultDocument: string;
  /** What answers for a path that is not there, with status 200. */
  fallbackDocument?: string;
  headers: Record<string, string>;
}

export interface SiteSource {
  folder: string;
  /** Which of its files count: all but those that match `exclude`, and those that match `include`. `*` stands for any text. */
  exclude: string[];
  include: string[];
  cacheControl?: string;
  /** Texts to replace in the files, and by what. */
  markers: Record<string, string>;
  /** Whether the replacements go into JSON strings. */
  escapeJson: boolean;
}
