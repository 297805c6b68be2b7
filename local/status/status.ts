// What a developer looks into: the status page, the mailbox, the metrics, the calls to AWS and what they cost.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { isLocalName, listen, partsOf } from '../listener.ts';
import type { CognitoEngine, MeteredCall } from '../ports.ts';
import type { Bill } from './bill.ts';
import { statusPage } from './page.ts';
import type { StatusView } from './view.ts';

export interface StatusOptions {
  /** 0 picks a free one. */
  port: number;
  mails: CognitoEngine['mails'];
  calls(): MeteredCall[];
  bill(): Bill;
  view(): Promise<StatusView>;
  metrics(): Promise<string>;
}

export interface StatusServer {
  url: string;
  close(): Promise<void>;
}

/** The page runs its own script and nothing else, whatever a mail's subject says. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

const assets = join(import.meta.dirname, 'assets');

export const startStatus = async ({ port, mails, calls, bill, view, metrics }: StatusOptions): Promise<StatusServer> => {
  const json = (value: unknown): Page => ({ type: 'application/json', body: JSON.stringify(value) });
  const asset = (file: string, type: string) => (): Page => ({ type, body: readFileSync(join(assets, file), 'utf8') });
  const pages: Record<string, (query: URLSearchParams) => Promise<Page> | Page> = {
    '/': async () => ({ type: 'text/html; charset=utf-8', body: statusPage(await view()) }),
    '/status.css': asset('status.css', 'text/css; charset=utf-8'),
    '/refresh.js': asset('refresh.js', 'text/javascript; charset=utf-8'),
    '/mailbox': (query) => json(mails(query.get('to') ?? undefined).map(({ to, code, sentAt }) => ({ to, code, sentAt }))),
    '/calls': () => json(calls()),
    '/usage': () => json(bill()),
    '/metrics': async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', body: await metrics() }),
  };
  const server = createServer(async (request, response) => {
    // A page of the internet whose name leads here would be of one origin with these, and could read the mails.
    if (!isLocalName(request.headers.host)) return void response.writeHead(421).end('Not here');
    const { path, query } = partsOf(request.url);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (!page || request.method !== 'GET') return void response.writeHead(404).end('Not found');
    try {
      const { type, body } = await page(new URLSearchParams(query));
      response.writeHead(200, { ...headers, 'content-type': type }).end(body);
    } catch {
      response.writeHead(500).end('Something went wrong');
    }
  });
  const listener = await listen(server, port);
  return { url: `http://${listener.address}`, close: () => listener.close() };
};

interface Page {
  type: string;
  body: string;
}
