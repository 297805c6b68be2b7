// What differs between stages, and nothing else. Chosen with `-c stage=…`; a laptop's is `local`.
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';

export const stageNames = ['local', 'dev', 'staging', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

/** A token bucket of an API's stage. */
export interface Throttle {
  /** Sustained requests (or frames) a second. */
  readonly rateLimit: number;
  /** How many may come at once. */
  readonly burstLimit: number;
}

/** The site's own host name. */
export interface SiteDomain {
  readonly name: string;
  /** An ACM certificate for the name, in us-east-1, where CloudFront looks for it. */
  readonly certificateArn: string;
}

export interface StageConfig {
  readonly stage: StageName;
  /** Whether people's data must outlive a mistake: deletion protection, retained tables and user pool, termination protection. */
  readonly keepData: boolean;
  /** How far back a table can be restored, days (1 to 35). */
  readonly recoveryDays: number;
  /** How long logs are kept, days; one of the values that CloudWatch Logs knows. */
  readonly logDays: 3 | 7 | 30 | 90;
  readonly logLevel: 'DEBUG' | 'INFO';
  /** Whether functions carry source maps: readable stack traces, for some milliseconds an error. */
  readonly sourceMaps: boolean;
  readonly httpThrottle: Throttle;
  readonly socketThrottle: Throttle;
  /** R6: frames a second that a connection may send to a room, and how many at once. */
  readonly frameRate: { readonly perSecond: number; readonly burst: number };
  /** Most `persist` functions at once, so that a backlog cannot take the account's concurrency away from `send`. */
  readonly persistConcurrency: number;
  /**
   * Functions that the account keeps for `persist`, as many as its queue may take: what is acknowledged is in the history within seconds, however
   * many functions `send` and a large room take. @default none: it shares what there is
   */
  readonly persistReserved?: number;
  /**
   * How long events wait to be written to the history together, whole seconds, 1 to 3: what a busy stage saves, and what its history lags by
   * (decision 0047). @default they do not
   */
  readonly persistWindowSeconds?: number;
  /** Most `fanout` functions at once: how many shards of large rooms are served side by side, ten to a function. */
  readonly fanoutConcurrency: number;
  /**
   * Pollers that always wait at the queue of the fan-out, ten functions each, and are billed by the hour. @default none: Lambda begins with five
   * functions, and has 300 more a minute
   */
  readonly fanoutPollers?: number;
  /** Whether somebody tries each hour whether the stage works for people, and an alarm sounds when nobody could (decision 0086). */
  readonly canary: boolean;
  /** The account's quota of posts to connections, a second; typing and presence give way when it comes near. */
  readonly postsPerSecond: number;
  /** Whether the site's files are built and deployed: the app, and the config.json that tells it where the APIs are. */
  readonly web: boolean;
  /** @default CloudFront's own name */
  readonly domain?: SiteDomain;
  /**
   * The address that codes are mailed from, of a domain that Amazon SES has verified in the stage's Region. @default Cognito's own, which is good for 50
   * mails a day in an account
   */
  readonly mailFrom?: string;
  /** Who hears of alarms. @default nobody: alarms only show in the console */
  readonly operatorEmail?: string;
  /** Dollars a month that the whole account may cost before the operator hears of it. @default no budget */
  readonly monthlyBudget?: number;
  /** Whether firewalls stand before the site and the sign-in, at some $20 a month (decision 0085). */
  readonly firewall: boolean;
  /** The site's firewall where the stage is not in us-east-1, which is the only Region that CloudFront takes one from. @default a firewall of its own */
  readonly siteFirewallArn?: string;
}

type Settings = Omit<
  StageConfig,
  'stage' | 'web' | 'persistWindowSeconds' | 'domain' | 'mailFrom' | 'operatorEmail' | 'monthlyBudget' | 'firewall' | 'siteFirewallArn'
>;

const disposable: Settings = {
  keepData: false,
  recoveryDays: 1,
  logDays: 3,
  logLevel: 'DEBUG',
  sourceMaps: true,
  httpThrottle: { rateLimit: 200, burstLimit: 400 },
  socketThrottle: { rateLimit: 1_000, burstLimit: 2_000 },
  frameRate: { perSecond: 10, burst: 20 },
  persistConcurrency: 5,
  fanoutConcurrency: 5,
  canary: false,
  postsPerSecond: 10_000,
};

const durable: Settings = {
  keepData: true,
  recoveryDays: 35,
  logDays: 90,
  logLevel: 'INFO',
  sourceMaps: false,
  httpThrottle: { rateLimit: 2_000, burstLimit: 4_000 },
  socketThrottle: { rateLimit: 8_000, burstLimit: 4_000 },
  frameRate: { perSecond: 10, burst: 20 },
  persistConcurrency: 50,
  fanoutConcurrency: 100,
  canary: true,
  postsPerSecond: 10_000,
};

const settings: Record<StageName, Settings> = {
  // Everything on a laptop comes from one address at full speed; the limits under test are those of production.
  local: { ...disposable, httpThrottle: durable.httpThrottle, socketThrottle: durable.socketThrottle },
  dev: disposable,
  staging: { ...durable, recoveryDays: 7, logDays: 30 },
  // A message to 10,000 rings some 250 shards, ten to a function: two pollers, the fewest there are, serve four in five of them at once, where
  // Lambda alone begins with one in five.
  prod: { ...durable, persistReserved: durable.persistConcurrency, fanoutPollers: 2 },
};

const isStageName = (value: unknown): value is StageName => stageNames.some((name) => name === value);

const text = (node: Node, key: string): string | undefined => {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '') throw new Error(`The context value "${key}" must be text that is not empty.`);
  return value;
};

const address = (node: Node, key: string): string | undefined => {
  const value = text(node, key);
  if (value !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    throw new Error(`The context value "${key}" must be an e-mail address.`);
  return value;
};

const flag = (node: Node, key: string, fallback: boolean): boolean => {
  const value = String(node.tryGetContext(key) ?? fallback);
  if (value !== 'true' && value !== 'false') throw new Error(`The context value "${key}" must be true or false.`);
  return value === 'true';
};

const dollars = (node: Node, key: string): number | undefined => {
  const value: unknown = node.tryGetContext(key);
  if (value === undefined) return undefined;
  const amount = Number(value);
  if (!Number.isFinite(amount) || amount <= 0) throw new Error(`The context value "${key}" must be a number of dollars above 0.`);
  return amount;
};

/** What waits is hidden from other pollers meanwhile, and must stay so until its function has ended: the queue leaves 5 seconds for both. */
const LONGEST_WINDOW_SECONDS = 3;

const persistWindow = (node: Node): number | undefined => {
  const value: unknown = node.tryGetContext('persistWindow');
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_WINDOW_SECONDS)
    throw new Error(`The context value "persistWindow" must be whole seconds, 1 to ${LONGEST_WINDOW_SECONDS}.`);
  return seconds;
};

const siteDomain = (node: Node): SiteDomain | undefined => {
  const name = text(node, 'siteDomain');
  const certificateArn = text(node, 'siteCertificateArn');
  if (name === undefined && certificateArn === undefined) return undefined;
  if (name === undefined || certificateArn === undefined) throw new Error('"siteDomain" and "siteCertificateArn" come together.');
  return { name, certificateArn };
};

/**
 * Reads the stage's configuration from the context: `stage` (default `dev`), `web=false`, `siteDomain` with `siteCertificateArn`,
 * `mailFrom`, `operatorEmail`, `monthlyBudget`, `firewall=true`, `siteFirewallArn`, `canary`,
 * `capacity=false`, `persistWindow`. Throws if one of them is not what it must be.
 */
export const readConfig = (node: Node): StageConfig => {
  const stage: unknown = node.tryGetContext('stage') ?? 'dev';
  if (!isStageName(stage)) throw new Error(`There is no stage "${String(stage)}": it is one of ${stageNames.join(', ')}.`);
  const domain = siteDomain(node);
  const mailFrom = address(node, 'mailFrom');
  const operatorEmail = address(node, 'operatorEmail');
  const monthlyBudget = dollars(node, 'monthlyBudget');
  if (monthlyBudget !== undefined && operatorEmail === undefined)
    throw new Error('"monthlyBudget" needs "operatorEmail": somebody must hear of it.');
  const siteFirewallArn = text(node, 'siteFirewallArn');
  const persistWindowSeconds = persistWindow(node);
  const { persistReserved, fanoutPollers, ...others } = settings[stage];
  return {
    stage,
    ...others,
    ...(flag(node, 'capacity', true) && { ...(persistReserved && { persistReserved }), ...(fanoutPollers && { fanoutPollers }) }),
    ...(persistWindowSeconds !== undefined && { persistWindowSeconds }),
    canary: flag(node, 'canary', settings[stage].canary),
    web: flag(node, 'web', true),
    firewall: flag(node, 'firewall', false),
    ...(domain && { domain }),
    ...(mailFrom && { mailFrom }),
    ...(operatorEmail && { operatorEmail }),
    ...(monthlyBudget && { monthlyBudget }),
    ...(siteFirewallArn && { siteFirewallArn }),
  };
};

/** What becomes of a resource when its stack is deleted. */
export const removal = ({ keepData }: StageConfig): RemovalPolicy => (keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
