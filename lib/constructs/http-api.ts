import { Duration, Validations } from 'aws-cdk-lib';
import { HttpApi as Api, CorsHttpMethod, type HttpMethod, HttpNoneAuthorizer, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { accessLog } from './access-log.ts';
import type { Accounts } from './accounts.ts';
import type { ChatFunction } from './chat-function.ts';

export interface HttpApiProps {
  readonly config: StageConfig;
  /** Whose access tokens are let in. */
  readonly accounts: Accounts;
  /** Origins whose pages may call. */
  readonly origins: readonly string[];
}

/** The HTTP API of docs/protocol.md: each call a route of its own, behind a token unless told otherwise. Anything else is 404. */
export class HttpApi extends Construct {
  /** Where it is: `https://…`, without a path. */
  readonly url: string;
  readonly apiId: string;
  readonly stageName: string;
  readonly #api: Api;

  constructor(scope: Construct, id: string, { config, accounts, origins }: HttpApiProps) {
    super(scope, id);
    this.#api = new Api(this, 'Api', {
      description: `Parley ${config.stage}: HTTP`,
      createDefaultStage: false,
      defaultAuthorizer: new HttpUserPoolAuthorizer('Members', accounts.userPool, { userPoolClients: [accounts.client] }),
      corsPreflight: {
        allowOrigins: [...origins],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.PATCH, CorsHttpMethod.DELETE],
        allowHeaders: ['authorization', 'content-type'],
        maxAge: Duration.hours(2),
      },
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: config.httpThrottle,
      accessLogSettings: accessLog(this, config, { userId: '$context.authorizer.claims.sub' }),
    });
    this.apiId = this.#api.apiId;
    this.stageName = stage.stageName;
    this.url = this.#api.apiEndpoint;
  }

  /** Has the function answer these calls: path → methods. */
  route(fn: ChatFunction, calls: Readonly<Record<string, readonly HttpMethod[]>>): void {
    const integration = new HttpLambdaIntegration(fn.functionName, fn.lambda);
    for (const [path, methods] of Object.entries(calls)) this.#api.addRoutes({ path, methods: [...methods], integration });
  }

  /** Has the function answer a call that anybody may make, without a token, for the reason given. */
  routeOpenly(fn: ChatFunction, path: string, method: HttpMethod, reason: string): void {
    const integration = new HttpLambdaIntegration(fn.functionName, fn.lambda);
    const routes = this.#api.addRoutes({ path, methods: [method], integration, authorizer: new HttpNoneAuthorizer() });
    for (const route of routes) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
  }
}
