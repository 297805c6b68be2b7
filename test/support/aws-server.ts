// An embedded engine behind plain HTTP, so that the SDK's own clients talk to it, and a test can look on or step in between.
import { createServer, type IncomingMessage } from 'node:http';
import type { AwsCall, AwsReply, Engine } from '../../local/ports.ts';

export interface AwsServer {
  endpoint: string;
  /** Every call so far, in order. */
  readonly calls: readonly AwsCall[];
  /** Asked before each call, which waits: a reply is given in the engine's place. A call may also be changed here. */
  intercept: (call: AwsCall) => AwsReply | undefined | Promise<AwsReply | undefined>;
  close(): Promise<void>;
}

/** Keys as AWS's documentation has them: nobody's. */
export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
export const platform = { region: 'us-east-1', credentials: async () => credentials };

const callOf = async (service: string, request: IncomingMessage): Promise<AwsCall> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return {
    service,
    region: platform.region,
    action: headers['x-amz-target']?.split('.').at(-1) ?? '',
    method: request.method ?? '',
    path: request.url ?? '',
    headers,
    body: Buffer.concat(chunks),
  };
};

export const startAwsServer = async (service: string, engine: Engine): Promise<AwsServer> => {
  const calls: AwsCall[] = [];
  const server = createServer(async (request, response) => {
    const call = await callOf(service, request);
    calls.push(call);
    const reply = (await aws.intercept(call)) ?? (await engine.handle(call));
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const aws: AwsServer = {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    intercept: () => undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
    },
  };
  return aws;
};
