import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void) => {
  const end = new AbortController();
  const { signal } = end;
  addEventListener('focus', listener, { signal });
  addEventListener('blur', listener, { signal });
  document.addEventListener('visibilitychange', listener, { signal });
  return () => end.abort();
};

/** Whether somebody looks at the page: it is visible and has the focus. */
export const usePageActive = (): boolean =>
  useSyncExternalStore(subscribe, () => document.visibilityState === 'visible' && document.hasFocus());
