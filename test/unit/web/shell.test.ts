import { createShell, type ShellCaches, type ShellFile } from '../../../web/src/worker/shell.ts';

const ORIGIN = 'https://chat.example.org';
const CONFIG = { 'content-type': 'application/json' };

/** What a browser's caches do, as far as the shell asks for it: in the order in which they were made. */
class MemoryCaches implements ShellCaches {
  readonly named = new Map<string, Map<string, Response>>();
  fetch: typeof fetch = async () => new Response('', { status: 404 });

  async open(name: string) {
    const cache = this.named.get(name) ?? new Map<string, Response>();
    this.named.set(name, cache);
    return {
      put: async (url: URL, response: Response) => void cache.set(url.href, response),
      addAll: async (requests: Request[]) => {
        const responses = await Promise.all(requests.map((request) => this.fetch(request)));
        if (responses.some((response) => !response.ok)) throw new TypeError('not all of them came');
        for (const [index, request] of requests.entries()) cache.set(request.url, responses[index] ?? new Response());
      },
    };
  }
  async match(url: URL, options?: { cacheName: string }) {
    for (const [name, cache] of this.named) {
      const found = options === undefined || options.cacheName === name ? cache.get(url.href) : undefined;
      if (found !== undefined) return found.clone();
    }
    return undefined;
  }
  keys = async () => [...this.named.keys()];
  delete = async (name: string) => this.named.delete(name);
}

let caches: MemoryCaches;
let asked: string[];
let answers: Map<string, () => Response>;
let online: boolean;

const fetchNow: typeof fetch = async (input) => {
  const url = new URL(input instanceof Request ? input.url : String(input));
  asked.push(url.pathname);
  if (!online) throw new TypeError('Failed to fetch');
  return answers.get(url.pathname)?.() ?? new Response('<the app>', { headers: { 'content-type': 'text/html' } });
};

const file = (path: string): ShellFile => ({ path, integrity: 'sha256-xxxx' });
const FILES = [file('/index.html'), file('/appearance.js'), file('/assets/app-1.js')];

const shellOf = (version = '1', files = FILES) => {
  caches.fetch = fetchNow;
  return createShell({ files, version, origin: ORIGIN, caches, fetch: fetchNow });
};

/** Node has no requests that navigate. */
const request = (path: string, init: RequestInit & { navigates?: boolean } = {}): Request => {
  const made = new Request(new URL(path, ORIGIN), init);
  return init.navigates ? Object.defineProperty(made, 'mode', { value: 'navigate' }) : made;
};
const textOf = async (response: Promise<Response> | undefined) => (await response)?.text();

beforeEach(() => {
  caches = new MemoryCaches();
  asked = [];
  online = true;
  answers = new Map([
    ['/index.html', () => new Response('page 1')],
    ['/appearance.js', () => new Response('theme 1')],
    ['/assets/app-1.js', () => new Response('script 1')],
    ['/config.json', () => new Response('{"version":1}', { headers: CONFIG })],
  ]);
});

test('whatever address is opened, the app answers from this browser, without the network', async () => {
  const shell = shellOf();
  await shell.install();
  online = false;
  asked = [];

  expect(await textOf(shell.answer(request('/rooms/room_1/17', { navigates: true })))).toBe('page 1');
  expect(await textOf(shell.answer(request('/appearance.js')))).toBe('theme 1');
  expect(await textOf(shell.answer(request('/assets/app-1.js')))).toBe('script 1');
  expect(asked).toEqual([]);
});

test('what services answer is not its business, nor what is sent', async () => {
  const shell = shellOf();
  await shell.install();

  expect(shell.answer(new Request('https://api.example.org/v1/session'))).toBeUndefined();
  expect(shell.answer(new Request('https://api.example.org/config.json'))).toBeUndefined();
  expect(shell.answer(request('/index.html', { method: 'POST' }))).toBeUndefined();
  expect(shell.answer(request('/robots.txt'))).toBeUndefined();
});

test('the configuration is the network’s, and the last one without it', async () => {
  const shell = shellOf();
  await shell.install();
  answers.set('/config.json', () => new Response('{"version":2}', { headers: CONFIG }));
  const fresh = await textOf(shell.answer(request('/config.json')));
  answers.set('/config.json', () => new Response('busy', { status: 503 }));
  const whileBusy = await textOf(shell.answer(request('/config.json')));
  answers.delete('/config.json');
  const whileMissing = await textOf(shell.answer(request('/config.json')));
  online = false;

  expect([fresh, whileBusy, whileMissing]).toEqual(['{"version":2}', '{"version":2}', '{"version":2}']);
  expect(await textOf(shell.answer(request('/config.json')))).toBe('{"version":2}');
});

test('the configuration that came with the installation serves before a page has asked for another', async () => {
  const shell = shellOf();
  await shell.install();
  online = false;

  expect(await textOf(shell.answer(request('/config.json')))).toBe('{"version":1}');
});

test('a version of which a file is missing is not kept at all', async () => {
  answers.set('/assets/app-1.js', () => new Response('', { status: 404 }));

  await expect(shellOf().install()).rejects.toThrow('not all of them came');

  expect([...caches.named.keys()]).toEqual([]);
});

test('every file must be what the build has made', async () => {
  const integrities: string[] = [];
  const shell = shellOf();
  caches.fetch = async (input) => {
    if (input instanceof Request) integrities.push(`${input.integrity} ${input.cache}`);
    return new Response('');
  };

  await shell.install();

  expect(integrities).toEqual(FILES.map(() => 'sha256-xxxx no-cache'));
});

test('the version before stays for the pages that run it, older ones go', async () => {
  await shellOf('1').install();
  await shellOf('2').install();
  answers.set('/appearance.js', () => new Response('theme 3'));
  const third = shellOf('3', [file('/index.html'), file('/appearance.js'), file('/assets/app-3.js')]);
  await third.install();

  await third.activate();
  online = false;

  expect(await caches.keys()).toEqual(['parley-config', 'parley-shell:2', 'parley-shell:3']);
  expect(await textOf(third.answer(request('/appearance.js')))).toBe('theme 3');
  expect(await textOf(third.answer(request('/assets/app-1.js')))).toBe('script 1');
});

test('a version that comes back counts as the newest', async () => {
  await shellOf('1').install();
  await shellOf('2').install();
  const again = shellOf('1');

  await again.install();
  await again.activate();

  expect(await caches.keys()).toEqual(['parley-config', 'parley-shell:2', 'parley-shell:1']);
});

test('the page is fetched anew for its headers', async () => {
  const shell = shellOf();
  await shell.install();
  answers.set('/index.html', () => new Response('page 1', { headers: { 'content-security-policy': 'new' } }));

  await shell.freshen();
  online = false;

  const page = await shell.answer(request('/', { navigates: true }));
  expect(page?.headers.get('content-security-policy')).toBe('new');
  await expect(shell.freshen()).rejects.toThrow();
});

test('a browser whose storage is out of order has the network', async () => {
  const shell = shellOf();
  caches.match = async () => {
    throw new DOMException('The operation failed.', 'UnknownError');
  };

  expect(await textOf(shell.answer(request('/rooms/room_1', { navigates: true })))).toBe('<the app>');
  expect(await textOf(shell.answer(request('/config.json')))).toBe('{"version":1}');
});
