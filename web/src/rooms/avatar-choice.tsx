import { limits, type RoomAvatar, type RoomKind } from '@parley/protocol';
import { lazy, Suspense, useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { Button } from '../design/button.tsx';
import { RoomSymbol } from './room-symbol.tsx';

const EmojiPicker = lazy(() => import('../emoji/emoji-picker.tsx'));

const hueNames = ['Indigo', 'Green', 'Orange', 'Rose', 'Blue', 'Violet', 'Olive', 'Teal'];
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
      <span className="field-label">Picture</span>
      <div className="avatar-choice-row">
        <span className="avatar-choice-shown">
          <RoomSymbol room={{ kind, avatar }} size="md" />
        </span>
        <button type="button" className="button button-outline" onClick={(event) => setAnchor(event.currentTarget)}>
          Choose emoji
        </button>
        {avatar.emoji !== '' && (
          <Button kind="quiet" onPress={() => onChange({ ...avatar, emoji: '' })}>
            Remove
          </Button>
        )}
      </div>
      {avatar.emoji !== '' && (
        <RadioGroup
          aria-label="Colour"
          className="hues"
          orientation="horizontal"
          value={String(avatar.hue)}
          onChange={(hue) => onChange({ ...avatar, hue: Number(hue) })}
        >
          {hues.map((hue) => (
            <Radio key={hue} value={String(hue)} aria-label={hueNames[hue] ?? String(hue)} className={`hue avatar-hue-${hue}`} />
          ))}
        </RadioGroup>
      )}
      <Suspense>
        {anchor !== undefined && (
          <EmojiPicker
            anchor={anchor}
            label="Choose emoji"
            onPick={(emoji) => onChange({ ...avatar, emoji })}
            onClose={() => setAnchor(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
};
