import type { ChatState, KnownPerson, RoomState } from '@parley/client';
import { createContext, useContext, useSyncExternalStore } from 'react';
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

export const usePerson = (userId: string): KnownPerson | undefined => useChat((state) => state.people[userId]);
