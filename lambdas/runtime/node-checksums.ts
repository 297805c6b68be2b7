// Node computes checksums by itself. The bundler puts this in place of the SDK's (`@smithy/core/checksum`), which brings each of them in JavaScript as
// well, for machines that could not: 6 KB.
import { createHash } from 'node:crypto';

export { Sha256 } from '../adapters/sha256.ts';

/** What SQS says it has taken is compared by. */
export class Md5 {
  readonly #hash = createHash('md5');
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}
