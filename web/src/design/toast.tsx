import { useEffect, useState, useSyncExternalStore } from 'react';
import { reasonOf, t } from '../languages/language.ts';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import './toast.css';

interface Toast {
  id: number;
  text: string;
  kind: 'error' | 'done';
  action?: ToastAction | undefined;
}

/** What one may do about it while it is shown. */
export interface ToastAction {
  label: string;
  onPress: () => void;
}

/** Long enough to read two lines twice, milliseconds. */
const SHOWN_MS = 8_000;
/** Long enough to get there as well, by whatever means. */
const OFFERED_MS = 20_000;
const MOST = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

const change = (next: readonly Toast[]) => {
  toasts = next;
  for (const listener of listeners) listener();
};

const dismiss = (id: number) => change(toasts.filter((toast) => toast.id !== id));

const show = (kind: Toast['kind'], text: string, action?: ToastAction) => {
  lastId += 1;
  const id = lastId;
  change([...toasts.filter((toast) => toast.text !== text), { id, text, kind, action }].slice(-MOST));
};

/** Something that has been tried did not work, or did, where there is no better place to say so. */
export const toast = {
  done: (text: string, action?: ToastAction) => show('done', text, action),
  error: (error: unknown, action?: ToastAction) => show('error', reasonOf(error), action),
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Goes by itself after its time, but not from under a pointer or the focus. */
const Shown = ({ toast: { id, text, kind, action } }: { toast: Toast }) => {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = pointed || focused;
  const ms = action === undefined ? SHOWN_MS : OFFERED_MS;

  useEffect(() => {
    if (held) return;
    const timer = setTimeout(dismiss, ms, id);
    return () => clearTimeout(timer);
  }, [held, ms, id]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done with it; it only stays.
    <div
      className="toast"
      data-kind={kind}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <Icon name={kind === 'error' ? 'warning' : 'check'} />
      <p>{text}</p>
      {action !== undefined && (
        <Button
          kind="quiet"
          onPress={() => {
            dismiss(id);
            action.onPress();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label={t.design.dismiss} size="sm" onPress={() => dismiss(id)} />
    </div>
  );
};

/** Where toasts appear; read out politely, and one of the parts of the page that F6 walks while there are any. */
export const Toasts = () => {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section className="toasts" aria-label={t.design.notices} aria-live="polite" data-region={shown.length > 0 ? 'notices' : undefined}>
      {shown.map((toast) => (
        <Shown key={toast.id} toast={toast} />
      ))}
    </section>
  );
};
