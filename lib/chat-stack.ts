import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import { messagePrice } from '../costs/line.ts';
import type { Environment, FunctionName } from '../lambdas/runtime/env.ts';
import type { StageConfig } from './config.ts';
import type { Accounts } from './constructs/accounts.ts';
import { ChatFunction } from './constructs/chat-function.ts';
import { HttpApi } from './constructs/http-api.ts';
import { Pipeline } from './constructs/pipeline.ts';
import type { Site } from './constructs/site.ts';
import { SiteFiles } from './constructs/site-files.ts';
import type { Tables } from './constructs/tables.ts';
import { WebSocketApi } from './constructs/websocket-api.ts';
import { type Grantor, grant, ofService } from './functions.ts';
import type { Watched } from './watch/metrics.ts';

const { GET, POST, PUT, PATCH, DELETE } = HttpMethod;

/** CloudWatch as a whole: its metrics are no resources that a policy could name. */
const metrics: Grantor = {
  allow: (fn, actions, unused) =>
    fn.allow({
      ...ofService('cloudwatch', actions, unused),
      resources: ['*'],
      wildcardReason: 'CloudWatch has no resources that cloudwatch:GetMetricData could name.',
    }),
};

export interface ChatStackProps extends StackProps {
  readonly config: StageConfig;
  readonly tables: Tables;
  readonly accounts: Accounts;
  readonly site: Site;
}

/** What talks: the socket, the HTTP API, the queues, and the functions behind them. */
export class ChatStack extends Stack {
  /** What there is to watch of it. */
  readonly watched: Watched;

  constructor(scope: Construct, id: string, { config, tables, accounts, site, ...props }: ChatStackProps) {
    super(scope, id, props);
    const socket = new WebSocketApi(this, 'Socket', { config });
    const http = new HttpApi(this, 'Http', { config, accounts, origins: [site.url] });
    const pipeline = new Pipeline(this, 'Pipeline');

    const directory = { DIRECTORY_TABLE: tables.directory.tableName };
    const messages = { MESSAGES_TABLE: tables.messages.tableName };
    const connections = { CONNECTIONS_TABLE: tables.connections.tableName };
    const gateway = { CALLBACK_URL: socket.callbackUrl, POSTS_PER_SECOND: String(config.postsPerSecond) };
    const fanoutQueue = { FANOUT_QUEUE_URL: pipeline.fanout.queueUrl };
    const delivery = { ...directory, ...connections, ...gateway, ...fanoutQueue };
    const append = { ...delivery, ...messages, PERSIST_QUEUE_URL: pipeline.queue.queueUrl };
    const rate = { FRAMES_PER_SECOND: String(config.frameRate.perSecond), FRAME_BURST: String(config.frameRate.burst) };
    const pool = { USER_POOL_ID: accounts.userPool.userPoolId, USER_POOL_CLIENT_ID: accounts.client.userPoolClientId };

    const { persistQueue, previewQueue, fanoutQueue: fanoutGrantor } = pipeline;
    const apis = { gateway: socket.gateway, userPool: accounts.grantor, metrics };
    const grantors = { ...tables.grantors, persistQueue, previewQueue, fanoutQueue: fanoutGrantor, ...apis };
    const all = new Map<FunctionName, ChatFunction>();
    const add = <F extends FunctionName>(name: F, environment: Environment<F>, reserved?: number): ChatFunction<F> => {
      const fn = new ChatFunction(this, name, { config, name, environment, reserved });
      grant(fn, grantors);
      all.set(name, fn);
      return fn;
    };

    socket.route(add('connect', { ...directory, ...connections, ...fanoutQueue, ...pool, ALLOWED_ORIGINS: site.url }), ['$connect']);
    socket.route(add('disconnect', { ...connections, ...fanoutQueue }), ['$disconnect']);
    socket.route(add('send', { ...append, ...rate }), ['send', 'edit', 'delete', 'react', 'pin', 'vote', 'close'], { answers: true });
    socket.route(add('signal', { ...delivery, ...rate }), ['read', 'typing', 'presence', 'timings'], { answers: true });
    socket.route(add('default', {}), ['$default'], { answers: true });

    http.route(add('api-session', { ...directory, ...messages, ...connections, WEBSOCKET_URL: socket.url }), { '/v1/session': [POST] });
    http.route(add('api-me', delivery), {
      '/v1/me': [GET, PATCH],
      '/v1/blocks': [GET],
      '/v1/blocks/{userId}': [PUT, DELETE],
      '/v1/emoji': [GET],
      '/v1/emoji/{name}': [PUT, DELETE],
      '/v1/emoji-images': [GET],
    });
    http.route(add('api-account', append), {
      '/v1/me': [DELETE],
      '/v1/me/export': [GET],
      '/v1/me/export/messages': [GET],
    });
    http.route(add('api-devices', delivery), { '/v1/me/devices': [GET, DELETE], '/v1/me/devices/{deviceId}': [DELETE] });
    http.route(add('api-users', { ...directory, ...connections }), {
      '/v1/users': [GET],
      '/v1/users/{userId}': [GET],
      '/v1/presence': [GET],
    });
    http.route(add('api-rooms', append), {
      '/v1/rooms': [GET, POST],
      '/v1/rooms/{roomId}': [GET, PATCH, DELETE],
      '/v1/rooms/{roomId}/join': [POST],
      '/v1/rooms/{roomId}/leave': [POST],
      '/v1/rooms/{roomId}/return': [POST],
      '/v1/rooms/{roomId}/restore': [POST],
      '/v1/rooms/{roomId}/membership': [PATCH],
    });
    http.route(add('api-members', append), {
      '/v1/rooms/{roomId}/members': [GET],
      '/v1/rooms/{roomId}/members/{userId}': [PUT, DELETE],
      '/v1/rooms/{roomId}/members/{userId}/mute': [PUT, DELETE],
      '/v1/rooms/{roomId}/receipts': [GET],
      '/v1/rooms/{roomId}/bans': [GET],
      '/v1/rooms/{roomId}/bans/{userId}': [PUT, DELETE],
      '/v1/rooms/{roomId}/reports': [GET],
      '/v1/rooms/{roomId}/reports/messages/{seq}': [PUT, DELETE],
      '/v1/rooms/{roomId}/reports/people/{userId}': [PUT, DELETE],
    });
    http.route(add('api-invites', append), {
      '/v1/rooms/{roomId}/invites': [GET, POST],
      '/v1/rooms/{roomId}/invites/{code}': [DELETE],
      '/v1/invites/{code}/accept': [POST],
    });
    const forStrangers = 'Where an invitation leads is for people to see before they sign up: the code, 100 random bits, is their key.';
    http.routeOpenly(add('api-invitation', directory), '/v1/invites/{code}', GET, forStrangers);
    http.route(add('api-direct', append), { '/v1/direct': [POST] });
    http.route(add('api-history', { ...directory, ...messages }), {
      '/v1/rooms/{roomId}/messages': [GET],
      '/v1/rooms/{roomId}/events': [GET],
      '/v1/events': [POST],
      '/v1/rooms/{roomId}/threads/{seq}': [GET],
      '/v1/rooms/{roomId}/messages/{seq}/edits': [GET],
      '/v1/rooms/{roomId}/moment': [GET],
      '/v1/rooms/{roomId}/pins': [GET],
    });

    const price = { ACCEPTED_DOLLARS: String(messagePrice.accepted), DELIVERED_DOLLARS: String(messagePrice.delivered) };
    http.route(add('api-insight', { ...directory, ...price }), { '/v1/insight/activity': [GET] });
    http.route(add('api-keepsakes', append), {
      '/v1/drafts': [GET],
      '/v1/drafts/{roomId}': [PUT, DELETE],
      '/v1/saved': [GET],
      '/v1/saved/{roomId}/{seq}': [PUT, DELETE],
      '/v1/scheduled': [GET],
      '/v1/scheduled/{id}': [PUT, DELETE],
      '/v1/threads': [GET],
      '/v1/rooms/{roomId}/unread': [GET, POST],
      '/v1/threads/read': [POST],
      '/v1/rooms/{roomId}/threads/{seq}/follow': [PUT],
    });

    pipeline.feed(add('persist', { ...append, PREVIEW_QUEUE_URL: pipeline.previews.queueUrl }, config.persistReserved), config);
    pipeline.feedPreviews(add('preview', append));
    pipeline.feedFanout(add('fanout', { ...delivery, ...messages }), config);
    new Rule(this, 'SweepSchedule', {
      description: 'Removes connections and tickets that have expired',
      schedule: Schedule.rate(Duration.minutes(15)),
      // The next run does what this one did not.
      targets: [new LambdaFunction(add('sweep', { ...connections, ...fanoutQueue }).lambda, { retryAttempts: 0 })],
    });

    new Rule(this, 'DueSchedule', {
      description: 'Sends the messages and reminders whose time has come',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(add('due', append).lambda, { retryAttempts: 0 })],
    });
    if (config.canary)
      new Rule(this, 'CanarySchedule', {
        description: 'Tries whether the stage works for people',
        schedule: Schedule.rate(Duration.hours(1)),
        targets: [new LambdaFunction(add('canary', { ...pool, HTTP_URL: http.url }).lambda, { retryAttempts: 0 })],
      });
    this.watched = { functions: all, pipeline, tables: [tables.directory, tables.messages, tables.connections], socket, http };

    const clientConfig = {
      httpUrl: http.url,
      websocketUrl: socket.url,
      region: this.region,
      userPoolId: pool.USER_POOL_ID,
      userPoolClientId: pool.USER_POOL_CLIENT_ID,
      cognitoEndpoint: `https://cognito-idp.${this.region}.${this.urlSuffix}`,
    };
    for (const [name, value] of Object.entries({ siteUrl: site.url, ...clientConfig })) new CfnOutput(this, name, { value });
    if (config.web) {
      const key = 'config.json';
      new SiteFiles(this, 'ClientConfig', { config, bucket: site.bucket, source: Source.jsonData(key, clientConfig), onlyKey: key });
    }
  }
}
