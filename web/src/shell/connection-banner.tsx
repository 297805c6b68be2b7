import type { ChatState } from '@parley/client';
import { useEffect, useState } from 'react';
import { Icon } from '../design/icon.tsx';
import { Spinner } from '../design/progress.tsx';
import { t } from '../languages/language.ts';
import { useChat, useSession } from '../session/session-context.ts';
import './connection-banner.css';

/** Trouble shorter than this is nobody's business, milliseconds. */
const SILENT_MS = 5_000;

const waitingMessages = (state: ChatState): number =>
  Object.values(state.rooms).reduce((sum, room) => sum + room.pending.filter(({ status }) => status === 'waiting').length, 0);

/** Whether the connection has been lost for so long that one should know. */
const useTrouble = (): 'network' | 'connection' | undefined => {
  const { status, since } = useChat((state) => state.connection);
  const calm = status === 'online' || status === 'idle' || status === 'signed-out';
  // Attempts change the status; the trouble began with the first of them.
  const [began, setBegan] = useState<number>();
  const [known, setKnown] = useState(false);

  useEffect(() => {
    setBegan((earlier) => (calm ? undefined : (earlier ?? since)));
    if (calm) setKnown(false);
  }, [calm, since]);

  useEffect(() => {
    if (began === undefined) return;
    const timer = setTimeout(() => setKnown(true), Math.max(0, began + SILENT_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [began]);

  if (calm || !known) return undefined;
  return status === 'waiting-for-network' ? 'network' : 'connection';
};

export const ConnectionBanner = () => {
  const { chat } = useSession();
  const trouble = useTrouble();
  const waiting = useChat(waitingMessages);
  return (
    <div className="connection-banner-place" role="status">
      {trouble !== undefined && (
        <div className="connection-banner">
          {trouble === 'network' ? <Icon name="offline" size={18} /> : <Spinner label={t.shell.reconnectingLabel} />}
          <span>
            {trouble === 'network' ? t.shell.waitingForNetwork : t.shell.reconnecting}
            {waiting > 0 && ` · ${t.shell.waiting(waiting)}`}
          </span>
          {trouble === 'connection' && (
            <button type="button" onClick={() => chat.wake()}>
              {t.shell.tryNow}
            </button>
          )}
        </div>
      )}
    </div>
  );
};
