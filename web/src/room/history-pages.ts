import { isAtEnd, type RoomState } from '@parley/client';
import { useEffect, useRef } from 'react';
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

/** Whether what joins at the end is to be followed: a message that has arrived, but not a page fetched because one scrolled near it, nor what came since the room was kept. */
export const useFollowing = (room: RoomState): boolean => {
  const wasFetching = useRef(false);
  const following = isAtEnd(room) && !wasFetching.current;

  useEffect(() => {
    wasFetching.current = room.loading === 'newer' || room.kept !== undefined;
  }, [room.loading, room.kept]);

  return following;
};
