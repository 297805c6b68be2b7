import { useState } from 'react';
import { Dialog, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { SearchField } from '../design/search-field.tsx';
import { emojiGroups, findEmoji, quickEmoji } from './emoji.ts';
import './emoji-picker.css';

interface EmojiPickerProps {
  /** The button that it belongs to. */
  anchor: HTMLElement;
  label?: string;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

const MOST_FOUND = 48;

const EmojiPicker = ({ anchor, label = 'Add a reaction', onPick, onClose }: EmojiPickerProps) => {
  const [term, setTerm] = useState('');
  const groups = term.trim() === '' ? emojiGroups : [{ title: 'Found', emoji: findEmoji(term.trim(), MOST_FOUND) }];

  const pick = (char: string) => {
    onPick(char);
    onClose();
  };

  return (
    <Popover
      className="popover emoji-picker"
      triggerRef={{ current: anchor }}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      placement="top end"
    >
      <Dialog aria-label={label} className="emoji-picker-body">
        <div className="emoji-picker-quick">
          {quickEmoji.map((char) => (
            <button key={char} type="button" className="emoji" aria-label={findName(char)} onClick={() => pick(char)}>
              {char}
            </button>
          ))}
        </div>
        <SearchField label="Search emoji" value={term} onChange={setTerm} />
        <div className="emoji-picker-groups">
          {groups.map(({ title, emoji }) => (
            <section key={title}>
              <h3>{title}</h3>
              <ListBox
                aria-label={title}
                layout="grid"
                items={emoji.map(({ char, names }) => ({ id: char, name: names[0] ?? char }))}
                onAction={(key) => pick(String(key))}
                renderEmptyState={() => <p className="emoji-picker-none">No emoji is called that.</p>}
              >
                {({ id, name }) => (
                  <ListBoxItem id={id} textValue={name.replaceAll('_', ' ')} aria-label={name.replaceAll('_', ' ')} className="emoji">
                    {id}
                  </ListBoxItem>
                )}
              </ListBox>
            </section>
          ))}
        </div>
      </Dialog>
    </Popover>
  );
};

const findName = (char: string): string =>
  emojiGroups
    .flatMap(({ emoji }) => emoji)
    .find((known) => known.char === char)
    ?.names[0]?.replaceAll('_', ' ') ?? char;

export default EmojiPicker;
