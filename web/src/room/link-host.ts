import type { Preview } from '@parley/protocol';
import { legible } from './legible.ts';

export const hostOf = (href: string): string => new URL(href).host;

const LOOKS_LIKE_AN_ADDRESS = /https?:\/\/|^[\w-]+(?:\.[\w-]+)+/i;

/** Whether words look like an address and lead to another host, or an address begins with what looks like its host and is not. */
export const isDisguise = ({ text, href }: { text: string; href: string }): boolean => {
  const words = legible(text).trim();
  if (!LOOKS_LIKE_AN_ADDRESS.test(words)) return false;
  const address = /^https?:\/\//i.test(words) ? words : `https://${words}`;
  return !URL.canParse(address) || hostOf(address) !== hostOf(href) || new URL(href).username !== '';
};

/** Whose page a preview is of. A page may call itself what it likes, so that where it stands is always said. */
export const sourceOf = ({ url, site }: Pick<Preview, 'url' | 'site'>): string =>
  site === undefined || site === hostOf(url) ? hostOf(url) : `${site} (${hostOf(url)})`;
