import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page, WebSocket } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, ulid, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, desktop, logOf, messageOf, openApp, openAs, PATIENCE_MS, say, signInAtApp, storedSignIn, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

/** How soon another tab must be heard over a socket of its own when the leader is gone, milliseconds. */
const HANDOVER_MS = 2_000;

const outputs = readOutputs();
let browser: Browser;
let ada: Actor;
let ben: Actor;

beforeAll(async () => {
  browser = await openBrowser();
  ada = await newActor(outputs, 'Ada');
  ben = await newActor(outputs, 'Ben');
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

/** All that is said in a test is on screen: what lies outside is not in the document. */
const tall = { viewport: { width: 1280, height: 4_000 } };

/** The tabs of a browser that have a socket open, now and later: one that has two is named twice. */
const followSockets = (context: BrowserContext): (() => Page[]) => {
  const sockets: { page: Page; socket: WebSocket }[] = [];
  const follow = (page: Page) => page.on('websocket', (socket) => sockets.push({ page, socket }));
  context.pages().forEach(follow);
  context.on('page', follow);
  return () => sockets.filter(({ page, socket }) => !page.isClosed() && !socket.isClosed()).map(({ page }) => page);
};

const openTab = async (context: BrowserContext, roomId: string): Promise<Page> => {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`/rooms/${roomId}`);
  await logOf(page).waitFor();
  return page;
};

const hasOne = (sockets: () => Page[]) => until('one socket', () => sockets().length === 1);

/** Two tabs of a person's at a room; the first of them opens the socket. */
const twoTabs = async (roomId: string, person = ada) => {
  const first = await openApp(browser, outputs, `/rooms/${roomId}`, tall);
  const context = first.context();
  const sockets = followSockets(context);
  await signInAtApp(first, person);
  await logOf(first).waitFor();
  await hasOne(sockets);
  const second = await openTab(context, roomId);
  return { context, first, second, sockets };
};

/** The tab that has the socket, and another that has none. It need not be the first: on a busy machine it may have been taken for dead. */
const rolesIn = (context: BrowserContext, sockets: () => Page[]) =>
  until('one tab to lead', () => {
    const [leader, ...more] = sockets();
    const follower = context.pages().find((page) => page !== leader);
    return leader !== undefined && follower !== undefined && more.length === 0 && { leader, follower };
  });

const texts = (page: Page) => page.locator('.message-text').allTextContents();

/** Waits until the page shows these messages and no others, in this order. */
const shows = async (page: Page, expected: readonly string[]): Promise<void> => {
  const shown = await until('the messages', async () =>
    (await texts(page)).join('|') === expected.join('|') ? expected : undefined,
  ).catch(() => texts(page));
  expect(shown).toEqual(expected);
};

/** Ben talks on and on, one message after the other, until he is told to stop; then gives what he said. */
const talk = async (roomId: string): Promise<() => Promise<string[]>> => {
  const socket = await ben.connect();
  const said: string[] = [];
  let talking = true;
  const done = (async () => {
    while (talking) {
      const text = `Number ${said.length + 1}`;
      said.push(text);
      const answer = await socket.ask({ action: 'send', roomId, text });
      if (answer.type !== 'ack') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
      // [R6] A connection may send ten messages a second; half as many last until the slowest machine has seen what it is to see.
      await delay(200);
    }
    await socket.close();
  })();
  return async () => {
    talking = false;
    await done;
    return said;
  };
};

/** In the system's place: it notes what it is to show, and one has allowed it once one has been asked, in every tab. */
const NOTIFICATIONS = `
  window.told = [];
  window.Notification = class {
    static get permission() { return localStorage.getItem('test.permission') ?? 'default'; }
    static async requestPermission() { localStorage.setItem('test.permission', 'granted'); return 'granted'; }
    constructor(title, { body } = {}) { if (title !== '') window.told.push(Object.assign(this, { title, body, closed: false })); }
    close() { this.closed = true; }
  };`;

/** What the tabs of a browser have shown through the system, with the tab that did. */
const toldIn = async (context: BrowserContext) => {
  const told = context.pages().map(async (page) => {
    const all = (await page.evaluate('told.map(({ title, body, closed }) => ({ title, body, closed }))')) as object[];
    return all.map((each) => ({ page, told: each }));
  });
  return (await Promise.all(told)).flat();
};

/** Resolves with how long it took until something came over another socket than those that were open. */
const handover = async (context: BrowserContext, act: () => Promise<void>): Promise<number> => {
  const heard = new Promise<number>((resolve) => {
    for (const page of context.pages()) page.on('websocket', (socket) => socket.once('framereceived', () => resolve(Date.now())));
  });
  const began = Date.now();
  await act();
  return (await heard) - began;
};

/** How long a bare client takes now to be where a tab has to come: from asking for a session until it hears something, milliseconds. */
const opening = async (): Promise<number> => {
  const began = Date.now();
  const socket = await ada.connect();
  await socket.waitFor('something', () => true);
  const took = Date.now() - began;
  await socket.close();
  return took;
};

/** The time that a handover may take: on a machine that is busy with other things, some times what it must take there. */
const allowedAt = (pace: number) => Math.max(HANDOVER_MS, 4 * pace);

/** A way to stop a page's script where it is. */
const stoppable = async (context: BrowserContext, page: Page): Promise<CDPSession> => {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Debugger.enable');
  return devtools;
};

describe('the tabs of one browser', () => {
  test('[R2] share one socket, and each shows every message once, whoever wrote it', async () => {
    const roomId = await newRoom(ada, ben);
    const { first, second, sockets } = await twoTabs(roomId);
    const his = await ben.connect();

    await say(first, 'From the first tab');
    await messageOf(second, 'From the first tab').waitFor();
    await say(second, 'From the second tab');
    await messageOf(first, 'From the second tab').waitFor();
    await messageOf(second, 'From the second tab').getByText('Sending').waitFor({ state: 'detached' });
    await his.ask({ action: 'send', roomId, text: 'From elsewhere' });
    const heard = await until('what she said', () =>
      new Set(his.events(roomId).map(({ seq }) => seq)).size >= 2 ? his.events(roomId) : undefined,
    );
    await his.close();

    const expected = ['From the first tab', 'From the second tab', 'From elsewhere'];
    await shows(first, expected);
    await shows(second, expected);
    // [S3] What is told may overtake, and may come twice: where an ack is slow, the client asks again.
    const bySeq = new Map(heard.toSorted((one, other) => one.seq - other.seq).map((event) => [event.seq, event.text]));
    expect([...bySeq.values()]).toEqual(expected.slice(0, 2));
    await hasOne(sockets);
  });

  test('what is read in one is read in the other', async () => {
    // Of nobody who may have left something unread elsewhere.
    const eve = await newActor(outputs, 'Eve');
    const [roomId, other] = [await newRoom(eve, ben), await newRoom(eve, ben)];
    const { first, second } = await twoTabs(other, eve);
    const his = await ben.connect();
    await his.ask({ action: 'send', roomId, text: 'Unread' });
    await his.close();
    await until('the count', async () => (await first.title()).startsWith('• ') && (await second.title()).startsWith('• '));

    await second.goto(`/rooms/${roomId}`);
    await messageOf(second, 'Unread').waitFor();

    await until('nothing unread', async () => !(await first.title()).startsWith('• '));
  });

  test('closing the one with the socket hands it over within 2 s, and nothing is lost', async () => {
    const roomId = await newRoom(ada, ben);
    const { context, first, second, sockets } = await twoTabs(roomId);
    const hush = await talk(roomId);
    await Promise.all([first, second].map((tab) => messageOf(tab, 'Number 3').waitFor()));
    const { leader, follower } = await rolesIn(context, sockets);

    const [took, pace] = await Promise.all([handover(context, () => leader.close()), opening()]);
    await say(follower, 'Still here');
    await messageOf(follower, 'Still here').getByText('Sending').waitFor({ state: 'detached' });
    const said = await hush();

    await until('everything', async () => (await texts(follower)).length === said.length + 1);
    expect((await texts(follower)).filter((text) => text !== 'Still here')).toEqual(said);
    await hasOne(sockets);
    expect(took).toBeLessThan(allowedAt(pace));
  });

  test('one that the browser freezes hands it over, and catches up when it is thawed', async () => {
    const roomId = await newRoom(ada, ben);
    const { context, first, second, sockets } = await twoTabs(roomId);
    const hush = await talk(roomId);
    await Promise.all([first, second].map((tab) => messageOf(tab, 'Number 3').waitFor()));
    const { leader, follower } = await rolesIn(context, sockets);
    const devtools = await stoppable(context, leader);

    const freeze = async () => {
      // No page of a headless browser is ever hidden, so none can be frozen: it is told as a browser would, and then stopped.
      await leader.evaluate("document.dispatchEvent(new Event('freeze'))");
      await devtools.send('Debugger.pause');
    };
    const [took, pace] = await Promise.all([handover(context, freeze), opening()]);
    const said = await hush();
    await shows(follower, said);
    await devtools.send('Debugger.resume');
    await leader.evaluate("document.dispatchEvent(new Event('resume'))");

    await shows(leader, said);
    await hasOne(sockets);
    expect(took).toBeLessThan(allowedAt(pace));
  });

  test('one that hangs is robbed of it, and catches up when it goes on', async () => {
    const roomId = await newRoom(ada, ben);
    const { context, first, second, sockets } = await twoTabs(roomId);
    const hush = await talk(roomId);
    await Promise.all([first, second].map((tab) => messageOf(tab, 'Number 3').waitFor()));
    const { leader, follower } = await rolesIn(context, sockets);
    const devtools = await stoppable(context, leader);

    await handover(context, async () => {
      await devtools.send('Debugger.pause');
    });
    await say(follower, 'Anybody there?');
    await messageOf(follower, 'Anybody there?').getByText('Sending').waitFor({ state: 'detached' });
    const said = await hush();
    await until('everything', async () => (await texts(follower)).length === said.length + 1);
    const expected = await texts(follower);
    await devtools.send('Debugger.resume');

    await shows(leader, expected);
    await hasOne(sockets);
    expect(expected.filter((text) => text !== 'Anybody there?')).toEqual(said);
  });

  test('[R4] what is written while none has a socket leaves once, from whichever has the next', async () => {
    const roomId = await newRoom(ada, ben);
    const { context, sockets } = await twoTabs(roomId);
    await openTab(context, roomId);
    const { leader } = await rolesIn(context, sockets);
    const [second, third] = context.pages().filter((page) => page !== leader) as [Page, Page];
    await context.route(`${outputs.httpUrl}/**`, (route) => route.abort());

    await leader.close();
    await say(second, 'From the second');
    await messageOf(third, 'From the second').getByText('Sending').waitFor({ state: 'attached' });
    await say(third, 'From the third');
    await messageOf(second, 'From the third').getByText('Sending').waitFor({ state: 'attached' });
    await context.unroute(`${outputs.httpUrl}/**`);

    await shows(second, ['From the second', 'From the third']);
    await shows(third, ['From the second', 'From the third']);
    await messageOf(third, 'From the second').getByText('Sending').waitFor({ state: 'detached' });
  });

  test('[R4] twenty messages written without a network survive a reload, and arrive once and in order', async () => {
    const roomId = await newRoom(ada, ben);
    const written = Array.from({ length: 20 }, (_, index) => `Offline ${index + 1}`);
    const context = await browser.newContext({ baseURL: outputs.siteUrl, locale: 'en-GB', ...desktop });
    let cut = false;
    await context.routeWebSocket(`${outputs.websocketUrl}**`, (socket) => (cut ? socket.close() : socket.connectToServer()));
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`/rooms/${roomId}`);
    await signInAtApp(page, ada);
    await logOf(page).waitFor();

    await context.setOffline(true);
    for (const text of written) await say(page, text);
    await page.getByText('Waiting for network · 20 messages waiting').waitFor();
    // The page itself must load again, so only the chat's socket stays out of reach.
    cut = true;
    await context.setOffline(false);
    await page.reload();
    await shows(
      page,
      written.map((text) => `${text}Sending`),
    );
    await page.getByText('Reconnecting… · 20 messages waiting').waitFor();
    cut = false;

    const inLog = async () => {
      const { items } = (await ben.call('GET', `/rooms/${roomId}/messages`)).body;
      return items.length >= written.length ? items.map((message: { text: string }) => message.text) : undefined;
    };
    const received = await until('all of them in the log', inLog, 2 * PATIENCE_MS);
    expect(received).toEqual(written);
    await shows(page, written);
    await page.getByText('messages waiting').waitFor({ state: 'hidden' });
  });

  test('a browser without locks gives each tab a socket of its own', async () => {
    const roomId = await newRoom(ada, ben);
    const context = await browser.newContext({ baseURL: outputs.siteUrl, locale: 'en-GB', ...desktop });
    await context.addInitScript('delete Navigator.prototype.locks');
    const sockets = followSockets(context);
    const first = await context.newPage();
    first.setDefaultTimeout(PATIENCE_MS);
    await first.goto(`/rooms/${roomId}`);
    await signInAtApp(first, ada);
    const second = await openTab(context, roomId);

    await say(second, 'Seen in both');

    await messageOf(first, 'Seen in both').waitFor();
    await until('two sockets', () => sockets().length === 2);
  });

  test('a browser whose database never opens says so, and sends from each tab all the same', async () => {
    const roomId = await newRoom(ada, ben);
    const first = await openAs(browser, outputs, ada, `/rooms/${roomId}`, tall);
    const context = first.context();
    await context.addInitScript('indexedDB.open = () => ({})');
    const sockets = followSockets(context);
    await first.reload();
    await logOf(first).waitFor();
    await hasOne(sockets);
    const second = await openTab(context, roomId);

    await say(first, 'From the first');
    await messageOf(first, 'From the first').and(first.locator('[data-seq]')).waitFor();
    await say(second, 'From the second');
    await messageOf(second, 'From the second').and(second.locator('[data-seq]')).waitFor();
    await second.getByText('This browser stores nothing').waitFor();
    await second.getByRole('button', { name: /^Your account/ }).click();
    await second.getByRole('menuitem', { name: 'Sign out' }).click();
    await second.getByRole('button', { name: 'Sign out' }).click();

    await Promise.all([first, second].map((page) => page.getByRole('heading', { name: 'Sign in' }).waitFor()));
  });

  test('another account that signs in in one tab takes over the others', async () => {
    const roomId = await newRoom(ada, ben);
    const { first, second, sockets } = await twoTabs(roomId);
    await second.getByRole('button', { name: /^Your account/ }).click();
    await second.getByRole('menuitem', { name: 'Sign out' }).click();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await first.getByRole('heading', { name: 'Sign in' }).waitFor();
    await until('no socket', () => sockets().length === 0);

    await signInAtApp(second, ben);

    await first.getByRole('button', { name: 'Your account: Ben' }).waitFor();
    await hasOne(sockets);
  });

  /** Signs Ben in here without a word to the page, as another tab does while this one is put aside. */
  const signInUnheard = async (page: Page) => {
    const { name, value } = await storedSignIn(outputs, ben);
    await page.evaluate(`localStorage.setItem(${JSON.stringify(name)}, ${JSON.stringify(value)})`);
  };

  const account = (page: Page, name: string) => page.getByRole('button', { name: `Your account: ${name}` });

  test('one that is shown again belongs to whoever has signed in meanwhile, or to nobody', async () => {
    const page = await openAs(browser, outputs, ada);
    await account(page, 'Ada').waitFor();
    const show = () => page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

    await signInUnheard(page);
    await show();
    await account(page, 'Ben').waitFor();
    await page.evaluate('localStorage.clear()');
    await show();

    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('one whose own sign-in has ended unheard takes nothing from whoever has signed in meanwhile', async () => {
    const page = await openAs(browser, outputs, ada);
    const sockets = followSockets(page.context());
    await page.reload();
    await account(page, 'Ada').waitFor();
    await hasOne(sockets);
    await signInUnheard(page);

    expect((await ada.call('DELETE', '/me/devices')).status).toBe(204);

    await account(page, 'Ben').waitFor();
  });
});

describe('notifications', () => {
  test('[H50] what comes while nobody looks is told once for all tabs, leads to it, and goes once it is read elsewhere', async () => {
    const [mia, finn] = [await newActor(outputs, 'Mia'), await newActor(outputs, 'Finn')];
    const { roomId } = (await mia.call('POST', '/direct', { userIds: [finn.userId] })).body;
    const other = await newRoom(mia, finn);
    const name = (await mia.call('GET', `/rooms/${other}`)).body.name;
    const [hers, his] = [await mia.connect(), await finn.connect()];
    const first = await openAs(browser, outputs, mia, '/');
    const context = first.context();
    await context.addInitScript({ content: NOTIFICATIONS });
    await first.goto('/settings/notifications');
    const second = await context.newPage();
    await second.goto('/');

    await first.getByRole('button', { name: 'Turn on' }).click();

    await first.getByRole('button', { name: 'Turn off' }).waitFor();
    // Both stand for it, and one of them leads.
    await until('the tabs to tell', async () => {
      const standing = await first.evaluate(`navigator.locks.query().then(({ held, pending }) => [...held, ...pending]
        .filter(({ name }) => name.startsWith('parley.notifications')).length)`);
      return standing === 2 || undefined;
    });
    await his.ask({ action: 'send', roomId, text: '**Tea** at five?' });
    const [one] = await until('the notification', async () => {
      const told = await toldIn(context);
      return told.length > 0 && told;
    });
    expect(one?.told).toEqual({ title: 'Finn', body: 'Tea at five?', closed: false });
    const page = one?.page ?? first;
    await page.evaluate('told[0].onclick()');
    await messageOf(page, 'Tea at five?').waitFor();
    // Said where somebody looks, and then where nobody does: the one is not told, the other is.
    await his.ask({ action: 'send', roomId, text: 'Or at six?' });
    await messageOf(page, 'Or at six?').waitFor();
    const { seq } = await his.ask({ action: 'send', roomId: other, text: 'Look!', mentions: [mia.userId] });
    const told = await until('the second notification', async () => {
      const all = await toldIn(context);
      return all.length > 1 && all.map((each) => each.told);
    });
    expect(told).toHaveLength(2);
    expect(told).toEqual(expect.arrayContaining([{ title: 'Finn', body: 'Tea at five?', closed: true }]));
    expect(told).toEqual(expect.arrayContaining([{ title: `Finn in ${name}`, body: 'Look!', closed: false }]));
    hers.send({ action: 'read', id: ulid(), roomId: other, seq });
    await until(
      'the end of the second',
      async () => (await toldIn(context)).every((each) => 'closed' in each.told && each.told.closed) || undefined,
    );
    await Promise.all([hers.close(), his.close(), context.close()]);
  });
});
