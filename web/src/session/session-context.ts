import type { ChatState, KnownPerson, RoomState } from '@parley/client';
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import { personName } from '../people/person-name.ts';
import type { Session } from './session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('Nobody is signed in here.');
  return session;
};

/** A part of what the chat knows. `select` must give the same object for the same state. */
export const useChat = <T>(select: (state: ChatState) => T): T => {
  const { chat } = useSession();
  return useSyncExternalStore(chat.subscribe, () => select(chat.getState()));
};

export const useRoom = (roomId: string): RoomState | undefined => useChat((state) => state.rooms[roomId]);

/** Somebody under the name that is to be shown. */
export const usePerson = (userId: string): KnownPerson | undefined => {
  const person = useChat((state) => state.people[userId]);
  return useMemo(() => (person?.deleted ? { ...person, name: personName(person) } : person), [person]);
};
