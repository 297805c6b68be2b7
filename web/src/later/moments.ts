import { t } from '../languages/language.ts';

const MINUTE_MS = 60_000;

const morning = (now: number, daysLater: number): number => {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysLater, 9).getTime();
};

/** Times that people often mean. */
export const moments = (now: number): { label: string; at: number }[] => [
  { label: t.later.moment.minutes, at: now + 20 * MINUTE_MS },
  { label: t.later.moment.hour, at: now + 60 * MINUTE_MS },
  { label: t.later.moment.tomorrow, at: morning(now, 1) },
  { label: t.later.moment.monday, at: morning(now, 8 - (new Date(now).getDay() || 7)) },
];

const two = (value: number): string => String(value).padStart(2, '0');

/** As a field for date and time has it, in this device's time zone. */
export const fieldOf = (at: number): string => {
  const day = new Date(at);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(day.getHours())}:${two(day.getMinutes())}`;
};

/** The time that such a field holds, or undefined. */
export const timeIn = (field: string): number | undefined => {
  const at = field === '' ? Number.NaN : new Date(field).getTime();
  return Number.isNaN(at) ? undefined : at;
};
