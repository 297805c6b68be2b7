// What the links of a message lead to, told by a function that fetches the pages off the hot path.
import { limits, type Preview } from '@parley/protocol';
import type { Appending, Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { appendEvent } from './log.ts';
import type { PreviewJob } from './ports.ts';

export type Previewing = Appending & Pick<Ports, 'pages'>;

const CODE = /```[\s\S]*?```|`[^`\n]*`/g;
const LINK = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** Punctuation at the end of a link belongs to the sentence around it. */
const TRAILING = new Set('.,;:!?*_~)]}');

/** From the end, once: a pattern would look from each character on whether the rest is punctuation. */
const withoutTrailing = (link: string): string => {
  let end = link.length;
  while (TRAILING.has(link.charAt(end - 1))) end -= 1;
  return link.slice(0, end);
};

/** The first links of a text, those in code left out. */
export const linksIn = (text: string): string[] => {
  const found = text.replace(CODE, ' ').match(LINK) ?? [];
  const links = found.map(withoutTrailing).filter((link) => link.length <= limits.previewUrlChars && URL.canParse(link));
  return [...new Set(links)].slice(0, limits.previews);
};

/** Undefined for a page that says nothing of itself, or cannot or must not be read. */
const previewOf = async (deps: Pick<Ports, 'pages'>, url: string): Promise<Preview | undefined> => {
  const page = await deps.pages.read(url);
  return page && { url, ...page };
};

/** Nothing is told of a message that has been deleted meanwhile, nor in a room that takes no more. */
const isGone = async (deps: Pick<Ports, 'messages'>, { roomId, target }: PreviewJob): Promise<boolean> =>
  (await deps.messages.get(roomId, target))?.deletedAt !== undefined;

/**
 * [S32] Reads the pages that a message links to and appends what they say, in the name of its author. Idempotent: a job that comes twice is told
 * once. Throws `unavailable`.
 */
export const previewLinks = async (deps: Previewing, job: PreviewJob): Promise<void> => {
  const { roomId, id, target, senderId, urls } = job;
  const claim = await deps.messages.claimed(roomId, roomId, id);
  const found = await Promise.all(urls.map((url) => previewOf(deps, url)));
  const previews = found.filter((preview) => preview !== undefined);
  if (previews.length === 0 || (await isGone(deps, job))) return;
  try {
    await appendEvent(deps, { kind: 'preview', roomId, id, senderId, target, previews }, { claimant: roomId, claim });
  } catch (error) {
    if (!(error instanceof ChatError) || error.code === 'unavailable') throw error;
  }
};

/** The job that an event makes, if its text has links. One of an edit takes the place of those before. */
export const previewJobOf = (
  event: { roomId: string; seq: number; senderId: string; text: string },
  target = event.seq,
): PreviewJob | undefined => {
  const urls = linksIn(event.text);
  return urls.length === 0 ? undefined : { roomId: event.roomId, id: `preview-${event.seq}`, target, senderId: event.senderId, urls };
};
