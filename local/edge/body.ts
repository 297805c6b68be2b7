import type { IncomingMessage } from 'node:http';

/** The request's body; `too large` once it passes `limit` bytes; undefined if the client went away before its end. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer | 'too large' | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > limit) return 'too large';
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks, size);
};
