import { isGuest } from '@parley/client';
import { Button } from '../design/button.tsx';
import { BrandMark } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { useChat } from '../session/session-context.ts';
import { useDialogs } from './dialogs.tsx';
import './home.css';

/** Beside the rooms, while none is open. */
export const Home = () => {
  const open = useDialogs();
  const name = useChat((state) => state.me?.name);
  const guest = useChat(isGuest);
  const roomCount = useChat((state) => Object.keys(state.rooms).length);
  return (
    <div className="home">
      <BrandMark size={56} />
      <h1 className="home-title">{t.shell.welcome(name)}</h1>
      <p className="home-text">{roomCount === 0 ? t.shell.findFirst : t.shell.choose}</p>
      {!guest && (
        <div className="home-actions">
          <Button kind="primary" icon="compass" onPress={() => open({ dialog: 'browse-rooms' })}>
            {t.shell.browseRooms}
          </Button>
          <Button icon="add" onPress={() => open({ dialog: 'create-room' })}>
            {t.shell.createRoom}
          </Button>
        </div>
      )}
    </div>
  );
};
