// Which screen is shown is in the address, so that reload, back and links work.
import { useSyncExternalStore } from 'react';

/** The parts of the settings, in the order of their list. */
export const settingsSections = [
  'profile',
  'notifications',
  'appearance',
  'language',
  'privacy',
  'account',
  'devices',
  'keyboard',
  'operation',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

export type Route =
  | { page: 'home' }
  /** `seq`: a message to be led to; `thread`: the beginning of a thread to be shown. */
  | { page: 'room'; roomId: string; seq?: number; thread?: number }
  /** Without a section their list, where there is no room for both. */
  | { page: 'settings'; section?: SettingsSection | undefined }
  | { page: 'later' }
  | { page: 'threads' }
  /** An invitation, for people who are signed in and for those who are not. */
  | { page: 'invite'; code: string }
  | { page: 'sign-in' }
  | { page: 'sign-up' }
  /** The address that the code went to; kept in the history entry, not in the address bar. */
  | { page: 'confirm'; email: string }
  | { page: 'reset' };

export const pathOf = (route: Route): string => {
  if (route.page === 'home') return '/';
  if (route.page === 'invite') return `/invite/${route.code}`;
  if (route.page === 'settings') return route.section === undefined ? '/settings' : `/settings/${route.section}`;
  if (route.page !== 'room') return `/${route.page}`;
  const place = route.thread !== undefined ? `/threads/${route.thread}` : route.seq === undefined ? '' : `/${route.seq}`;
  return `/rooms/${encodeURIComponent(route.roomId)}${place}`;
};

const emailIn = (state: unknown): string | undefined =>
  typeof state === 'object' && state !== null && 'email' in state && typeof state.email === 'string' ? state.email : undefined;

const roomIn = (path: string): Extract<Route, { page: 'room' }> | undefined => {
  const [, encoded, within, seq] = /^\/rooms\/([^/]+)(?:(\/threads)?\/([1-9][0-9]{0,14}))?$/.exec(path) ?? [];
  try {
    if (encoded === undefined) return undefined;
    const place = seq === undefined ? {} : within === undefined ? { seq: Number(seq) } : { thread: Number(seq) };
    return { page: 'room', roomId: decodeURIComponent(encoded), ...place };
  } catch {
    return undefined;
  }
};

/** An address that says nothing leads home. */
export const routeOf = (path: string, state: unknown): Route => {
  const room = roomIn(path);
  const email = emailIn(state);
  if (room !== undefined) return room;
  const [, code] = /^\/invite\/([A-Za-z0-9_-]{1,64})$/.exec(path) ?? [];
  if (code !== undefined) return { page: 'invite', code };
  const [settings, named] = /^\/settings(?:\/([a-z]+))?$/.exec(path) ?? [];
  if (settings !== undefined) return { page: 'settings', section: settingsSections.find((section) => section === named) };
  switch (path) {
    case '/profile':
      // Where it was before there were settings.
      return { page: 'settings', section: 'profile' };
    case '/threads':
      return { page: 'threads' };
    case '/later':
      return { page: 'later' };
    case '/sign-in':
      return { page: 'sign-in' };
    case '/sign-up':
      return { page: 'sign-up' };
    case '/confirm':
      // Whoever comes by a bookmark has no address to confirm.
      return email === undefined ? { page: 'sign-in' } : { page: 'confirm', email };
    case '/reset':
      return { page: 'reset' };
    default:
      return { page: 'home' };
  }
};

/** The room or message that a full address leads to, if it is one of this site. */
export const roomAt = (address: string): Route | undefined => {
  const { origin, pathname } = new URL(address);
  return origin === location.origin ? roomIn(pathname) : undefined;
};

/** The full address of a room or of a message in it. */
export const permalinkOf = (roomId: string, seq?: number): string =>
  new URL(pathOf({ page: 'room', roomId, ...(seq === undefined ? {} : { seq }) }), location.origin).href;

const BY = 'by';

/** The full address of a message that is quoted, which says whose it is, so that who does not want to hear them need not. */
export const quotedAt = (roomId: string, seq: number, senderId: string): string => {
  const address = new URL(permalinkOf(roomId, seq));
  address.searchParams.set(BY, senderId);
  return address.href;
};

/** What a full address says of the message that it leads to, if it is one of this site. */
export const messageAt = (address: string): { roomId: string; seq: number; by?: string } | undefined => {
  const room = roomAt(address);
  if (room?.page !== 'room' || room.seq === undefined) return undefined;
  const by = new URL(address).searchParams.get(BY);
  return { roomId: room.roomId, seq: room.seq, ...(by !== null && { by }) };
};

/** The full address of an invitation. */
export const inviteLinkOf = (code: string): string => new URL(pathOf({ page: 'invite', code }), location.origin).href;

const here = () => routeOf(location.pathname, history.state);

let current = here();
const listeners = new Set<() => void>();

const arrive = () => {
  current = here();
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  addEventListener('popstate', arrive);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('popstate', arrive);
  };
};

export const useRoute = (): Route => useSyncExternalStore(subscribe, () => current);

export const navigate = (route: Route, options: { replace?: boolean } = {}): void => {
  const state = route.page === 'confirm' ? { email: route.email } : null;
  if (options.replace) history.replaceState(state, '', pathOf(route));
  else history.pushState(state, '', pathOf(route));
  arrive();
};
