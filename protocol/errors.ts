import * as z from 'zod/mini';

/**
 * The codes of every refusal, on the socket (S5) and over HTTP. They are stable: clients branch on them, people read the message.
 * `unavailable` means that the same request may be tried again; `rate_limited` says when in `retryAfterMs`.
 */
export const errorCodes = [
  'bad_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'rate_limited',
  'unavailable',
  'internal',
] as const;

export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** The HTTP status that goes with a code. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** An error over HTTP: RFC 9457 `application/problem+json`, with the stable code and the request's id for the operator. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: ErrorCode,
  requestId: z.string(),
  retryAfterMs: z.optional(z.number()),
});
export type Problem = z.infer<typeof Problem>;
