import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page, WebSocket } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { desktop, logOf, messageOf, openApp, PATIENCE_MS, say, signInAtApp, TEST_MS } from './people.ts';

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

afterAll(() => browser?.close());

/** How many sockets the tabs of a browser have open, now and later. */
const followSockets = (context: BrowserContext): (() => number) => {
  const sockets: { page: Page; socket: WebSocket }[] = [];
  const follow = (page: Page) => page.on('websocket', (socket) => sockets.push({ page, socket }));
  context.pages().forEach(follow);
  context.on('page', follow);
  return () => sockets.filter(({ page, socket }) => !page.isClosed() && !socket.isClosed()).length;
};

const openTab = async (context: BrowserContext, roomId: string): Promise<Page> => {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`/rooms/${roomId}`);
  await logOf(page).waitFor();
  return page;
};

/** Two tabs of Ada's at a room; the first of them has the socket. */
const twoTabs = async (roomId: string) => {
  const leader = await openApp(browser, outputs, `/rooms/${roomId}`);
  const context = leader.context();
  const sockets = followSockets(context);
  await signInAtApp(leader, ada);
  await logOf(leader).waitFor();
  await until('the first tab’s socket', () => sockets() === 1);
  const follower = await openTab(context, roomId);
  return { context, leader, follower, sockets };
};

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
      // [R6] A connection may send ten messages a second.
      await delay(100);
    }
    await socket.close();
  })();
  return async () => {
    talking = false;
    await done;
    return said;
  };
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

/** A way to stop a page's script where it is. */
const stoppable = async (context: BrowserContext, page: Page): Promise<CDPSession> => {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Debugger.enable');
  return devtools;
};

describe('the tabs of one browser', () => {
  test('[R2] share one socket, and each shows every message once, whoever wrote it', async () => {
    const roomId = await newRoom(ada, ben);
    const { leader, follower, sockets } = await twoTabs(roomId);
    const his = await ben.connect();

    await say(leader, 'From the first tab');
    await messageOf(follower, 'From the first tab').waitFor();
    await say(follower, 'From the second tab');
    await messageOf(leader, 'From the second tab').waitFor();
    await messageOf(follower, 'From the second tab').getByText('Sending').waitFor({ state: 'detached' });
    await his.ask({ action: 'send', roomId, text: 'From elsewhere' });
    const heard = await until('what she said', () => (his.events(roomId).length >= 2 ? his.events(roomId) : undefined));
    await his.close();

    const expected = ['From the first tab', 'From the second tab', 'From elsewhere'];
    await shows(leader, expected);
    await shows(follower, expected);
    expect(heard.map((event) => event.text)).toEqual(expected.slice(0, 2));
    expect(sockets()).toBe(1);
  });

  test('what is read in one is read in the other', async () => {
    const [roomId, other] = [await newRoom(ada, ben), await newRoom(ada, ben)];
    const { leader, follower } = await twoTabs(other);
    const his = await ben.connect();
    await his.ask({ action: 'send', roomId, text: 'Unread' });
    await his.close();
    await until('the count', async () => (await leader.title()).startsWith('• ') && (await follower.title()).startsWith('• '));

    await follower.goto(`/rooms/${roomId}`);
    await messageOf(follower, 'Unread').waitFor();

    await until('nothing unread', async () => !(await leader.title()).startsWith('• '));
  });

  test('closing the one with the socket hands it over within 2 s, and nothing is lost', async () => {
    const roomId = await newRoom(ada, ben);
    const { context, leader, follower, sockets } = await twoTabs(roomId);
    const hush = await talk(roomId);
    await messageOf(follower, 'Number 3').waitFor();

    const took = await handover(context, async () => {
      await leader.close();
    });
    await say(follower, 'Still here');
    await messageOf(follower, 'Still here').getByText('Sending').waitFor({ state: 'detached' });
    const said = await hush();

    await until('everything', async () => (await texts(follower)).length === said.length + 1);
    expect((await texts(follower)).filter((text) => text !== 'Still here')).toEqual(said);
    expect(sockets()).toBe(1);
    expect(took).toBeLessThan(HANDOVER_MS);
  });

  test('one that the browser freezes hands it over, and catches up when it is thawed', async () => {
    const roomId = await newRoom(ada, ben);
    const { context, leader, follower, sockets } = await twoTabs(roomId);
    const devtools = await stoppable(context, leader);
    const hush = await talk(roomId);
    await messageOf(follower, 'Number 3').waitFor();

    const took = await handover(context, async () => {
      // No page of a headless browser is ever hidden, so none can be frozen: it is told as a browser would, and then stopped.
      await leader.evaluate("document.dispatchEvent(new Event('freeze'))");
      await devtools.send('Debugger.pause');
    });
    const said = await hush();
    await shows(follower, said);
    await devtools.send('Debugger.resume');
    await leader.evaluate("document.dispatchEvent(new Event('resume'))");

    await shows(leader, said);
    expect(sockets()).toBe(1);
    expect(took).toBeLessThan(HANDOVER_MS);
  });

  test('one that hangs is robbed of it, and catches up when it goes on', async () => {
    const roomId = await newRoom(ada, ben);
    const { context, leader, follower, sockets } = await twoTabs(roomId);
    const devtools = await stoppable(context, leader);
    const hush = await talk(roomId);
    await messageOf(follower, 'Number 3').waitFor();

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
    await until('one socket', () => sockets() === 1);
    expect(expected.filter((text) => text !== 'Anybody there?')).toEqual(said);
  });

  test('[R4] what is written while none has a socket leaves once, from whichever has the next', async () => {
    const roomId = await newRoom(ada, ben);
    const { context, leader, follower } = await twoTabs(roomId);
    const third = await openTab(context, roomId);
    await context.route(`${outputs.httpUrl}/**`, (route) => route.abort());

    await leader.close();
    await say(follower, 'From the second');
    await say(third, 'From the third');
    await messageOf(third, 'From the second').getByText('Sending').waitFor({ state: 'attached' });
    await messageOf(follower, 'From the third').getByText('Sending').waitFor({ state: 'attached' });
    await context.unroute(`${outputs.httpUrl}/**`);

    await shows(follower, ['From the second', 'From the third']);
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

    const received = await until('all of them in the log', async () => {
      const { items } = (await ben.call('GET', `/rooms/${roomId}/messages`)).body;
      return items.length >= written.length ? items.map((message: { text: string }) => message.text) : undefined;
    });
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
    await first.goto(`/rooms/${roomId}`);
    await signInAtApp(first, ada);
    const second = await openTab(context, roomId);

    await say(second, 'Seen in both');

    await messageOf(first, 'Seen in both').waitFor();
    await until('two sockets', () => sockets() === 2);
  });

  test('another account that signs in in one tab takes over the others', async () => {
    const roomId = await newRoom(ada, ben);
    const { leader, follower, sockets } = await twoTabs(roomId);
    await follower.getByRole('button', { name: /^Your account/ }).click();
    await follower.getByRole('menuitem', { name: 'Sign out' }).click();
    await follower.getByRole('button', { name: 'Sign out' }).click();
    await leader.getByRole('heading', { name: 'Sign in' }).waitFor();
    await until('no socket', () => sockets() === 0);

    await signInAtApp(follower, ben);

    await leader.getByRole('button', { name: 'Your account: Ben' }).waitFor();
    await until('one socket', () => sockets() === 1);
  });
});
