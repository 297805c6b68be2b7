import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import {
  WebSocketApi as Api,
  CfnIntegration,
  CfnIntegrationResponse,
  CfnRoute,
  CfnRouteResponse,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import type { Grantor } from '../functions.ts';
import { AccountLogs, accessLog } from './access-log.ts';
import type { ChatFunction } from './chat-function.ts';

export interface WebSocketApiProps {
  readonly config: StageConfig;
}

/** The socket of docs/protocol.md. A frame's `action` selects its route. */
export class WebSocketApi extends Construct {
  /** Where clients connect: `wss://…/stage`. */
  readonly url: string;
  /** Where functions answer: `https://…/stage`. */
  readonly callbackUrl: string;
  /** POST to a connection, or DELETE it. */
  readonly gateway: Grantor;
  readonly apiId: string;
  readonly stageName: string;
  readonly #api: Api;

  constructor(scope: Construct, id: string, { config }: WebSocketApiProps) {
    super(scope, id);
    this.#api = new Api(this, 'Api', {
      description: `Parley ${config.stage}: WebSocket`,
      routeSelectionExpression: '$request.body.action',
    });
    Validations.of(this.#api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        '$connect itself checks the ticket or token (decision 0013); an open socket is authorised by its place on the roster, per frame.',
    });
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.#api,
      stageName: 'v1',
      autoDeploy: true,
      throttle: config.socketThrottle,
      accessLogSettings: accessLog(this, config, { connectionId: '$context.connectionId', event: '$context.eventType' }),
    });
    stage.node.addDependency(new AccountLogs(this, 'AccountLogs'));
    this.#answerPing();

    this.apiId = this.#api.apiId;
    this.stageName = stage.stageName;
    this.url = `${this.#api.apiEndpoint}/${stage.stageName}`;
    this.callbackUrl = stage.callbackUrl;
    const connections = (method: string) =>
      Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.#api.apiId,
        resourceName: `${stage.stageName}/${method}/@connections/*`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      });
    this.gateway = {
      allow: (fn, methods, unused) => {
        for (const method of methods)
          fn.allow({
            actions: ['execute-api:ManageConnections'],
            resources: [connections(method)],
            wildcardReason: 'The connections of this API and no other; which of them there are is only known as people come and go.',
            ...(unused[method] !== undefined && { unused: unused[method] }),
          });
      },
    };
  }

  /** Has the function answer these routes. What it returns reaches the client if `answers`. */
  route(fn: ChatFunction, routeKeys: readonly string[], { answers = false } = {}): void {
    const integration = new WebSocketLambdaIntegration(fn.functionName, fn.lambda);
    for (const key of routeKeys) this.#api.addRoute(key, { integration, returnResponse: answers });
  }

  /** [C6] `ping` is answered by the gateway: it keeps the socket open and costs no invocation. */
  #answerPing(): void {
    const { apiId } = this.#api;
    const template = { templateSelectionExpression: '\\$default' };
    const integration = new CfnIntegration(this, 'Ping', {
      apiId,
      integrationType: 'MOCK',
      passthroughBehavior: 'WHEN_NO_MATCH',
      requestTemplates: { $default: JSON.stringify({ statusCode: 200 }) },
      ...template,
    });
    new CfnIntegrationResponse(this, 'Pong', {
      apiId,
      integrationId: integration.ref,
      integrationResponseKey: '/200/',
      responseTemplates: { $default: JSON.stringify({ type: 'pong' }) },
      ...template,
    });
    const route = new CfnRoute(this, 'PingRoute', {
      apiId,
      routeKey: 'ping',
      target: `integrations/${integration.ref}`,
      routeResponseSelectionExpression: '$default',
      authorizationType: 'NONE',
    });
    new CfnRouteResponse(this, 'PingRouteResponse', { apiId, routeId: route.ref, routeResponseKey: '$default' });
    Validations.of(route).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'It says nothing but pong, and only on a socket that $connect let in.',
    });
  }
}
