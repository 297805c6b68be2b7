import type { Person } from '@parley/protocol';
import { EmojiMark } from '../emoji/custom-emoji.tsx';
import { t } from '../languages/language.ts';
import { useStatus } from './status.ts';
import './people.css';

/** A status beside a name: its emoji, and the words for whoever points at it or listens. */
export const StatusMark = ({ person }: { person: Pick<Person, 'status'> | undefined }) => {
  const status = useStatus(person);
  if (status === undefined) return null;
  return (
    <span className="status-mark" title={status.text}>
      <span aria-hidden="true">
        <EmojiMark emoji={status.emoji ?? '💬'} />
      </span>
      <span className="visually-hidden">{t.people.status(status.text)}</span>
    </span>
  );
};
