import type { AccountCode } from '@parley/client';
import type { ErrorCode } from '@parley/protocol';

/** Why something did not work, by the code of the services or of the client. In English only the rest of it: their own sentences are English, and say more. */
export const refusals: { unknown: string } & Partial<Record<ErrorCode | AccountCode, string>> = {
  unknown: 'Something went wrong. Try again.',
};
