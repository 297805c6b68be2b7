// The JSON protocol that DynamoDB, SQS and Cognito share.
import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AwsReply } from '../ports.ts';

export type JsonVersion = '1.0' | '1.1';

/** A refusal in a service's own words: `type` is what the SDK turns into the exception's name. */
export interface Refusal {
  status: number;
  type: string;
  message: string;
  /** What the error carries beside its message, as `Item` of a failed condition. */
  details?: Record<string, unknown>;
}

/** Thrown inside an engine to end a call with a refusal. */
export class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = 'RefusedError';
    this.refusal = { status, type, message };
  }
}

export const jsonReply = (version: JsonVersion, status: number, content: unknown, headers: Record<string, string> = {}): AwsReply => {
  const body = Buffer.from(JSON.stringify(content));
  return {
    status,
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amzn-requestid': randomUUID(),
      'x-amz-crc32': String(crc32(body)),
      ...headers,
    },
    body,
  };
};

export const refusalReply = (
  version: JsonVersion,
  { status, type, message, details }: Refusal,
  headers?: Record<string, string>,
): AwsReply => jsonReply(version, status, { __type: type, message, ...details }, headers);

/** The call's JSON object; undefined if the body is anything else. */
export const parseObject = (body: Buffer): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The reply for a bug of ours: logged for the developer, and nothing of it told to the caller. */
export const bugReply = (version: JsonVersion, engine: string, error: unknown): AwsReply => {
  console.error(`${engine}: a call ended in an unexpected error.`, error);
  return refusalReply(version, { status: 500, type: 'InternalServerError', message: 'The request failed because of an internal error.' });
};
