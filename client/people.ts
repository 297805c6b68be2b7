import type { Person } from '@parley/protocol';
import { ApiError } from './api.ts';
import { createPool } from './pool.ts';

const FETCHES = 4;

/** Fetches whoever is seen for the first time, each person once. One that cannot be fetched now is tried again when seen again. */
export const createPeople = (deps: {
  known(userId: string): boolean;
  person(userId: string): Promise<Person>;
  found(people: readonly Person[]): void;
}): { see(userIds: Iterable<string>): void } => {
  const asked = new Set<string>();
  const run = createPool(FETCHES);

  const fetchOne = async (userId: string) => {
    try {
      deps.found([await run(() => deps.person(userId))]);
    } catch (error) {
      const gone = error instanceof ApiError && error.code === 'not_found';
      if (!gone) asked.delete(userId);
    }
  };

  return {
    see(userIds) {
      for (const userId of new Set(userIds)) {
        if (asked.has(userId) || deps.known(userId)) continue;
        asked.add(userId);
        void fetchOne(userId);
      }
    },
  };
};
