import type { Browser, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, ulid, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { logOf, messageOf, openAs, say, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;
let ada: Actor;
let ben: Actor;

beforeAll(async () => {
  browser = await openBrowser();
  const mark = ulid().slice(-6).toLowerCase();
  ada = await newActor(outputs, `Ada ${mark}`);
  ben = await newActor(outputs, `Ben ${mark}`);
});

afterAll(() => browser?.close());

const atApp = (person: Actor, path?: string) => openAs(browser, outputs, person, path);

/** A room of Ada's with Ben in it. */
const givenRoom = async () => {
  const roomId = await newRoom(ada, ben);
  return { roomId, name: (await ada.call('GET', `/rooms/${roomId}`)).body.name as string };
};

const isOpen = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const link = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name });

const openSwitcher = async (page: Page) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Go to' }).locator('[role=combobox]:focus').waitFor();
};

/** Ben says something in each of the rooms. */
const talk = async (...rooms: { roomId: string }[]) => {
  const socket = await ben.connect();
  for (const { roomId } of rooms) await socket.ask({ action: 'send', roomId, text: 'News' });
  await socket.close();
};

describe('by keyboard alone', () => {
  test('Ctrl+K goes to a room by some letters of its name, and to a person one has never written to', async () => {
    const [here, there] = [await givenRoom(), await givenRoom()];
    const page = await atApp(ada, `/rooms/${here.roomId}`);
    await isOpen(page, here.name);

    await openSwitcher(page);
    await page.keyboard.type(there.name.slice(0, 3) + there.name.slice(-6));
    await page.getByRole('option', { name: there.name }).waitFor();
    await page.keyboard.press('Enter');
    await isOpen(page, there.name);

    const cleo = await newActor(outputs, `Cleo ${ulid().slice(-6)}`);
    await openSwitcher(page);
    await page.keyboard.type(cleo.name);
    await page.getByRole('option', { name: cleo.name }).waitFor();
    await page.keyboard.press('Enter');
    await isOpen(page, cleo.name);
  });

  test('Ctrl+K says when nothing fits, and Escape leaves everything as it was', async () => {
    const here = await givenRoom();
    const page = await atApp(ada, `/rooms/${here.roomId}`);
    await isOpen(page, here.name);
    const composer = page.getByRole('textbox', { name: /^Message / });
    await composer.fill('Half a sent');

    await openSwitcher(page);
    await page.keyboard.type('no such thing anywhere');
    await page.getByText('Nothing is called').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction("document.activeElement?.tagName === 'TEXTAREA'");
    expect(await composer.inputValue()).toBe('Half a sent');
  });

  test('Alt and the arrows walk the rooms, with Shift those that have something new', async () => {
    const rooms = [await givenRoom(), await givenRoom(), await givenRoom()] as const;
    const page = await atApp(ada, `/rooms/${rooms[2].roomId}`);
    await isOpen(page, rooms[2].name);
    await talk(rooms[0]);
    await link(page, rooms[0].name).getByText('unread').waitFor();
    const order = await page.getByRole('region', { name: 'Rooms', exact: true }).locator('.room-link-name').allInnerTexts();
    const next = order[(order.indexOf(rooms[2].name) + 1) % order.length] ?? '';

    await page.keyboard.press('Alt+Shift+ArrowDown');
    await isOpen(page, rooms[0].name);
    await link(page, rooms[2].name).click();
    await isOpen(page, rooms[2].name);
    await page.keyboard.press('Alt+ArrowDown');

    await isOpen(page, next);
  });

  test('Escape marks the room as read and shows the latest; Shift+Escape asks, and marks all', async () => {
    const [here, one, other] = [await givenRoom(), await givenRoom(), await givenRoom()];
    const page = await atApp(ada, `/rooms/${here.roomId}`);
    await isOpen(page, here.name);
    for (let n = 0; n < 40; n += 1) await say(page, `Line ${n}`);
    await messageOf(page, 'Line 39').waitFor();
    await talk(one, other);
    await link(page, one.name).getByText('unread').waitFor();
    await link(page, other.name).getByText('unread').waitFor();
    await logOf(page).evaluate((log) => log.scrollTo(0, 0));
    await page.getByRole('button', { name: 'Jump to latest' }).waitFor();

    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Shift+Escape');
    // The button takes the focus when the question is on screen already.
    await page
      .getByRole('alertdialog', { name: 'Mark everything as read?' })
      .locator('button:focus', { hasText: 'Mark as read' })
      .waitFor();
    await page.keyboard.press('Enter');

    await link(page, one.name).getByText('unread').waitFor({ state: 'detached' });
    await link(page, other.name).getByText('unread').waitFor({ state: 'detached' });
    await until('the server to know', async () => {
      const { rooms } = (await ada.call('POST', '/session')).body;
      return rooms.every(({ unread }: { unread: number }) => unread === 0) || undefined;
    });
  });

  test('F6 walks the parts of the page, and Ctrl+/ shows every shortcut there is', async () => {
    const here = await givenRoom();
    const page = await atApp(ada, `/rooms/${here.roomId}`);
    await isOpen(page, here.name);
    await logOf(page).waitFor();
    const region = () => page.evaluate("document.activeElement?.closest('[data-region]')?.dataset.region");
    await page.getByRole('textbox', { name: /^Message / }).focus();

    const walked = [await region()];
    for (let step = 0; step < 3; step += 1) {
      await page.keyboard.press('F6');
      walked.push(await region());
    }
    await page.keyboard.press('Shift+F6');
    walked.push(await region());
    await page.keyboard.press('Control+/');

    expect(walked).toEqual(['composer', 'rooms', 'messages', 'composer', 'messages']);
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Go to a room or a person').waitFor();
    await sheet.getByText('Edit your last message, in an empty box').waitFor();
  });
});
