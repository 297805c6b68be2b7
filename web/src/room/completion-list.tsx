import { Avatar } from '../design/avatar.tsx';
import { CustomEmoji } from '../emoji/custom-emoji.tsx';
import { t } from '../languages/language.ts';
import type { Completion } from './completion.ts';
import './completion.css';

/** What is suggested, above the text box, which keeps the focus. */
export const CompletionList = ({ completion: { listId, suggestions, active, pick } }: { completion: Completion }) => {
  if (suggestions.length === 0) return null;
  return (
    <div className="completion" id={listId} role="listbox" aria-label={t.room.composer.suggestions}>
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text box takes the keys.
        // biome-ignore lint/a11y/useFocusableInteractive: as above.
        <div
          key={suggestion.key}
          id={`${listId}-${index}`}
          className="completion-item"
          role="option"
          aria-selected={index === active}
          // The text box must not lose the focus to a click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(suggestion)}
        >
          {suggestion.person === undefined ? (
            <span className="completion-mark" aria-hidden="true">
              {suggestion.custom === undefined ? suggestion.mark : <CustomEmoji name={suggestion.custom} />}
            </span>
          ) : (
            <Avatar id={suggestion.person.userId} name={suggestion.person.name} size="sm" />
          )}
          <span className="completion-title" dir="auto">
            {suggestion.title}
          </span>
          <span className="completion-detail" dir="auto">
            {suggestion.detail}
          </span>
        </div>
      ))}
    </div>
  );
};
