import type { PresenceState } from '@parley/protocol';
import { Avatar } from '../design/avatar.tsx';
import { t } from '../languages/language.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import './people.css';

interface AvatarButtonProps {
  userId: string;
  name: string;
  size?: 'sm' | 'md';
  presence?: PresenceState | undefined;
}

/** An avatar that opens its person's card. Plain, because a screen holds a hundred of them. */
export const AvatarButton = ({ userId, name, size = 'md', presence }: AvatarButtonProps) => {
  const open = useDialogs();
  return (
    <button type="button" className="avatar-button" aria-label={t.people.about(name)} onClick={() => open({ dialog: 'person', userId })}>
      <Avatar id={userId} name={name} size={size} presence={presence} />
    </button>
  );
};
