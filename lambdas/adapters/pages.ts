// Reads pages of the public internet for people who name any address they like. Nothing but the public internet is ever connected to: the name
// is resolved here, each address is checked, and the connection goes to the address that was checked, so that a name which answers differently
// the second time gains nothing. A redirect is a new address and goes the same way.
import { promises as dns } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Pages } from '../domain/ports.ts';
import { isPublic } from './pages/addresses.ts';
import { summaryOf } from './pages/summary.ts';

/** From the first name to the last byte, redirects included, milliseconds. */
const TIMEOUT_MS = 5_000;
const REDIRECTS = 3;
const MOST_BYTES = 512 * 1_024;
const USER_AGENT = 'ParleyLinkPreview/1.0 (reads a page once when a person links to it)';
const HTML = /^(?:text\/html|application\/xhtml\+xml)(?:\s*;.*)?$/i;
const CHARSET = /charset\s*=\s*"?([\w-]{1,30})/i;

interface Address {
  address: string;
  family: number;
}

export interface PagesOptions {
  /** Every address of a name. @default the system's resolver */
  resolve?: (host: string) => Promise<readonly Address[]>;
  /** Whether an address may be connected to at that port. @default the public internet, at the ports of http and https */
  isAllowed?: (address: string, port: number) => boolean;
  timeoutMs?: number;
}

const onPublicWeb = (address: string, port: number): boolean => (port === 80 || port === 443) && isPublic(address);

class Refused extends Error {}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

/** A URL's host, an IPv6 address without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const checkUrl = (url: URL): void => {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Refused('not of the web');
  if (url.username !== '' || url.password !== '') throw new Refused('holds credentials');
};

/** Reads at most `MOST_BYTES`, and no more than the head of the page. */
const textOf = async (response: IncomingMessage, charset: string): Promise<string> => {
  const decoder = new TextDecoder(charset);
  let text = '';
  let bytes = 0;
  for await (const chunk of response) {
    const rest = Buffer.from(chunk).subarray(0, MOST_BYTES - bytes);
    bytes += rest.length;
    text += decoder.decode(rest, { stream: true });
    if (bytes >= MOST_BYTES || /<body[\s>]/i.test(text.slice(-rest.length - 10))) break;
  }
  return text;
};

const charsetOf = (type: string): string => {
  const [, charset = 'utf-8'] = CHARSET.exec(type) ?? [];
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    return 'utf-8';
  }
};

export const openPages = (options: PagesOptions = {}): Pages => {
  const { isAllowed = onPublicWeb, timeoutMs = TIMEOUT_MS } = options;
  const { resolve = (host: string) => dns.lookup(host, { all: true, verbatim: true }) } = options;

  /** The one address to connect to. A name of which any address is inside is refused: one of them is as good as another to who made it. */
  const addressOf = async (url: URL): Promise<Address> => {
    const host = hostOf(url);
    const addresses = isIP(host) === 0 ? await resolve(host) : [{ address: host, family: isIP(host) }];
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isAllowed(address, portOf(url))))
      throw new Refused('not on the public internet');
    return first;
  };

  const get = async (url: URL, signal: AbortSignal): Promise<IncomingMessage> => {
    checkUrl(url);
    const { address, family } = await addressOf(url);
    signal.throwIfAborted();
    const lookup: LookupFunction = (_host, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family));
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const headers = { 'user-agent': USER_AGENT, accept: 'text/html,application/xhtml+xml', 'accept-encoding': 'identity' };
    return new Promise((done, failed) => {
      send(url, { lookup, signal, headers, agent: false }).on('response', done).on('error', failed).end();
    });
  };

  const follow = async (url: URL, signal: AbortSignal, redirects = 0): Promise<IncomingMessage> => {
    const response = await get(url, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) return response;
    response.destroy();
    if (redirects === REDIRECTS) throw new Refused('too many redirects');
    return follow(new URL(headers.location, url), signal, redirects + 1);
  };

  const read = async (address: string, signal: AbortSignal) => {
    const response = await follow(new URL(address), signal);
    try {
      const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = response.headers;
      if (response.statusCode !== 200 || !HTML.test(type) || encoding !== 'identity') return undefined;
      return summaryOf(await textOf(response, charsetOf(type)));
    } finally {
      response.destroy();
    }
  };

  return {
    read: async (url) => {
      const end = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      // The resolver cannot be called off, so that the time is kept beside it.
      const late = new Promise<undefined>((done) => {
        timer = setTimeout(done, timeoutMs, undefined);
      });
      try {
        return await Promise.race([read(url, end.signal), late]);
      } catch {
        return undefined;
      } finally {
        clearTimeout(timer);
        end.abort();
      }
    },
  };
};
