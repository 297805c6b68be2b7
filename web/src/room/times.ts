const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dated = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const DAY_MS = 86_400_000;

const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

export const clockTime = (at: number): string => clock.format(at);

export const fullTime = (at: number): string => full.format(at);

/** "Today", "Yesterday", the weekday of this year, or the date. */
export const dayName = (at: number, now = Date.now()): string => {
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / DAY_MS);
  if (days === 0 || days === -1) return capital(relative.format(days, 'day'));
  return capital((new Date(at).getFullYear() === new Date(now).getFullYear() ? weekday : dated).format(at));
};
