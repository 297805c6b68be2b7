// What CloudFront and its bucket serve: the files of the deployments, their markers filled in, under the distribution's headers.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SiteDefinition, SiteSource } from '../assembly/definition.ts';
import type { Localise } from '../assembly/hosts.ts';
import { listen } from '../listener.ts';
import { wildcard } from '../wildcard.ts';
import { createCompressor, encodingFor } from './compression.ts';

export interface SiteServer {
  /** `http://host:port` */
  url: string;
  /** Puts this site in the place of the one before, and tells open pages to reload if they ask for that. */
  deploy(site: SiteDefinition, localise: Localise): void;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** 0 picks a free one. */
  port: number;
  /** Pages reload themselves after the next `deploy`. */
  reload?: boolean;
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

interface Deployed {
  site: SiteDefinition;
  headers: Record<string, string>;
  localise: Localise;
}

interface Found {
  path: string;
  source: SiteSource;
  bytes: number;
  /** When it was written, milliseconds since the epoch. */
  writtenAt: number;
}

/** Where a page that reloads itself listens, and the script that makes it. */
const reload = {
  eventsPath: '/__reload',
  scriptPath: '/__reload.js',
  script: "new EventSource('/__reload').addEventListener('deploy', () => location.reload());",
  tag: '<script type="module" src="/__reload.js"></script>',
};

/** Takes the place of a service worker that an earlier run has left at this address: it would go on showing the app of then. */
const leaving = {
  path: '/sw.js',
  script: [
    'addEventListener("install", () => skipWaiting());',
    'const leave = async () => {',
    '  for (const name of await caches.keys()) await caches.delete(name);',
    '  await registration.unregister();',
    '  for (const page of await clients.matchAll({ type: "window" })) page.navigate(page.url).catch(() => undefined);',
    '};',
    'addEventListener("activate", (event) => event.waitUntil(leave()));',
  ].join('\n'),
};

export const startSite = async ({ port, reload: reloads = false }: SiteOptions): Promise<SiteServer> => {
  let deployed: Deployed | undefined;
  const pages = new Set<ServerResponse>();
  const compressed = createCompressor();

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  const listener = await listen(server, port);

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!deployed) return void response.writeHead(503).end();
    // The APIs trust one origin, so there is one way to write the address.
    if (request.headers.host !== listener.address) {
      return void response.writeHead(307, { location: `http://${listener.address}${request.url ?? '/'}` }).end();
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    const path = pathOf(request);
    if (path === undefined) return void response.writeHead(400).end();
    if (reloads && path === reload.eventsPath) return listenForReload(response);
    if (reloads && path === reload.scriptPath) return void response.writeHead(200, { 'content-type': types['.js'] }).end(reload.script);
    if (reloads && path === leaving.path) return sendLeaving(response);

    const { site, headers } = deployed;
    const found =
      (await find(site, path === '/' ? site.defaultDocument : path)) ??
      (site.fallbackDocument && (await find(site, site.fallbackDocument)));
    if (!found) return void response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end('Not found');
    await send(found, request, response, deployed);
  };

  const sendLeaving = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': types['.js'], 'cache-control': 'no-cache' }).end(leaving.script);
  };

  const listenForReload = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 500\n\n');
    pages.add(response);
    response.on('close', () => pages.delete(response));
  };

  const send = async (
    { path, source, bytes, writtenAt }: Found,
    request: IncomingMessage,
    response: ServerResponse,
    { headers, localise }: Deployed,
  ): Promise<void> => {
    const type = types[extname(path)] ?? 'application/octet-stream';
    const isHtml = type.startsWith('text/html');
    const hasMarkers = Object.keys(source.markers).length > 0;
    const rewritten = hasMarkers
      ? localise(fillIn(await readFile(path, 'utf8'), source))
      : isHtml && reloads
        ? withReload(await readFile(path, 'utf8'))
        : undefined;
    const length = rewritten === undefined ? bytes : Buffer.byteLength(rewritten);
    const encoding = encodingFor(request.headers['accept-encoding'], type, length);
    const read = async () => (rewritten === undefined ? readFile(path) : Buffer.from(rewritten));
    const body = encoding === undefined ? rewritten : await compressed(rewritten ?? `${path} ${writtenAt}`, read, encoding);
    response.writeHead(200, {
      ...headers,
      'content-type': type,
      'content-length': body === undefined ? bytes : Buffer.byteLength(body),
      ...(encoding && { 'content-encoding': encoding, vary: 'accept-encoding' }),
      ...(source.cacheControl ? { 'cache-control': source.cacheControl } : {}),
    });
    if (request.method === 'HEAD') response.end();
    else if (body !== undefined) response.end(body);
    else await pipeline(createReadStream(path), response);
  };

  return {
    url: `http://${listener.address}`,
    deploy: (site, localise) => {
      deployed = { site, localise, headers: headersOf(site, localise) };
      for (const page of pages) page.write('event: deploy\ndata:\n\n');
    },
    close: () => listener.close(),
  };
};

/** The path asked for, decoded; undefined if it makes no sense or leads out of the site. */
const pathOf = (request: IncomingMessage): string | undefined => {
  try {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
    return path.includes('\0') || normalize(path).startsWith('..') ? undefined : normalize(path);
  } catch {
    return undefined;
  }
};

/** The file, from the deployment that came last. */
const find = async (site: SiteDefinition, name: string): Promise<Found | undefined> => {
  for (const source of site.sources.toReversed()) {
    if (!holds(source, name.replace(/^\//, ''))) continue;
    const path = join(source.folder, name);
    if (!path.startsWith(source.folder + sep)) continue;
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile()) return { path, source, bytes: stats.size, writtenAt: stats.mtimeMs };
  }
  return undefined;
};

const holds = ({ include, exclude }: SiteSource, name: string): boolean =>
  include.some((pattern) => wildcard(pattern).test(name)) || !exclude.some((pattern) => wildcard(pattern).test(name));

const fillIn = (text: string, { markers, escapeJson }: SiteSource): string =>
  Object.entries(markers).reduce(
    (filled, [marker, value]) => filled.replaceAll(marker, escapeJson ? JSON.stringify(value).slice(1, -1) : value),
    text,
  );

const withReload = (html: string): string => html.replace(/<\/head>/i, `${reload.tag}</head>`);

/** The distribution's headers. What insists on HTTPS has no place on a laptop's plain HTTP. */
const headersOf = ({ headers }: SiteDefinition, localise: Localise): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, localise(value).replaceAll(/;?\s*upgrade-insecure-requests/g, '')]),
  );
