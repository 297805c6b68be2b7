import type { ErrorCode } from '@parley/protocol';

/**
 * A refusal that the caller may see. `message` is for people and never holds a stack trace, a table name or an ARN; the `cause` is for the log.
 * It is made where the reason is known and mapped to the wire once, in the pipelines.
 */
export class ChatError extends Error {
  readonly code: ErrorCode;
  /** For `rate_limited` and `unavailable`: when to try again, milliseconds from now. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'ChatError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
