// The @connections API: how functions reach a connected client.
import { jsonReply } from '../engines/aws-json.ts';
import type { AwsCall, AwsReply, Engine, ManagementApi } from '../ports.ts';

/** What API Gateway takes in one post. */
const postLimit = 128 * 1024;

interface Target {
  apiId: string;
  stage: string;
  connectionId: string;
}

/** Serves `/_aws/execute-api/<apiId>/<stage>/@connections/<id>`. */
export const createManagementEngine = (management: ManagementApi): Engine => ({
  async handle({ method, path, body }) {
    const target = targetOf(path);
    if (!target) return refuse(403, 'ForbiddenException', 'Forbidden');
    switch (method) {
      case 'POST':
        if (body.length > postLimit) return refuse(413, 'PayloadTooLargeException', 'Message too long');
        return (await management.post(target.connectionId, body)) === 'sent' ? empty(200) : gone;
      case 'DELETE':
        return (await management.disconnect(target.connectionId)) ? empty(204) : gone;
      case 'GET':
        return describe(management, target.connectionId);
      default:
        return refuse(403, 'ForbiddenException', 'Forbidden');
    }
  },

  resourcesOf({ method, path, region }: AwsCall) {
    const target = targetOf(path);
    if (!target) return ['*'];
    const { apiId, stage, connectionId } = target;
    return [`arn:aws:execute-api:${region}:000000000000:${apiId}/${stage}/${method}/@connections/${connectionId}`];
  },

  close: async () => {},
});

const targetOf = (path: string): Target | undefined => {
  const parts = /^\/_aws\/execute-api\/([^/]+)\/([^/]+)\/(?:@|%40)connections\/([^/]+)$/.exec(path);
  if (!parts) return undefined;
  const [, apiId = '', stage = '', id = ''] = parts;
  try {
    return { apiId, stage, connectionId: decodeURIComponent(id) };
  } catch {
    return undefined;
  }
};

const describe = (management: ManagementApi, connectionId: string): AwsReply => {
  const connection = management.describe(connectionId);
  if (!connection) return gone;
  const { connectedAt, lastActiveAt, sourceIp } = connection;
  return jsonReply(
    '1.1',
    200,
    {
      connectedAt: new Date(connectedAt).toISOString(),
      lastActiveAt: new Date(lastActiveAt).toISOString(),
      identity: { sourceIp, userAgent: '' },
    },
    { 'content-type': 'application/json' },
  );
};

const refuse = (status: number, name: string, message: string): AwsReply =>
  jsonReply('1.1', status, { message }, { 'content-type': 'application/json', 'x-amzn-errortype': name });

const empty = (status: number): AwsReply => ({ status, headers: {}, body: '' });

const gone = refuse(410, 'GoneException', 'Gone');
