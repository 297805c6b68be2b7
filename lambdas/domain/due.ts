const YEAR_MS = 366 * 86_400_000;

/** Whether a time is one that can be waited for: not past, and within a year. */
export const isToCome = (time: number, now: number): boolean => time > now && time <= now + YEAR_MS;
