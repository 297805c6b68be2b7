import type { Preview } from '@parley/protocol';

export const hostOf = (href: string): string => new URL(href).host;

/** Whose page a preview is of. A page may call itself what it likes, so that where it stands is always said. */
export const sourceOf = ({ url, site }: Pick<Preview, 'url' | 'site'>): string =>
  site === undefined || site === hostOf(url) ? hostOf(url) : `${site} (${hostOf(url)})`;
