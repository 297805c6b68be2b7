import type { SendOptions } from '@parley/client';
import { IconButton } from '../design/button.tsx';
import { Menu } from '../design/menu.tsx';
import { t } from '../languages/language.ts';
import { useDialogs } from '../shell/dialogs.tsx';

interface ComposerMenuProps {
  roomId: string;
  /** What is written so far, as it would be sent. */
  compose: () => { text: string } & SendOptions;
  /** It is no longer to be sent from here. */
  onTaken: () => void;
}

/** What else can be sent than a text, and when else than now. */
export const ComposerMenu = ({ roomId, compose, onTaken }: ComposerMenuProps) => {
  const open = useDialogs();
  return (
    <Menu
      label={t.room.composer.more}
      placement="top start"
      choices={[
        { label: t.room.composer.poll, icon: 'poll', onAction: () => open({ dialog: 'create-poll', roomId }) },
        {
          label: t.room.composer.later,
          icon: 'clock',
          onAction: () => open({ dialog: 'send-later', message: { roomId, ...compose() }, onDone: onTaken }),
        },
      ]}
    >
      <IconButton icon="add" label={t.room.composer.more} />
    </Menu>
  );
};
