import { limits, type RoomAvatar, type RoomKind } from '@parley/protocol';
import { lazy, Suspense, useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { Button } from '../design/button.tsx';
import { t } from '../languages/language.ts';
import { RoomSymbol } from './room-symbol.tsx';

const EmojiPicker = lazy(() => import('../emoji/emoji-picker.tsx'));

const hues = Array.from({ length: limits.avatarHues }, (_, hue) => hue);

interface AvatarChoiceProps {
  kind: RoomKind;
  avatar: RoomAvatar;
  onChange: (avatar: RoomAvatar) => void;
}

/** An emoji on a colour, or the sign of the room's kind. */
export const AvatarChoice = ({ kind, avatar, onChange }: AvatarChoiceProps) => {
  const [anchor, setAnchor] = useState<HTMLElement>();
  return (
    <div className="avatar-choice">
      <span className="field-label">{t.rooms.picture.label}</span>
      <div className="avatar-choice-row">
        <span className="avatar-choice-shown">
          <RoomSymbol room={{ kind, avatar }} size="md" />
        </span>
        <button type="button" className="button button-outline" onClick={(event) => setAnchor(event.currentTarget)}>
          {t.rooms.picture.chooseEmoji}
        </button>
        {avatar.emoji !== '' && (
          <Button kind="quiet" onPress={() => onChange({ ...avatar, emoji: '' })}>
            {t.rooms.picture.remove}
          </Button>
        )}
      </div>
      {avatar.emoji !== '' && (
        <RadioGroup
          aria-label={t.rooms.picture.colour}
          className="hues"
          orientation="horizontal"
          value={String(avatar.hue)}
          onChange={(hue) => onChange({ ...avatar, hue: Number(hue) })}
        >
          {hues.map((hue) => (
            <Radio
              key={hue}
              value={String(hue)}
              aria-label={t.rooms.picture.hues[hue] ?? String(hue)}
              className={`hue avatar-hue-${hue}`}
            />
          ))}
        </RadioGroup>
      )}
      <Suspense>
        {anchor !== undefined && (
          <EmojiPicker
            anchor={anchor}
            label={t.rooms.picture.chooseEmoji}
            onPick={(emoji) => onChange({ ...avatar, emoji })}
            onClose={() => setAnchor(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
};
