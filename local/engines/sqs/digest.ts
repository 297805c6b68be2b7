// The MD5 digests by which SQS and the SDK check each other.
import { createHash } from 'node:crypto';
import type { MessageAttribute } from './queue.ts';

export const bodyDigest = (body: string): string => createHash('md5').update(body).digest('hex');

/** SQS's digest over attributes: by name, each part with its length before it. Undefined without attributes. */
export const attributesDigest = (attributes: Record<string, MessageAttribute>): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (part: string | Buffer) => {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] ?? { DataType: '' };
    add(name);
    add(DataType);
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    add(BinaryValue === undefined ? (StringValue ?? '') : Buffer.from(BinaryValue, 'base64'));
  }
  return hash.digest('hex');
};
