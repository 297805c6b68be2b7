import type { KeptRecord, KeptStorage } from '../../client/index.ts';

/** Kept in memory, where a test can look into it, spoil it, or let it fail. */
export class MemoryKept implements KeptStorage {
  readonly records = new Map<string, KeptRecord>();
  changes = 0;
  failing = false;

  async load() {
    if (this.failing) throw new DOMException('The operation failed.', 'UnknownError');
    return [...this.records.values()];
  }

  async change(put: readonly KeptRecord[], remove: readonly string[]) {
    if (this.failing) throw new DOMException('The disk is full.', 'QuotaExceededError');
    this.changes += 1;
    for (const record of put) this.records.set(record.id, record);
    for (const id of remove) this.records.delete(id);
  }

  /** Of rooms; the rest has names of its own. */
  roomIds = () => [...this.records.keys()].filter((id) => !id.startsWith('#')).sort();
}
