// A device's way to the network, which can be cut: what is open dies, and nothing opens until it is mended.
import type { WebSocketConstructor } from '@parley/client';
import { WebSocket } from 'ws';

export interface NetworkObserver {
  /** A socket is open. */
  opened(): void;
  /** An open socket is no more. */
  closed(): void;
  /** A frame left. */
  sent(text: string): void;
  /** A frame came. */
  heard(text: string): void;
}

export interface Network {
  fetch: typeof fetch;
  WebSocket: WebSocketConstructor;
  cut(): void;
  mend(): void;
}

/** Where nobody listens: a connection to it is refused at once (the discard service, RFC 863, which no machine offers any more). */
const NOWHERE = 'ws://127.0.0.1:9';

export const createNetwork = (observer: NetworkObserver): Network => {
  const live = new Set<WebSocket>();
  let severing = new AbortController();
  let isCut = false;

  class CuttableSocket extends WebSocket {
    constructor(url: string) {
      // One frame a task, as in a browser: ws hands over several at once otherwise, and changes of state between them would go unseen.
      super(isCut ? NOWHERE : url, { perMessageDeflate: false, allowSynchronousEvents: false });
      live.add(this);
      let isOpen = false;
      this.on('open', () => {
        isOpen = true;
        observer.opened();
      });
      this.on('message', (data) => observer.heard(String(data)));
      this.on('close', () => {
        live.delete(this);
        if (isOpen) observer.closed();
      });
    }

    override send(data: string) {
      super.send(data);
      observer.sent(data);
    }
  }

  return {
    async fetch(input, init = {}) {
      if (isCut) throw new TypeError('The network is cut.');
      const signals = [severing.signal, ...(init.signal ? [init.signal] : [])];
      return fetch(input, { ...init, signal: AbortSignal.any(signals) });
    },
    WebSocket: CuttableSocket,
    cut() {
      isCut = true;
      severing.abort(new TypeError('The network is cut.'));
      severing = new AbortController();
      for (const socket of live) socket.terminate();
    },
    mend() {
      isCut = false;
    },
  };
};
