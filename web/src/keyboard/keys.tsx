import { capsOf, isApple } from './shortcuts.ts';
import './keys.css';

export const apple = isApple(navigator.platform);

/** Keys as they look. */
export const Keys = ({ keys }: { keys: string }) => (
  <span className="keys" dir="ltr">
    {capsOf(keys, apple).map((cap) => (
      <kbd key={cap}>{cap}</kbd>
    ))}
  </span>
);
