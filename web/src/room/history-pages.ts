import { isAtEnd, type RoomState } from '@parley/client';
import { useEffect, useRef, useState } from 'react';
import { useSession } from '../session/session-context.ts';

/** Pages are fetched when fewer rows than this are left. */
const ROWS_AHEAD = 12;

/** Fetches older and newer messages as the rows on screen come near an end of those at hand. Gives the function that tries again after a failure. */
export const useHistoryPages = (room: RoomState, shown: { first: number; last: number; count: number }): (() => Promise<void>) => {
  const { chat } = useSession();
  const { roomId } = room.room;
  const idle = room.loading === 'none' && room.loadError === undefined;
  const needsOlder = idle && room.window.from > 1 && shown.first < ROWS_AHEAD;
  const needsNewer = idle && !isAtEnd(room) && shown.last > shown.count - ROWS_AHEAD;

  useEffect(() => {
    if (needsOlder) void chat.loadOlder(roomId);
    else if (needsNewer) void chat.loadNewer(roomId);
  }, [chat, roomId, needsOlder, needsNewer]);

  return async () => {
    await chat.loadOlder(roomId);
    await chat.loadNewer(roomId);
  };
};

/**
 * Whether what is new since one was here is still on its way: the room shows as it was kept, or the session has counted above what the history is
 * sure of. It is read from its beginning once it has come, `dividerSeq`, and what comes later is followed.
 */
export const useArriving = (room: RoomState, dividerSeq: number | undefined): boolean => {
  const { kept, cursor, tally } = room;
  const [counted, setCounted] = useState(dividerSeq !== undefined && cursor < tally.countedTo);
  if (counted && cursor >= tally.countedTo) setCounted(false);
  return kept !== undefined || (counted && cursor < tally.countedTo);
};

/** Whether what joins at the end is to be followed: a message that has arrived, but not a page fetched because one scrolled near it, nor what was on its way. */
export const useFollowing = (room: RoomState, arriving: boolean): boolean => {
  const wasFetching = useRef(false);
  const following = isAtEnd(room) && !wasFetching.current;

  useEffect(() => {
    wasFetching.current = room.loading === 'newer' || arriving;
  }, [room.loading, arriving]);

  return following;
};
