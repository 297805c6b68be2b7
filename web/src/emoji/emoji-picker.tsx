import { useState } from 'react';
import { Dialog, ListBox, ListBoxItem } from 'react-aria-components';
import { Button } from '../design/button.tsx';
import { Floating } from '../design/floating.tsx';
import { SearchField } from '../design/search-field.tsx';
import { t } from '../languages/language.ts';
import { useChat } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { EmojiMark } from './custom-emoji.tsx';
import { type Emoji, emojiGroups, findEmoji, quickEmoji } from './emoji.ts';
import './emoji-picker.css';

interface EmojiPickerProps {
  /** The button that it belongs to. */
  anchor: Element;
  label?: string;
  /** Offers those as well that people have added, and the way to add one. */
  custom?: boolean;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

const MOST_FOUND = 48;

const asChoice = (name: string): Emoji => ({ char: `:${name}:`, names: [name] });

const EmojiPicker = ({ anchor, label = t.emoji.addReaction, custom = false, onPick, onClose }: EmojiPickerProps) => {
  const [term, setTerm] = useState('');
  const open = useDialogs();
  const known = useChat((state) => state.emoji);
  const added = custom ? Object.keys(known).toSorted().map(asChoice) : [];
  const wanted = term.trim().toLowerCase();
  const groups =
    wanted === ''
      ? [
          ...(added.length > 0 ? [{ title: t.emoji.added, emoji: added }] : []),
          ...emojiGroups.map(({ kind, emoji }) => ({ title: t.emoji.groups[kind], emoji })),
        ]
      : [
          {
            title: t.emoji.found,
            emoji: [...added.filter(({ names }) => names.some((name) => name.includes(wanted))), ...findEmoji(wanted, MOST_FOUND)],
          },
        ];

  const pick = (char: string) => {
    onPick(char);
    onClose();
  };

  return (
    <Floating
      className="popover emoji-picker"
      triggerRef={{ current: anchor }}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      onClose={onClose}
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
        <SearchField label={t.emoji.search} value={term} onChange={setTerm} />
        <div className="emoji-picker-groups">
          {groups.map(({ title, emoji }) => (
            <section key={title}>
              <h3>{title}</h3>
              <ListBox
                aria-label={title}
                layout="grid"
                items={emoji.map(({ char, names }) => ({ id: char, name: names[0] ?? char }))}
                onAction={(key) => pick(String(key))}
                renderEmptyState={() => <p className="emoji-picker-none">{t.emoji.none}</p>}
              >
                {({ id, name }) => (
                  <ListBoxItem id={id} textValue={name.replaceAll('_', ' ')} aria-label={name.replaceAll('_', ' ')} className="emoji">
                    <EmojiMark emoji={String(id)} />
                  </ListBoxItem>
                )}
              </ListBox>
            </section>
          ))}
        </div>
        {custom && (
          <Button
            kind="quiet"
            icon="add"
            onPress={() => {
              onClose();
              open({ dialog: 'custom-emoji' });
            }}
          >
            {t.emoji.custom}
          </Button>
        )}
      </Dialog>
    </Floating>
  );
};

const findName = (char: string): string =>
  emojiGroups
    .flatMap(({ emoji }) => emoji)
    .find((known) => known.char === char)
    ?.names[0]?.replaceAll('_', ' ') ?? char;

export default EmojiPicker;
