import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SiteDefinition, SiteSource } from '../../../local/assembly/definition.ts';
import { type SiteServer, startSite } from '../../../local/site/site.ts';
import { temporaryFolder } from '../../support/cloud-fixtures.ts';

const source = (files: Record<string, string>, changes: Partial<SiteSource> = {}): SiteSource => {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, include: [], exclude: [], markers: {}, escapeJson: false, ...changes };
};

const definition = (sources: SiteSource[]): SiteDefinition => ({
  domainName: 'd1.cloudfront.net',
  sources,
  defaultDocument: 'index.html',
  fallbackDocument: 'index.html',
  headers: { 'content-security-policy': "connect-src 'self' https://api.aws; upgrade-insecure-requests", 'x-frame-options': 'DENY' },
});

const sites: SiteServer[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

const start = async (sources: SiteSource[], options: { reload?: boolean } = {}): Promise<SiteServer> => {
  const site = await startSite({ port: 0, ...options });
  site.deploy(definition(sources), (text) => text.replace('https://api.aws', 'http://127.0.0.1:4601'));
  sites.push(site);
  return site;
};

const app = { 'index.html': '<html><head></head><h1>app</h1></html>', 'assets/app-1.js': 'run()' };

test("files come with the distribution's headers, localised, and with their deployment's cache control", async () => {
  const { url } = await start([
    source(app, { exclude: ['assets/*'], cacheControl: 'no-cache' }),
    source(app, { exclude: ['*'], include: ['assets/*'], cacheControl: 'immutable' }),
  ]);

  const page = await fetch(`${url}/`);
  const script = await fetch(`${url}/assets/app-1.js`);

  expect(await page.text()).toBe(app['index.html']);
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "connect-src 'self' http://127.0.0.1:4601",
    'x-frame-options': 'DENY',
    'cache-control': 'no-cache',
  });
  expect(Object.fromEntries(script.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'immutable',
  });
});

test.each([
  ['br', 'gzip, deflate, br, zstd'],
  ['gzip', 'gzip, deflate'],
  [null, 'identity'],
])('a script is sent as %s to whoever accepts %s, and is the same', async (encoding, accepted) => {
  const script = `run(${JSON.stringify('again and '.repeat(500))})`;
  const { url } = await start([source({ ...app, 'large.js': script, 'large.png': script })]);

  for (const times of [1, 2]) {
    const response = await fetch(`${url}/large.js?${times}`, { headers: { 'accept-encoding': accepted } });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(response.headers.get('vary')).toBe(encoding === null ? null : 'accept-encoding');
    expect(await response.text()).toBe(script);
  }
  // Too small to gain by it, and compressed already.
  for (const path of ['/assets/app-1.js', '/large.png']) {
    expect((await fetch(url + path, { headers: { 'accept-encoding': accepted } })).headers.get('content-encoding')).toBe(null);
  }
});

test('an unknown path shows the app, whatever tricks it plays', async () => {
  const { url } = await start([source(app)]);

  for (const path of ['/rooms/1', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc%2fpasswd', '/assets']) {
    expect([path, await (await fetch(url + path)).text()]).toEqual([path, app['index.html']]);
  }
  expect((await fetch(`${url}/%00`)).status).toBe(400);
  expect((await fetch(`${url}/%zz`)).status).toBe(400);
});

test('markers are filled in, then localised', async () => {
  const config = source(
    { 'config.json': '{"httpUrl":"<<0>>","name":"<<1>>"}' },
    { markers: { '<<0>>': 'https://api.aws', '<<1>>': 'a "b"' }, escapeJson: true },
  );
  const { url } = await start([source(app), config]);

  expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ httpUrl: 'http://127.0.0.1:4601', name: 'a "b"' });
});

test('another way to write the address leads to the one that the APIs trust', async () => {
  const { url } = await start([source(app)]);

  const response = await fetch(`${url.replace('127.0.0.1', 'localhost')}/rooms?x=1`, { redirect: 'manual' });

  expect(response.status).toBe(307);
  expect(response.headers.get('location')).toBe(`${url}/rooms?x=1`);
});

test('pages that ask for it hear of the next deployment', async () => {
  const site = await start([source(app)], { reload: true });
  expect(await (await fetch(`${site.url}/`)).text()).toContain('<script type="module" src="/__reload.js"></script></head>');

  const events = await fetch(`${site.url}/__reload`);
  site.deploy(definition([source(app)]), (text) => text);

  let heard = '';
  for await (const chunk of events.body ?? []) {
    heard += Buffer.from(chunk).toString();
    if (heard.includes('event: deploy')) break;
  }
  expect(heard).toContain('event: deploy');
});

test('where pages reload themselves, nothing keeps the app of an earlier run before them', async () => {
  const files = { ...app, 'sw.js': 'keep()' };
  const kept = await start([source(files, { cacheControl: 'no-cache' })]);
  const left = await start([source(files)], { reload: true });

  const [keeping, leaving] = [await fetch(`${kept.url}/sw.js`), await fetch(`${left.url}/sw.js`)];

  expect([await keeping.text(), keeping.headers.get('cache-control')]).toEqual(['keep()', 'no-cache']);
  expect(leaving.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(leaving.headers.get('cache-control')).toBe('no-cache');
  expect(await leaving.text()).toContain('registration.unregister()');
});
