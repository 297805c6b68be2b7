import { type ReactNode, useState } from 'react';
import { useBlocked } from './blocking.ts';
import './unheard.css';

/** In place of what somebody says whom I have blocked. */
export const Unheard = ({ onShow }: { onShow: () => void }) => (
  <p className="unheard">
    Message of a blocked person
    <button type="button" onClick={onShow}>
      Show
    </button>
  </p>
);

/** What somebody says: folded away while I have blocked them, until I ask for it. */
export const Heard = ({ userId, children }: { userId: string; children: ReactNode }) => {
  const blocked = useBlocked(userId);
  const [shown, setShown] = useState(false);
  return blocked && !shown ? <Unheard onShow={() => setShown(true)} /> : children;
};
