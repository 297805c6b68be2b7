// How the parts of the local cloud meet: the assembly describes, the engines and gateways serve, the edge stands between functions and engines.
import type { EmbeddedMetric } from './functions/embedded-metrics.ts';

/** One statement of an IAM policy, resolved: no tokens left. */
export interface PolicyStatement {
  sid?: string;
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
  conditions?: Record<string, Record<string, string | string[]>>;
}

/** Who may call: a function's role with credentials of its own, so that the edge knows the caller by the access key. */
export interface Identity {
  accessKeyId: string;
  secretAccessKey: string;
  roleName: string;
  /** The function that runs under the role; for the meter and for messages. */
  functionName: string;
  statements: PolicyStatement[];
}

/** A call to an AWS service, its signature checked and its caller allowed. */
export interface AwsCall {
  /** The signing name: `dynamodb`, `sqs`, `execute-api`, `cognito-idp`, `monitoring`. */
  service: string;
  /** The region that the call was signed for; empty if it is not signed. */
  region: string;
  /** `PutItem`, `SendMessage`, `ManageConnections`, … */
  action: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Undefined for Cognito's public calls, which nobody signs. */
  identity?: Identity;
}

export interface AwsReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
  /** What the service bills for the call, in its own unit: DynamoDB's capacity units, requests. @default 1 for what was carried out, 0 for the rest */
  units?: number;
}

/** What answers one service's calls. Throws only on a bug; a refusal is a reply in the service's own error format. */
export interface Engine {
  handle(call: AwsCall): Promise<AwsReply>;
  /** What a policy's `Resource` must match for this call: the ARNs that it touches. */
  resourcesOf(call: AwsCall): string[];
  close(): Promise<void>;
}

export interface TableDefinition {
  name: string;
  arn: string;
  partitionKey: KeyAttribute;
  sortKey?: KeyAttribute;
  indexes: { name: string; partitionKey: KeyAttribute; sortKey?: KeyAttribute; projection: 'ALL' | 'KEYS_ONLY' | { include: string[] } }[];
  ttlAttribute?: string;
}
export interface KeyAttribute {
  name: string;
  type: 'S' | 'N' | 'B';
}

export interface QueueDefinition {
  name: string;
  arn: string;
  url: string;
  visibilitySeconds: number;
  retentionSeconds: number;
  /** After this many receives a message goes to the dead-letter queue. */
  deadLetter?: { arn: string; maxReceives: number };
  delaySeconds?: number;
}

/** A message as an event source reads it. */
export interface QueueMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { stringValue?: string; dataType: string }>;
}

/** DynamoDB: AWS JSON 1.0 over `handle`, and the tables of the assembly. Data survives a restart. */
export interface DynamoDbEngine extends Engine {
  /** Creates the table if it is not there. Refuses a change of keys with a sentence that names the table. */
  createTable(definition: TableDefinition): Promise<void>;
}

/** SQS: AWS JSON over `handle`, and the polling side that event sources use in-process. Messages survive a restart. */
export interface SqsEngine extends Engine {
  createQueue(definition: QueueDefinition): Promise<void>;
  /** Receives up to `max` messages and hides them; waits at most `waitMs` for the first. */
  receive(queueArn: string, max: number, waitMs: number, signal: AbortSignal): Promise<QueueMessage[]>;
  delete(queueArn: string, receiptHandles: readonly string[]): Promise<void>;
  /** Makes messages visible again at once, as Lambda does for failed items when their visibility ends. */
  release(queueArn: string, receiptHandles: readonly string[], afterSeconds: number): Promise<void>;
  depth(queueArn: string): Promise<QueueDepth>;
}

/** How many messages a queue holds: to be had, with a receiver, not to be had yet. */
export interface QueueDepth {
  visible: number;
  inFlight: number;
  delayed: number;
  /** Of all that it holds, milliseconds since the epoch; undefined if it holds none. */
  oldestSentAt?: number;
}

export interface UserPoolDefinition {
  id: string;
  arn: string;
  passwordPolicy: { minimumLength: number; lowercase: boolean; uppercase: boolean; numbers: boolean; symbols: boolean };
  /** Names of the groups that users may be put into. */
  groups: string[];
  /** Cognito trigger name (`PostConfirmation`, `PostAuthentication`, …) to the function's logical name. */
  triggers: Record<string, string>;
}
export interface UserPoolClientDefinition {
  id: string;
  userPoolId: string;
  authFlows: string[];
  accessTokenSeconds: number;
  idTokenSeconds: number;
  refreshTokenSeconds: number;
}

/** A mail that would have been sent. */
export interface Mail {
  to: string;
  code: string;
  sentAt: number;
  subject: string;
}

/** Cognito: its public JSON 1.1 API over `handle`, JWKS at `/<poolId>/.well-known/jwks.json`. Users survive a restart. */
export interface CognitoEngine extends Engine {
  createUserPool(definition: UserPoolDefinition): Promise<void>;
  createUserPoolClient(definition: UserPoolClientDefinition): Promise<void>;
  /** Public keys, as JWKS JSON. */
  jwks(userPoolId: string): string | undefined;
  /** Checks signature, issuer, expiry; gives the claims. For the HTTP gateway's JWT authorizer. */
  verify(token: string, userPoolId: string): Promise<Record<string, unknown> | undefined>;
  /** Newest last; kept in memory and bounded. */
  mails(to?: string): Mail[];
}

/** CloudWatch: AWS JSON 1.0 over `handle`, of what functions have measured. It survives a restart. */
export interface CloudWatchEngine extends Engine {
  /** Takes in what has been measured now. */
  record(metrics: readonly EmbeddedMetric[]): void;
}

/** The management side of the WebSocket gateway, behind `execute-api`. */
export interface ManagementApi {
  post(connectionId: string, data: Buffer): Promise<'sent' | 'gone'>;
  disconnect(connectionId: string): Promise<boolean>;
  describe(connectionId: string): { connectedAt: number; lastActiveAt: number; sourceIp: string } | undefined;
}

/** What carries a call out. */
export type CarryOut = (call: AwsCall) => Promise<AwsReply>;

/** Stands between the edge and the engines: has an allowed call carried out early, late, in part or not at all, and answers it. */
export type Interference = (call: AwsCall, carryOut: CarryOut) => Promise<AwsReply>;

/** An execution environment while it runs an invocation. */
export interface RunningInvocation {
  functionName: string;
  /** The session token that its calls to AWS carry, and no other environment's. */
  sessionToken: string;
  /** Ends the environment in the middle, as if its machine had died. */
  kill(): Promise<void>;
}

/** A client's socket, and what may be done to it without a goodbye. */
export interface Breakable {
  /** Resets it. */
  cut(): void;
  /** From now on nothing passes in either direction, and neither side hears of it. */
  freeze(): void;
}

/** What may befall clients' sockets. */
export interface SocketPerils {
  /** Told of each socket that opens; gives what to call when it has closed. */
  expose(socket: Breakable): () => void;
  /** Asked at each end: whether nobody hears of it. */
  losesDisconnect(): boolean;
}

/** Runs one invocation of a function, as Lambda's Invoke does. */
export interface Functions {
  /**
   * `isWanted` is asked when an instance is free for it: where whoever called has hung up by then, the invocation never begins. Lambda would have
   * begun it at once; here it would only hold up those who still wait. @default always wanted
   */
  invoke(functionName: string, event: unknown, isWanted?: () => boolean): Promise<InvokeResult>;
}
export type InvokeResult =
  | { ok: true; payload: unknown; durationMs: number; cold: boolean }
  | { ok: false; errorType: string; errorMessage: string; durationMs: number; cold: boolean };

/** One entry of the cost meter: calls by function, service, action and verdict. */
export interface MeteredCall {
  functionName: string;
  service: string;
  action: string;
  verdict: 'allowed' | 'denied' | 'failed';
  count: number;
  /** What the service bills for them all, in its own unit: see `AwsReply`. */
  units: number;
}
