import { limits, Me } from '@parley/protocol';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import type { People, StoredPerson } from '../../../lambdas/domain/ports.ts';
import { fold } from '../../../lambdas/domain/text.ts';
import { pageByKey } from './paging.ts';

const storedOf = ({ email, createdAt, bio, pronouns, timeZone, notifications, ...person }: Me & StoredPerson): StoredPerson => person;

export const memoryPeople = (): People => {
  const people = new Map<string, Me & StoredPerson>();
  const due = new Set<string>();

  const isTaken = (handle: string, userId: string): boolean =>
    [...people.values()].some((person) => person.handle === handle && person.userId !== userId);

  const freeHandle = (handle: string, userId: string): string => {
    let candidate = handle;
    for (let number = 2; isTaken(candidate, userId); number += 1)
      candidate = `${handle.slice(0, limits.handleChars - String(number).length)}${number}`;
    return candidate;
  };

  return {
    ensure: async (me) => {
      const person = people.get(me.userId) ?? { ...me, handle: freeHandle(me.handle, me.userId) };
      people.set(me.userId, person);
      return person;
    },
    get: async (userId) => people.get(userId),
    getMany: async (userIds) =>
      [...new Set(userIds)].flatMap((userId) => {
        const person = people.get(userId);
        return person === undefined ? [] : [storedOf(person)];
      }),
    update: async (userId, changes) => {
      const person = people.get(userId);
      if (person === undefined || person.deleted) throw new ChatError('not_found', 'There is no such person.');
      if (changes.handle !== undefined && isTaken(changes.handle, userId)) throw new ChatError('conflict', 'Somebody has this handle.');
      const kept = Object.entries({ ...person, ...changes }).filter(([, value]) => value !== null);
      const changed = Me.parse(Object.fromEntries(kept));
      people.set(userId, changed);
      return changed;
    },
    bury: async (userId) => {
      const person = people.get(userId);
      if (person === undefined || person.deleted) return;
      people.set(userId, { userId, name: 'Deleted account', handle: '', email: '', createdAt: person.createdAt, deleted: true });
      due.add(userId);
    },
    buried: async (_at, limit) => [...due].slice(0, limit),
    rest: async (userId) => {
      due.delete(userId);
    },
    setAway: async (userId, away) => {
      const person = people.get(userId);
      if (person === undefined) return undefined;
      const { away: _, ...rest } = person;
      people.set(userId, away ? { ...rest, away } : rest);
      return people.get(userId);
    },
    search: async ({ query = '', ...request }) => {
      const folded = fold(query);
      const found = [...people.values()]
        .filter((person) => !person.deleted)
        .map(storedOf)
        .filter(({ name, handle }) => fold(name).includes(folded) || handle.includes(folded));
      return pageByKey(found, ({ name, userId }) => `${fold(name)}#${userId}`, request);
    },
  };
};
