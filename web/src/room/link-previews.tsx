import type { Preview } from '@parley/protocol';
import { sourceOf } from './link-host.ts';
import './link-previews.css';

interface LinkPreviewsProps {
  /** What the message says now: a link that an edit has taken out is previewed no more. */
  text: string;
  previews: readonly Preview[];
}

/** What the links of a message lead to. */
export const LinkPreviews = ({ text, previews }: LinkPreviewsProps) =>
  previews.flatMap(({ url, title, description, site }) =>
    text.includes(url) && URL.canParse(url)
      ? [
          <div key={url} className="link-preview">
            <p className="link-preview-site" dir="auto">
              {sourceOf({ url, site })}
            </p>
            <a className="link-preview-title" href={url} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
              {title}
            </a>
            {description !== undefined && (
              <p className="link-preview-text" dir="auto">
                {description}
              </p>
            )}
          </div>,
        ]
      : [],
  );
