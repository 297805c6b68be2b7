import type { Person, Status } from '@parley/protocol';
import { useEffect, useState } from 'react';

/** The longest that a browser's timer waits, milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** Somebody's status as long as it stands. */
export const useStatus = (person: Pick<Person, 'status'> | undefined): Status | undefined => {
  const status = person?.status;
  const [now, setNow] = useState(() => Date.now());
  const expiresAt = status?.expiresAt ?? Number.POSITIVE_INFINITY;
  useEffect(() => {
    const rest = expiresAt - Date.now();
    if (rest > LONGEST_MS) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, rest));
    return () => clearTimeout(timer);
  }, [expiresAt]);
  return expiresAt > now ? status : undefined;
};

export const statusText = ({ emoji, text }: Status): string => (emoji === undefined ? text : `${emoji} ${text}`);
