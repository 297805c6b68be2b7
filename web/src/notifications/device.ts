// What of the notifications is a matter of this browser: whether it shows any, and whether it sounds.

const KEYS = { on: 'parley.notifications', sound: 'parley.notifications.sound' } as const;

const listeners = new Set<() => void>();

const tell = () => {
  for (const listener of listeners) listener();
};

const heard = ({ key }: StorageEvent) => {
  if (key === null || key === KEYS.on || key === KEYS.sound) tell();
};

let following = false;

/** What one allows or forbids in the browser's own settings is heard of, as far as the browser tells. */
const followPermission = () => {
  if (following) return;
  following = true;
  navigator.permissions?.query({ name: 'notifications' }).then(
    (status) => status.addEventListener('change', tell),
    () => undefined,
  );
};

/** Calls back when a choice has changed, here or in another tab, or what the browser allows, until the function that it gives is called. */
export const onDeviceChoice = (listener: () => void): (() => void) => {
  followPermission();
  if (listeners.size === 0) addEventListener('storage', heard);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('storage', heard);
  };
};

/** `none`: this browser shows none for a page, whatever one allows. */
export type Permission = NotificationPermission | 'none';

// Some browsers have the name, and throw where a page uses it; without the permission nothing is shown by asking.
const constructible = (): boolean => {
  try {
    new Notification('').close();
    return true;
  } catch {
    return false;
  }
};

let works: boolean | undefined;

export const permission = (): Permission => {
  if (typeof Notification === 'undefined') return 'none';
  if (Notification.permission === 'granted') return 'granted';
  works ??= constructible();
  return works ? Notification.permission : 'none';
};

/** Whether notifications are shown here: wanted, and allowed. */
export const showsHere = (): boolean => localStorage.getItem(KEYS.on) === 'on' && permission() === 'granted';

export const soundsHere = (): boolean => localStorage.getItem(KEYS.sound) !== 'off';

/** Wants them, or does so no more. Asks the browser's leave if that has neither been given nor refused; without it, nothing is wanted. */
export const showHere = async (on: boolean): Promise<void> => {
  if (on && permission() === 'default') await Notification.requestPermission();
  // Behind the leave: other tabs look at both as they hear of this.
  if (on && permission() === 'granted') localStorage.setItem(KEYS.on, 'on');
  else localStorage.removeItem(KEYS.on);
  tell();
};

export const soundHere = (on: boolean): void => {
  if (on) localStorage.removeItem(KEYS.sound);
  else localStorage.setItem(KEYS.sound, 'off');
  tell();
};
