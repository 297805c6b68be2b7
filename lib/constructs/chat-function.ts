import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssetHashType, DockerImage, Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { buildSync } from 'esbuild';
import type { Environment, FunctionName } from '../../lambdas/runtime/env.ts';
import { removal, type StageConfig } from '../config.ts';
import { functions } from '../functions.ts';
import { explainUnused, explainWildcard, type Permission, permit } from './permission.ts';

const lambdas = join(import.meta.dirname, '../../lambdas');

/** Where a stage's own metrics stand in CloudWatch. */
export const metricsNamespace = ({ stage }: StageConfig): string => `Parley/${stage}`;

export interface ChatFunctionProps<F extends FunctionName> {
  readonly config: StageConfig;
  /** The function's name: its file in `lambdas/handlers/`, its environment, its size and its permissions. */
  readonly name: F;
  /** Exactly what the function's own schema asks for. */
  readonly environment: Environment<F>;
  /** How many of it the account keeps for it, which are also the most that there are. @default it shares what there is */
  readonly reserved?: number | undefined;
}

/** A function with a role and a log group of its own, and no permission but to write there and to be traced. */
export class ChatFunction<F extends FunctionName = FunctionName> extends Construct {
  readonly functionName: F;
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { config, name, environment, reserved }: ChatFunctionProps<F>) {
    super(scope, id);
    const { memoryMb, timeoutSeconds } = functions[name];
    const logGroup = new LogGroup(this, 'Log', {
      retention: config.logDays,
      removalPolicy: removal(config),
    });
    this.functionName = name;
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: `Parley ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundle(name, config),
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      role: this.role,
      logGroup,
      tracing: Tracing.ACTIVE,
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
      environment: {
        ...environment,
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(config),
        POWERTOOLS_LOG_LEVEL: config.logLevel,
        ...(config.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
      },
    });
    const byLambda = "Lambda itself writes logs and traces under the function's role; the local cloud keeps logs in files.";
    this.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn], unused: byLambda });
    explainUnused(this.role, ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*', byLambda);
    explainWildcard(
      this.role,
      '*',
      'Active tracing: X-Ray has no resources that xray:PutTraceSegments and xray:PutTelemetryRecords could name.',
    );
  }

  /** Adds to what the function may do. */
  allow(permission: Permission): void {
    permit(this.role, permission);
  }
}

// Bundled in this process as the app is synthesized: no Docker, no child process, and the asset's hash is that of the code that runs.
const bundle = (name: FunctionName, { sourceMaps }: StageConfig): Code =>
  Code.fromAsset(lambdas, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      // Assets with the same source and options are bundled once: this tells them apart.
      command: [name],
      local: {
        tryBundle: (outputFolder) => {
          cpSync(join(bundles(sourceMaps), name), outputFolder, { recursive: true });
          return true;
        },
      },
    },
  });

const built = new Map<boolean, string>();

/** The folder of all functions' bundles, each in one of its name. Built together, what they share is read once: in a quarter of the time. */
const bundles = (sourceMaps: boolean): string => {
  const known = built.get(sourceMaps);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'parley-bundles-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  build(folder, sourceMaps);
  built.set(sourceMaps, folder);
  return folder;
};

const build = (folder: string, sourceMaps: boolean): void => {
  buildSync({
    entryPoints: Object.fromEntries(Object.keys(functions).map((name) => [`${name}/index`, join(lambdas, 'handlers', `${name}.ts`)])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's ES modules shake better than its CommonJS.
    mainFields: ['module', 'main'],
    // Imported by the SDK on demand, for streams of events, which no call here uses.
    external: ['@smithy/core/event-streams'],
    // What the SDK brings for other places than Lambda; each file says what it is.
    alias: {
      '@aws-sdk/credential-provider-node': join(lambdas, 'runtime/environment-credentials.ts'),
      '@aws-sdk/middleware-endpoint-discovery': join(lambdas, 'runtime/fixed-endpoints.ts'),
      '@smithy/core/checksum': join(lambdas, 'runtime/node-checksums.ts'),
    },
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    minify: true,
    sourcemap: sourceMaps ? 'linked' : false,
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
  });
};
