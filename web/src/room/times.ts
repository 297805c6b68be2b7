import { localeInUse, perLocale } from '../languages/language.ts';

const clock = perLocale((locale) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }));
const full = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }));
const whole = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full' }));
const weekday = perLocale((locale) => new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }));
const dated = perLocale((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }));
const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

const DAY_MS = 86_400_000;

export const clockTime = (at: number): string => clock().format(at);

export const fullTime = (at: number): string => full().format(at);

export const fullDay = (at: number): string => whole().format(at);

/** As within a sentence: "today", "yesterday", the weekday of this year, or the date. */
export const dayInText = (at: number, now = Date.now()): string => {
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / DAY_MS);
  if (days === 0 || days === -1) return relative().format(days, 'day');
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? weekday : dated)().format(at);
};

/** As it stands alone: "Today", "Yesterday", the weekday of this year, or the date. */
export const dayName = (at: number, now = Date.now()): string => {
  const day = dayInText(at, now);
  return day.charAt(0).toLocaleUpperCase(localeInUse()) + day.slice(1);
};
