import type { TabEvents, TabMessage, Tabs } from '@parley/client';

/** Changes with the messages: tabs of an old and a new version of the app do not understand each other, and each version has its leader. */
const VERSION = 1;

const joinTabs = (name: string, events: TabEvents) => {
  const end = new AbortController();
  const { signal } = end;
  const channel = new BroadcastChannel(name);
  /** Its abort ends the wait for the lock, or gives the lock back. */
  let standing: AbortController | undefined;
  let leading = false;

  const depose = () => {
    if (!leading) return;
    leading = false;
    events.deposed();
  };

  const stand = (options: { steal: boolean }) => {
    standing?.abort();
    const mine = new AbortController();
    standing = mine;
    const lead = () => {
      if (mine.signal.aborted) return;
      leading = true;
      events.elected();
      return new Promise<void>((resolve) => mine.signal.addEventListener('abort', () => resolve()));
    };
    navigator.locks.request(name, options.steal ? options : { signal: mine.signal }, lead).catch((error: unknown) => {
      if (mine.signal.aborted) return;
      depose();
      // Taken by another tab; or the browser has locks, but not for this page, and each tab must do for itself.
      if (error instanceof DOMException && error.name === 'AbortError') stand({ steal: false });
      else lead();
    });
  };

  // A page that is put aside must not keep the lead from those that run.
  const putAside = () => {
    standing?.abort();
    standing = undefined;
    depose();
  };

  const resume = () => {
    if (standing !== undefined) return;
    stand({ steal: false });
    events.resumed();
  };

  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => events.received(data);
  document.addEventListener('freeze', putAside, { signal });
  document.addEventListener('resume', resume, { signal });
  addEventListener('pagehide', putAside, { signal });
  addEventListener('pageshow', resume, { signal });
  stand({ steal: false });

  return {
    post: (message: TabMessage) => channel.postMessage(message),
    seize: () => stand({ steal: true }),
    leave() {
      end.abort();
      leading = false;
      standing?.abort();
      channel.close();
    },
  };
};

/**
 * The tabs of this browser in which the account is signed in, with one that leads for each purpose. Undefined where a browser lacks what it takes:
 * then each does for itself.
 */
export const openTabs = (account: string, purpose: 'tabs' | 'notifications' = 'tabs'): Tabs | undefined => {
  if (!('locks' in navigator) || !('BroadcastChannel' in globalThis)) return undefined;
  const name = `parley.${purpose}.${VERSION}:${account}`;
  return { join: (events) => joinTabs(name, events) };
};
