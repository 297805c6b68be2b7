// An edge with the engines a test wants, and callers with the policies it gives them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Edge, type EdgeOptions, startEdge } from '../../../local/edge/edge.ts';
import type { Identity, ManagementApi, PolicyStatement } from '../../../local/ports.ts';

export const region = 'eu-central-1';

export const allowAll: PolicyStatement[] = [{ effect: 'Allow', actions: ['*'], resources: ['*'] }];

export const anIdentity = (statements: PolicyStatement[] = allowAll, name = 'send'): Identity => ({
  accessKeyId: `AKIA${name.toUpperCase()}`,
  secretAccessKey: `secret of ${name}`,
  roleName: `${name}-role`,
  functionName: name,
  statements,
});

export const noConnections: ManagementApi = {
  post: async () => 'gone',
  disconnect: async () => false,
  describe: () => undefined,
};

export const anEdge = (options: Partial<EdgeOptions> & { identities: EdgeOptions['identities'] }): Promise<Edge> =>
  startEdge({ port: 0, host: '127.0.0.1', engines: {}, management: noConnections, ...options });

export const clientOptions = ({ url }: Edge, { accessKeyId, secretAccessKey }: Identity) => ({
  endpoint: url,
  region,
  credentials: { accessKeyId, secretAccessKey },
  maxAttempts: 1,
});

export const dynamoDbClient = (edge: Edge, identity: Identity) => new DynamoDBClient(clientOptions(edge, identity));
export const sqsClient = (edge: Edge, identity: Identity) => new SQSClient(clientOptions(edge, identity));

/** A folder of the test's own, and how to remove it. */
export const aFolder = async (): Promise<{ folder: string; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};

/** Resolves when `condition` holds. Fails after `timeoutMs`. */
export const until = async (condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`The condition did not come true within ${timeoutMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
