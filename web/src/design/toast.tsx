import { useSyncExternalStore } from 'react';
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
  setTimeout(dismiss, SHOWN_MS, id);
};

/** Something that has been tried did not work, or did, where there is no better place to say so. */
export const toast = {
  done: (text: string, action?: ToastAction) => show('done', text, action),
  error: (error: unknown) => show('error', reasonOf(error)),
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where toasts appear; read out politely. */
export const Toasts = () => {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section className="toasts" aria-label={t.design.notices} aria-live="polite">
      {shown.map(({ id, text, kind, action }) => (
        <div key={id} className="toast" data-kind={kind}>
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
      ))}
    </section>
  );
};
