// Answers and tidings cross: what was told while a question was under way is newer than the answer may be, and stands.
/** Those of which something was told since a question was put. */
export type Newer = Pick<ReadonlySet<string>, 'has'>;

export interface Tidings {
  /** Notes that something was told of this just now. */
  note(key: string): void;
  /** To be called as a question is put, and looked into when its answer has come. */
  since(): Newer;
}

export const createTidings = (): Tidings => {
  let count = 0;
  const last = new Map<string, number>();
  return {
    note(key) {
      count += 1;
      last.set(key, count);
    },
    since() {
      const asked = count;
      return { has: (key) => (last.get(key) ?? 0) > asked };
    },
  };
};
