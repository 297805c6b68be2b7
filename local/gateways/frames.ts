// Reads the headers of WebSocket frames as they come in: `ws` gives whole messages only, and API Gateway's limit is on the frame.

/** Gives, for each chunk of a client's stream, the largest payload that a data frame beginning in it announces, bytes. */
export const frameMeter = (): ((chunk: Buffer) => number) => {
  /** Payload bytes and mask of the frame before that are still to come. */
  let skip = 0;
  let header: number[] = [];
  return (chunk) => {
    let largest = 0;
    let at = 0;
    while (at < chunk.length) {
      const passed = Math.min(skip, chunk.length - at);
      skip -= passed;
      at += passed;
      while (skip === 0 && at < chunk.length) {
        header.push(chunk[at] ?? 0);
        at += 1;
        const length = payloadLength(header);
        if (length === undefined) continue;
        const isData = ((header[0] ?? 0) & 0x0f) < 0x08;
        const maskBytes = (header[1] ?? 0) & 0x80 ? 4 : 0;
        if (isData) largest = Math.max(largest, length);
        skip = length + maskBytes;
        header = [];
      }
    }
    return largest;
  };
};

/** RFC 6455, 5.2: seven bits, or the next two or eight bytes. Undefined while the header is not complete. */
const payloadLength = (header: readonly number[]): number | undefined => {
  if (header.length < 2) return undefined;
  const short = (header[1] ?? 0) & 0x7f;
  if (short < 126) return short;
  const extended = short === 126 ? 2 : 8;
  if (header.length < 2 + extended) return undefined;
  return header.slice(2).reduce((length, byte) => length * 256 + byte, 0);
};
