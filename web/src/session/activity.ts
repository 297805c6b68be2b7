// Whether somebody looks at the app, in whichever tab of this browser.

/** Without a key, a touch or a movement for so long, nobody does, milliseconds. */
const IDLE_MS = 10 * 60_000;
/** How often a tab tells the others that it is used, milliseconds. */
const TELL_MS = 15_000;

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'visibilitychange', 'focus'];

/** Calls back when the last tab has been left alone, and when one is used again; until `signal` is aborted. */
export const followActivity = (account: string, changed: (active: boolean) => void, signal: AbortSignal): void => {
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`parley.activity:${account}`) : undefined;
  let usedAt = Date.now();
  let toldAt = 0;
  let active = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (next: boolean) => {
    if (next === active) return;
    active = next;
    changed(active);
  };

  // One timer for all signs: when it is due, it looks how long ago the last one was.
  const watch = () => {
    const rest = usedAt + IDLE_MS - Date.now();
    if (rest <= 0) show(false);
    timer = active ? setTimeout(watch, Math.max(rest, 1_000)) : undefined;
  };

  const used = () => {
    usedAt = Date.now();
    show(true);
    if (timer === undefined) watch();
  };

  const usedHere = () => {
    if (document.visibilityState === 'hidden') return;
    used();
    if (usedAt - toldAt < TELL_MS) return;
    toldAt = usedAt;
    channel?.postMessage('used');
  };

  for (const sign of SIGNS) addEventListener(sign, usedHere, { signal, passive: true, capture: true });
  if (channel !== undefined) channel.onmessage = used;
  watch();
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    channel?.close();
  });
};
