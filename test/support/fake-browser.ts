// The tabs of a browser in memory: one lock, one channel, one storage, and every way that a tab may go.
import type { OutboxItem, OutboxStorage, Tab, TabEvents, TabMessage, Tabs, Timers } from '@parley/client';

export class FakeBrowser {
  readonly tabs = new Set<FakeTab>();
  /** Who stands for the lead; the first of them has it. */
  readonly standing: FakeTab[] = [];
  /** Everything stored, by id. */
  readonly stored = new Map<string, OutboxItem>();

  openTab(timers: Timers): FakeTab {
    const tab = new FakeTab(this, timers);
    this.tabs.add(tab);
    return tab;
  }

  get leader(): FakeTab | undefined {
    return this.standing[0];
  }

  /** Lets `tab` stand, behind the others or in front of them. */
  stand(tab: FakeTab, place: 'last' | 'first'): void {
    const { leader } = this;
    this.remove(tab);
    if (place === 'last') this.standing.push(tab);
    else {
      if (leader !== undefined && leader !== tab) {
        this.remove(leader);
        this.standing.push(leader);
        leader.run(() => leader.depose());
      }
      this.standing.unshift(tab);
    }
    this.elect(leader);
  }

  /** Lets the lock go from a tab, or takes it out of the queue. */
  standDown(tab: FakeTab): void {
    const { leader } = this;
    this.remove(tab);
    this.elect(leader);
  }

  private remove(tab: FakeTab): void {
    const place = this.standing.indexOf(tab);
    if (place >= 0) this.standing.splice(place, 1);
  }

  private elect(before: FakeTab | undefined): void {
    const { leader } = this;
    if (leader !== undefined && leader !== before) leader.run(() => this.leader === leader && leader.elect());
  }
}

/** One tab: what it is given runs while the tab does, later if it is stopped, and never when it is gone. */
export class FakeTab implements Tabs {
  state: 'running' | 'stopped' | 'gone' = 'running';
  events: TabEvents | undefined;
  readonly #browser: FakeBrowser;
  readonly #timers: Timers;
  readonly #backlog: (() => void)[] = [];
  #leading = false;

  constructor(browser: FakeBrowser, timers: Timers) {
    this.#browser = browser;
    this.#timers = timers;
  }

  /** Runs a task, after everything that runs now. */
  run(task: () => void): void {
    queueMicrotask(() => {
      if (this.state === 'running') task();
      else if (this.state === 'stopped') this.#backlog.push(task);
    });
  }

  /** Gives what `promise` gives, as soon as the tab runs. */
  gate<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.run(() => resolve(value)),
        (error: unknown) => this.run(() => reject(error)),
      );
    });
  }

  /** In the background: its timers fire once a minute. */
  drowsy = false;

  readonly timers: Timers = {
    after: (ms, callback) => this.#timers.after(this.drowsy ? Math.max(ms, 60_000) : ms, () => this.run(callback)),
  };

  readonly storage: OutboxStorage = {
    load: () => this.gate(Promise.resolve().then(() => structuredClone([...this.#browser.stored.values()]))),
    put: (item) =>
      this.gate(
        Promise.resolve().then(() => {
          if (this.state !== 'gone') this.#browser.stored.set(item.id, structuredClone(item));
        }),
      ),
    remove: (id) =>
      this.gate(
        Promise.resolve().then(() => {
          if (this.state !== 'gone') this.#browser.stored.delete(id);
        }),
      ),
  };

  join(events: TabEvents): Tab {
    this.events = events;
    this.#browser.stand(this, 'last');
    return {
      post: (message: TabMessage) => {
        if (this.state !== 'running') return;
        for (const other of this.#browser.tabs)
          if (other !== this) {
            const copy = structuredClone(message);
            other.run(() => other.events?.received(copy));
          }
      },
      seize: () => this.#browser.stand(this, 'first'),
      leave: () => {
        this.events = undefined;
        this.#browser.standDown(this);
      },
    };
  }

  elect(): void {
    this.#leading = true;
    this.events?.elected();
  }

  depose(): void {
    if (!this.#leading) return;
    this.#leading = false;
    this.events?.deposed();
  }

  /** Ends without a word. */
  crash(): void {
    this.state = 'gone';
    this.#browser.tabs.delete(this);
    this.#browser.standDown(this);
  }

  /** The browser stops the page, as it does with pages in the background. */
  freeze(): void {
    this.#browser.standDown(this);
    this.depose();
    this.state = 'stopped';
  }

  /** The page stops without a sign. */
  hang(): void {
    this.state = 'stopped';
  }

  goOn(): void {
    this.state = 'running';
    for (const task of this.#backlog.splice(0)) this.run(task);
    if (!this.#browser.standing.includes(this) && this.events !== undefined) {
      this.#browser.stand(this, 'last');
      this.run(() => this.events?.resumed());
    }
  }
}
