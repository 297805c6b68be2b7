// The worker that keeps the app in this browser (0090), and word of a newer version, which waits for a person's leave.
import { useSyncExternalStore } from 'react';

/** A page that stays open looks for a newer version when somebody comes back to it, at most so often, milliseconds. */
const LOOK_EVERY_MS = 60 * 60_000;

let ready: ServiceWorker | undefined;
const listeners = new Set<() => void>();

const show = (worker: ServiceWorker | undefined) => {
  ready = worker;
  for (const listener of listeners) listener();
};

const follow = (worker: ServiceWorker | null, registration: ServiceWorkerRegistration) => {
  if (worker === null) return;
  const look = () => {
    // The first one of all is the version that is running.
    if (worker.state === 'installed' && registration.active !== null) show(worker);
  };
  worker.addEventListener('statechange', look);
  look();
};

const lookAgainWhenSeen = (registration: ServiceWorkerRegistration) => {
  let lookedAt = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' || Date.now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = Date.now();
    registration.update().catch(() => undefined);
  });
};

const register = async () => {
  const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
  follow(registration.waiting, registration);
  follow(registration.installing, registration);
  registration.addEventListener('updatefound', () => follow(registration.installing, registration));
  lookAgainWhenSeen(registration);
};

/** Keeps the app in this browser, once the page has all it needs. A browser that cannot goes on without. */
export const keepApp = (): void => {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const start = () => void register().catch(() => undefined);
  if (document.readyState === 'complete') start();
  else addEventListener('load', start, { once: true });
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The function that reloads the page with the newer version, once there is one. */
export const useNewVersion = (): (() => void) | undefined => {
  const worker = useSyncExternalStore(subscribe, () => ready);
  return worker === undefined ? undefined : () => reloadWith(worker);
};

const reloadWith = (worker: ServiceWorker) => {
  // Another tab may have given leave already.
  if (worker.state !== 'installed') return location.reload();
  worker.addEventListener('statechange', () => worker.state !== 'activating' && location.reload());
  worker.postMessage('take over');
};
