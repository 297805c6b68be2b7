// The service worker of the site. The build puts the list of files into it, so that every version of the app has a worker of its own.
import { createShell, type ShellFile } from './shell.ts';

// The library of types for pages does not know a worker's.
interface WorkerEvent extends Event {
  waitUntil(until: Promise<unknown>): void;
}

interface WorkerFetchEvent extends WorkerEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

interface WorkerScope {
  caches: CacheStorage;
  location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: WorkerFetchEvent) => void): void;
  addEventListener(type: 'message', listener: () => void): void;
}

declare const self: WorkerScope;

const { version, files }: { version: string; files: ShellFile[] } = JSON.parse('PARLEY_SHELL');

const shell = createShell({
  files,
  version,
  origin: self.location.origin,
  caches: self.caches,
  fetch: (...request) => fetch(...request),
});

self.addEventListener('install', (event) => event.waitUntil(shell.install()));

self.addEventListener('activate', (event) => event.waitUntil(shell.activate()));

self.addEventListener('fetch', (event) => {
  const response = shell.answer(event.request);
  if (response === undefined) return;
  event.respondWith(response);
  if (event.request.mode === 'navigate') event.waitUntil(shell.freshen().catch(() => undefined));
});

// The one thing that a page ever says: a person wants this version now. Until then, pages that are open go on with what they have.
self.addEventListener('message', () => void self.skipWaiting());
