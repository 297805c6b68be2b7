import type { IncomingMessage } from 'node:http';

/** The request's body; `too large` once it passes `limit` bytes; undefined if the client went away before its end. */
export const readBody = (request: IncomingMessage, limit: number): Promise<Buffer | 'too large' | undefined> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // Plain events: an iterator over the stream costs each call more than its body.
    request
      .on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= limit) {
          chunks.push(chunk);
          return;
        }
        request.removeAllListeners('data').pause();
        resolve('too large');
      })
      .on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)))
      .on('close', () => resolve(undefined));
  });
