// What a developer looks into: the mailbox, the metrics, the calls to AWS.
import { createServer } from 'node:http';
import { listen } from '../listener.ts';
import type { CognitoEngine, MeteredCall } from '../ports.ts';
import { mailboxPage } from './mailbox-page.ts';

export interface StatusOptions {
  /** 0 picks a free one. */
  port: number;
  mails: CognitoEngine['mails'];
  calls(): MeteredCall[];
  metrics(): Promise<string>;
}

export interface StatusServer {
  url: string;
  close(): Promise<void>;
}

export const startStatus = async ({ port, mails, calls, metrics }: StatusOptions): Promise<StatusServer> => {
  const json = (value: unknown): Page => ({ type: 'application/json', body: JSON.stringify(value) });
  const pages: Record<string, (query: URLSearchParams) => Promise<Page> | Page> = {
    '/': () => ({ type: 'text/html; charset=utf-8', body: mailboxPage(mails()) }),
    '/mailbox': (query) => json(mails(query.get('to') ?? undefined).map(({ to, code, sentAt }) => ({ to, code, sentAt }))),
    '/calls': () => json(calls()),
    '/metrics': async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', body: await metrics() }),
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
    const page = Object.hasOwn(pages, pathname) ? pages[pathname] : undefined;
    if (!page || request.method !== 'GET') return void response.writeHead(404).end('Not found');
    try {
      const { type, body } = await page(searchParams);
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
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
