/** Something that the person at the keyboard can put right. Its message is one sentence that says what to do; no stack trace is shown. */
export class Problem extends Error {
  override name = 'Problem';
}

/** The message of whatever was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** Node's code of a system error (`EADDRINUSE`, `ENOSPC`, …), if it is one. */
export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
