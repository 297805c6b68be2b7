import { lazy, Suspense } from 'react';
import { copyText } from '../design/copying.ts';
import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { legibleCode } from './legible.ts';
import './code-block.css';

// Most messages hold no code.
const HighlightedCode = lazy(() => import('./highlighted-code.tsx'));

/** Coloured only up to this length: beyond it nobody reads, and colours cost an element a word. */
const COLOURED_CHARS = 5_000;

export const CodeBlock = ({ language, text }: { language: string; text: string }) => {
  const shown = legibleCode(text);
  const copy = () => void copyText(text, t.room.copied);
  return (
    <div className="code-block" dir="ltr">
      <pre>
        <code>
          {language === '' || text.length > COLOURED_CHARS ? (
            shown
          ) : (
            <Suspense fallback={shown}>
              <HighlightedCode language={language} text={shown} />
            </Suspense>
          )}
        </code>
      </pre>
      <button type="button" className="code-block-copy" aria-label={t.room.message.copyCode} title={t.room.message.copyCode} onClick={copy}>
        <Icon name="copy" size={16} />
      </button>
    </div>
  );
};
