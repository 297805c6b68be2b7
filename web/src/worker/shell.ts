// The files of the app itself, kept in the browser so that it opens without a network (0090). Nothing that the services answer is ever kept here.

/** One file of the app: where it is asked for, and what must be in it (a subresource integrity, `sha256-…`). */
export interface ShellFile {
  path: string;
  integrity: string;
}

/** What is asked of a browser's caches, which keep their order. */
export interface ShellCaches {
  open(name: string): Promise<{ put(url: URL, response: Response): Promise<void>; addAll(requests: Request[]): Promise<void> }>;
  match(url: URL, options?: { cacheName: string }): Promise<Response | undefined>;
  keys(): Promise<string[]>;
  delete(name: string): Promise<boolean>;
}

/** One version of the app in this browser. */
export interface Shell {
  /** Fetches every file. Rejects, and keeps nothing, if one is missing or not what it should be: the version before goes on, the browser tries again. */
  install(): Promise<void>;
  /** Forgets older versions but the last: a page may still run it, and load parts of it. */
  activate(): Promise<void>;
  /** The answer to what a page asks for; undefined for what is none of the shell's business. */
  answer(request: Request): Promise<Response> | undefined;
  /** Fetches the page anew, for its headers: the same version may come with another content security policy. */
  freshen(): Promise<void>;
}

const PAGE = '/index.html';
const CONFIG = '/config.json';
const CONFIG_CACHE = 'parley-config';
const PREFIX = 'parley-shell:';
/** Versions kept: this one and the one before. */
const VERSIONS = 2;
/** Where the network does not answer for so long, the configuration is as it was last, milliseconds. */
const CONFIG_MS = 3_000;

/** A site that answers every path with the app answers this one with a page. */
const isConfig = (response: Response): boolean => response.ok && (response.headers.get('content-type') ?? '').includes('json');

export const createShell = (deps: {
  files: readonly ShellFile[];
  /** Another one for every change of `files`. */
  version: string;
  /** Of the site: `https://…` */
  origin: string;
  caches: ShellCaches;
  fetch: typeof fetch;
}): Shell => {
  const { files, version, origin, caches, fetch } = deps;
  const name = PREFIX + version;
  const paths = new Set(files.map(({ path }) => path));

  const requestOf = ({ path, integrity }: ShellFile) => new Request(new URL(path, origin), { cache: 'no-cache', integrity });

  const keep = async (cacheName: string, path: string, response: Response) => {
    const cache = await caches.open(cacheName);
    await cache.put(new URL(path, origin), response);
  };

  /** From this version, or from the one before. A browser whose storage is out of order has neither. */
  const kept = async (path: string): Promise<Response | undefined> => {
    try {
      const url = new URL(path, origin);
      return (await caches.match(url, { cacheName: name })) ?? (await caches.match(url));
    } catch {
      return undefined;
    }
  };

  const keptOrFetched = async (path: string, request: Request) => (await kept(path)) ?? fetch(request);

  /** The network's, for services may have moved; else the last one that came. */
  const config = async (request: Request): Promise<Response> => {
    try {
      const response = await fetch(request, { signal: AbortSignal.timeout(CONFIG_MS) });
      if (!isConfig(response)) return (await kept(CONFIG)) ?? response;
      await keep(CONFIG_CACHE, CONFIG, response.clone()).catch(() => undefined);
      return response;
    } catch (error) {
      const last = await kept(CONFIG);
      if (last === undefined) throw error;
      return last;
    }
  };

  return {
    async install() {
      try {
        // A version that comes back is put anew, and so counts as the newest.
        await caches.delete(name);
        const cache = await caches.open(name);
        await cache.addAll(files.map(requestOf));
      } catch (error) {
        await caches.delete(name);
        throw error;
      }
      // The page that installs this has asked for it already, past this worker.
      await config(new Request(new URL(CONFIG, origin), { cache: 'no-cache' })).catch(() => undefined);
    },
    async activate() {
      const versions = (await caches.keys()).filter((each) => each.startsWith(PREFIX));
      await Promise.all(versions.slice(0, -VERSIONS).map((each) => caches.delete(each)));
    },
    answer(request) {
      const url = new URL(request.url);
      if (request.method !== 'GET' || url.origin !== origin) return undefined;
      const path = url.pathname;
      if (path === CONFIG) return config(request);
      // The app routes in the browser: any path that is not a file is the app.
      if (request.mode === 'navigate') return keptOrFetched(paths.has(path) ? path : PAGE, request);
      return paths.has(path) || path.startsWith('/assets/') ? keptOrFetched(path, request) : undefined;
    },
    async freshen() {
      const page = files.find(({ path }) => path === PAGE);
      if (page === undefined) return;
      // With another content it is another version's, and comes with that.
      const response = await fetch(requestOf(page));
      if (response.ok) await keep(name, PAGE, response);
    },
  };
};
