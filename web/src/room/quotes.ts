import { limits } from '@parley/protocol';
import { t } from '../languages/language.ts';

/** Of a long text, as much as shows what is meant. */
const QUOTED_CHARS = 1_000;

/** What somebody said, as a quote that leads to where they said it; the link is in the language of whoever quotes. */
export const quoteOf = (text: string, address: string): string => {
  const chars = [...text];
  const short = chars.length > QUOTED_CHARS ? `${chars.slice(0, QUOTED_CHARS).join('')}…` : text;
  const lines = [...short.split('\n'), `[${t.panels.goToMessage}](${address})`];
  return `${lines.map((line) => `> ${line}`).join('\n')}\n`;
};

/** A quote with a word of one's own, as it is forwarded; as long as a message may be. */
export const forwardOf = (comment: string, quote: string): string =>
  [...`${comment.trim()}${comment.trim() === '' ? '' : '\n'}${quote}`.trim()].slice(0, limits.textChars).join('');
