import { type ReactNode, useState } from 'react';
import { t } from '../languages/language.ts';
import { useBlocked } from './blocking.ts';
import './unheard.css';

interface UnheardProps {
  /** What is folded away. */
  what?: string;
  onShow: () => void;
}

/** In place of what is somebody's whom I have blocked. */
export const Unheard = ({ what = t.people.unheard, onShow }: UnheardProps) => (
  <p className="unheard">
    {what}
    <button type="button" onClick={onShow}>
      {t.people.show}
    </button>
  </p>
);

interface HeardProps extends Omit<UnheardProps, 'onShow'> {
  userId: string;
  children: ReactNode;
}

/** What is somebody's: folded away while I have blocked them, until I ask for it. */
export const Heard = ({ userId, children, ...rest }: HeardProps) => {
  const blocked = useBlocked(userId);
  const [shown, setShown] = useState(false);
  return blocked && !shown ? <Unheard {...rest} onShow={() => setShown(true)} /> : children;
};
