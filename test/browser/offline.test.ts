import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, until, wholeLog } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, desktop, logOf, messageOf, openApp, openAs, say, signInAtApp, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;
let ada: Actor;
let ben: Actor;

beforeAll(async () => {
  browser = await openBrowser();
  [ada, ben] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Ben')];
});

const mirrors: { close(): Promise<void> }[] = [];

afterEach(() => closePages(browser));

afterAll(async () => {
  await browser?.close();
  await Promise.all(mirrors.map((mirror) => mirror.close()));
});

const installed = { ...desktop, serviceWorkers: 'allow' } as const;

/** Resolves when the service worker has everything it keeps. */
const keptApp = (page: Page) => page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');

/** The site at another address, where a newer version can be released. */
const startMirror = async () => {
  let released = '';
  const server = createServer(async (request, response) => {
    const answer = await fetch(outputs.siteUrl + request.url);
    const body = Buffer.from(await answer.arrayBuffer());
    const headers = Object.fromEntries(
      [...answer.headers].filter(([name]) => !/^(content-(length|encoding)|transfer-|connection|keep-)/.test(name)),
    );
    response.writeHead(answer.status, headers).end(Buffer.concat([body, Buffer.from(request.url === '/sw.js' ? released : '')]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    release() {
      released = '\n// another version';
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  mirrors.push(mirror);
  return mirror;
};

describe('the installed app', () => {
  test('opens without a network at any address, once it has been opened with one', async () => {
    const page = await openApp(browser, outputs, '/sign-in', installed);
    await keptApp(page);

    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto('/sign-up');

    await page.getByRole('heading', { name: 'Create your account' }).waitFor();
    await page.context().close();
  });

  test('says that a newer version is ready, and takes it when it is told to, not before', async () => {
    const mirror = await startMirror();
    const page = await openApp(browser, outputs, `${mirror.url}/sign-in`, installed);
    await keptApp(page);
    await page.evaluate('document.title = "the page of before"');

    mirror.release();
    await page.evaluate('navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => undefined)');
    await page.getByText('A new version is ready.').waitFor();
    const before = await page.title();
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload' }).click()]);

    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(before).toBe('the page of before');
    expect(await page.title()).not.toBe(before);
    expect(await page.evaluate('navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting === null)')).toBe(true);
    await page.context().close();
  });
});

/** The ids of the rooms that the browser keeps for an account, once it keeps any; the app makes the database, not the one who asks. */
const keptRooms = (page: Page, { email }: Actor): Promise<string[]> =>
  page.evaluate(`(async () => {
    const name = 'parley-kept:${email}';
    if (!(await indexedDB.databases()).some((each) => each.name === name)) return [];
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await done(indexedDB.open(name));
    const keys = await done(database.transaction('records').objectStore('records').getAllKeys());
    database.close();
    return keys.filter((key) => !key.startsWith('#'));
  })()`);

const speak = async (actor: Actor, roomId: string, texts: readonly string[]): Promise<void> => {
  const socket = await actor.connect();
  for (const text of texts) {
    const answer = await socket.ask({ action: 'send', roomId, text });
    if (answer.type !== 'ack') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  }
  await socket.close();
  await wholeLog(actor, roomId);
};

const numbered = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index + 1}`);

const saidBy = async (actor: Actor, roomId: string): Promise<string[]> =>
  (await wholeLog(ben, roomId)).flatMap(({ kind, senderId, text }) => (kind === 'message' && senderId === actor.userId ? [text] : []));

describe('the rooms that were open last', () => {
  test('[R4] are read without a network, after a reload; what is written there leaves once and in order', async () => {
    const rooms = [await newRoom(ada, ben), await newRoom(ada, ben), await newRoom(ada, ben)];
    for (const roomId of rooms) await speak(ben, roomId, numbered(`Kept in ${roomId}`, 3));
    const page = await openApp(browser, outputs, '/', installed);
    await signInAtApp(page, ada);
    for (const roomId of rooms) {
      await page.locator(`a[href="/rooms/${roomId}"]`).click();
      await messageOf(page, `Kept in ${roomId} 3`).waitFor();
    }
    await until('the rooms to be kept', async () => (await keptRooms(page, ada)).length === rooms.length);
    await keptApp(page);

    await page.context().route(`${outputs.httpUrl}/**`, (route) => route.abort());
    await page.context().setOffline(true);
    await page.reload();
    for (const roomId of rooms) {
      await page.locator(`a[href="/rooms/${roomId}"]`).click();
      await messageOf(page, `Kept in ${roomId} 1`).waitFor();
      await messageOf(page, `Kept in ${roomId} 3`).waitFor();
    }
    const written = numbered('Written offline', 5);
    for (const text of written) await say(page, text);
    for (const text of written) await messageOf(page, text).getByText('Sending').waitFor();
    await page.getByText('Waiting for network · 5 messages waiting').waitFor();
    await page.reload();
    for (const text of written) await messageOf(page, text).getByText('Sending').waitFor();
    await page.context().unroute(`${outputs.httpUrl}/**`);
    await page.context().setOffline(false);

    const last = rooms.at(-1) ?? '';
    await until('all of them in the log', async () => (await saidBy(ada, last)).length >= written.length);
    await page.getByText('messages waiting').waitFor({ state: 'hidden' });
    for (const text of written) await messageOf(page, text).getByText('Sending').waitFor({ state: 'detached' });
    expect(await saidBy(ada, last)).toEqual(written);
    expect((await page.locator('.message-text').allTextContents()).slice(-5)).toEqual(written);
    await page.context().close();
  });

  test('show at once, and then what is new, from where one has read to', async () => {
    const roomId = await newRoom(ada, ben);
    await speak(ben, roomId, numbered('Old', 20));
    const page = await openApp(browser, outputs, `/rooms/${roomId}`);
    await signInAtApp(page, ada);
    await messageOf(page, 'Old 20').waitFor();
    await until('the room to be kept', async () => (await keptRooms(page, ada)).includes(roomId));
    await until('that she has read it', async () => {
      const { rooms } = await ada.session();
      return rooms.some((each: { room: { roomId: string }; unread: number }) => each.room.roomId === roomId && each.unread === 0);
    });
    await page.goto('about:blank');
    await speak(ben, roomId, numbered(`${'A long story. '.repeat(25)} New`, 19));

    // Before the services have said anything.
    await page.context().route(`${outputs.httpUrl}/**`, async (route) => {
      await answering;
      await route.continue();
    });
    let answer = (): void => undefined;
    const answering = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.goto(`/rooms/${roomId}`);
    await messageOf(page, 'Old 20').waitFor();
    answer();

    await messageOf(page, 'New 1').first().waitFor();
    await page.getByRole('button', { name: /^Jump to latest/ }).waitFor();
    // It is led there while the rows above take their heights.
    await until('the divider at the top', async () => {
      const divider = await page.getByRole('heading', { name: 'New messages' }).boundingBox();
      const list = await logOf(page).boundingBox();
      const below = (divider?.y ?? -1) - (list?.y ?? 0);
      return below >= 0 && below < 120;
    });
    await page.context().close();
  });

  test('are gone when one signs out, and nobody else has ever seen them', async () => {
    const roomId = await newRoom(ada);
    await speak(ada, roomId, ['A secret']);
    const page = await openApp(browser, outputs, `/rooms/${roomId}`);
    await signInAtApp(page, ada);
    await messageOf(page, 'A secret').waitFor();
    await until('the room to be kept', async () => (await keptRooms(page, ada)).includes(roomId));

    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await until('nothing to be left', async () => {
      const databases = await page.evaluate<{ name: string }[]>('indexedDB.databases()');
      return databases.every(({ name }) => !name.includes(ada.email));
    });
    await signInAtApp(page, ben);

    await page.getByRole('button', { name: 'Your account: Ben' }).waitFor();
    expect(await page.locator(`a[href="/rooms/${roomId}"]`).count()).toBe(0);
    expect(await keptRooms(page, ada)).toEqual([]);
    await page.context().close();
  });
});

describe('a server that cannot be reached', () => {
  test('is tried at once when the network changes, however far off the next try is', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await openAs(browser, outputs, ada);
    await page.clock.install();
    // The longest wait that the back-off may give.
    await page.addInitScript('Math.random = () => 0.9999');
    let cut = async () => {};
    await page.routeWebSocket(/.*/, (socket) => {
      const server = socket.connectToServer();
      cut = async () => {
        await server.close();
        await socket.close();
      };
    });
    await page.goto(`/rooms/${roomId}`);
    await say(page, 'Before');
    await messageOf(page, 'Before').and(page.locator('[data-seq]')).waitFor();
    let tries = 0;
    await page.route(`${outputs.httpUrl}/v1/session`, (route) => {
      tries += 1;
      return route.abort();
    });
    await cut();
    await until('the first try', () => tries > 0);
    await page.clock.fastForward('10:00');
    for (let before = -1; before < tries; await delay(3_000)) before = tries;

    await page.unroute(`${outputs.httpUrl}/v1/session`);
    const answer = page.waitForResponse(`${outputs.httpUrl}/v1/session`, { timeout: 10_000 });
    await page.evaluate("navigator.connection.dispatchEvent(new Event('change'))");
    await answer;

    await say(page, 'After');
    await messageOf(page, 'After').and(page.locator('[data-seq]')).waitFor();
  });
});
