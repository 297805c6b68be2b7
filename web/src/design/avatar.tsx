import type { PresenceState } from '@parley/protocol';
import './avatar.css';

const HUES = 8;

/** The same person has the same colour everywhere (FNV-1a, folded so that all bits count). */
const hueOf = (id: string): number => {
  let hash = 0x811c9dc5;
  for (let place = 0; place < id.length; place += 1) hash = Math.imul(hash ^ id.charCodeAt(place), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
};

/** The first letters of the first and the last word. */
const initialsOf = (name: string): string => {
  const words = name.split(/\s+/u).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends
    .map((word) => [...(word ?? '?')][0] ?? '?')
    .join('')
    .toLocaleUpperCase();
};

interface AvatarProps {
  id: string;
  name: string;
  size?: 'sm' | 'md' | 'lg';
  /** Shows a dot if given. */
  presence?: PresenceState | undefined;
}

/** Decoration beside a name; presence is told in words by whatever shows it. */
export const Avatar = ({ id, name, size = 'md', presence }: AvatarProps) => (
  <span className={`avatar avatar-${size} avatar-hue-${hueOf(id)}`} data-initials={initialsOf(name)} aria-hidden="true">
    {presence && <span className="avatar-presence" data-presence={presence} />}
  </span>
);
