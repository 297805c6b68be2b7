import type { Browser, Locator, Page } from 'playwright-core';
import { type Actor, codeFor, newActor, newRoom, PASSWORD, readOutputs, ulid, until, wholeLog } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, logOf, messageOf, openApp, openAs, say, TEST_MS } from './people.ts';

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

afterEach(() => closePages(browser));

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

const hasFocus = (target: Locator) => target.and(target.page().locator(':focus'));

/** Presses Tab until the focus is there, as somebody does who sees where it is. */
const tabTo = async (page: Page, target: Locator) => {
  await target.first().waitFor();
  await until(`the focus on ${target}`, async () => {
    await page.keyboard.press('Tab');
    return (await hasFocus(target).count()) > 0;
  });
};

/** Opens the menu of one's own account, and takes one of its choices. */
const fromAccountMenu = async (page: Page, choice: string) => {
  await tabTo(page, page.getByRole('button', { name: /^Your account/ }));
  await page.keyboard.press('Enter');
  await hasFocus(page.getByRole('menuitem').first()).waitFor();
  const wanted = page.getByRole('menuitem', { name: choice });
  await until(`the focus on ${choice}`, async () => {
    await page.keyboard.press('ArrowDown');
    return (await hasFocus(wanted).count()) > 0;
  });
  await page.keyboard.press('Enter');
};

describe('by keyboard alone', () => {
  test('one signs up, joins a room, speaks there and in a thread, sees to the profile, and signs out', async () => {
    // Of somebody who is at no other test: what is said there is new to them.
    const host = await newActor(outputs, 'Mia');
    const { name } = (await host.call('GET', `/rooms/${await newRoom(host)}`)).body;
    const email = `kim-${ulid().toLowerCase()}@example.com`;
    const page = await openApp(browser, outputs, '/sign-up');
    const { keyboard } = page;

    await hasFocus(page.getByLabel('Name')).waitFor();
    for (const entry of ['Kim', email]) {
      await keyboard.type(entry);
      await keyboard.press('Tab');
    }
    await hasFocus(page.getByLabel('Password', { exact: true })).waitFor();
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await hasFocus(page.getByLabel('Code')).waitFor();
    await keyboard.type(await codeFor(outputs, email));
    await keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Welcome, Kim' }).waitFor();

    await tabTo(page, page.getByRole('main').getByRole('button', { name: 'Browse rooms' }));
    await keyboard.press('Enter');
    await hasFocus(page.getByRole('dialog', { name: 'Browse rooms' }).getByRole('searchbox')).waitFor();
    await keyboard.type(name);
    await tabTo(page, page.getByRole('button', { name: `Join ${name}` }));
    await keyboard.press('Enter');
    await hasFocus(page.getByRole('textbox', { name: `Message ${name}` })).waitFor();
    await keyboard.type('Who brings the cake?');
    await keyboard.press('Enter');
    const message = messageOf(page, 'Who brings the cake?');
    // Once it is in the log.
    await message.and(page.locator('[data-seq]')).waitFor();

    await keyboard.press('Shift+F6');
    await hasFocus(logOf(page)).waitFor();
    await keyboard.press('ArrowUp');
    await hasFocus(message).waitFor();
    await tabTo(page, message.getByRole('button', { name: 'Reply in thread' }));
    await keyboard.press('Enter');
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await hasFocus(thread.getByRole('textbox', { name: 'Reply in thread' })).waitFor();
    await keyboard.type('I do');
    await keyboard.press('Enter');
    await thread.getByRole('article').filter({ hasText: 'I do' }).waitFor();
    await keyboard.press('Escape');
    await hasFocus(message).waitFor();
    await message.getByRole('button', { name: /^1 reply/ }).waitFor();

    await keyboard.press('F6');
    await keyboard.press('F6');
    await hasFocus(link(page, name)).waitFor();
    await fromAccountMenu(page, 'Profile and settings');
    await hasFocus(page.getByRole('heading', { level: 1, name: 'Profile' })).waitFor();
    await tabTo(page, page.getByLabel('Pronouns'));
    await keyboard.type('they/them');
    await keyboard.press('Enter');
    await page.getByText('Your profile has been saved.').waitFor();

    await keyboard.press('F6');
    await fromAccountMenu(page, 'Sign out');
    const question = page.getByRole('alertdialog', { name: 'Sign out?' });
    await hasFocus(question.getByRole('button', { name: 'Cancel' })).waitFor();
    await tabTo(page, question.getByRole('button', { name: 'Sign out' }));
    await keyboard.press('Enter');
    await hasFocus(page.getByLabel('E-mail')).waitFor();
  });

  test('what is said is told as a list of messages, each with its author, its time, and what became of it', async () => {
    const { roomId, name } = await givenRoom();
    const socket = await ada.connect();
    const said = async (text: string, more: object = {}): Promise<number> =>
      (await socket.ask({ action: 'send', roomId, text, ...more })).seq;
    await said('Good morning');
    const edited = await said('At six');
    await socket.ask({ action: 'edit', roomId, target: edited, text: 'At seven' });
    const deleted = await said('Nonsense');
    await socket.ask({ action: 'delete', roomId, target: deleted });
    const root = await said('Who brings the **cake**?');
    await socket.ask({ action: 'react', roomId, target: root, emoji: '🎉', on: true });
    await said('I do', { replyTo: root });
    await socket.close();
    await wholeLog(ada, roomId);
    const page = await atApp(ben, `/rooms/${roomId}`);
    await messageOf(page, 'cake')
      .getByRole('button', { name: `🎉 1, by ${ada.name}` })
      .waitFor();
    await logOf(page).getByRole('article', { name: ada.name }).nth(3).waitFor();

    const tree = await logOf(page).ariaSnapshot();

    const told = tree
      .replaceAll(name, 'ROOM')
      .replaceAll(ada.name, 'ADA')
      .replaceAll(/\b\d{2}:\d{2}\b/g, 'TIME');
    expect(told.split('\n')).toEqual([
      '- log "Messages in ROOM":',
      '  - paragraph: ROOM',
      '  - paragraph: This is where the room begins.',
      '  - heading "Today" [level=2]',
      '  - heading "New messages" [level=2]',
      '  - article "ADA, TIME":',
      '    - button "About ADA"',
      '    - text: ADA',
      '    - time: TIME',
      '    - paragraph: Good morning',
      '    - button "Message actions"',
      '  - article "ADA, TIME":',
      '    - paragraph: At seven',
      '    - text: (edited)',
      '    - button "Message actions"',
      '  - article "ADA, TIME":',
      '    - paragraph: This message was deleted.',
      '  - article "ADA, TIME":',
      '    - paragraph:',
      '      - text: Who brings the',
      '      - strong: cake',
      '      - text: "?"',
      '    - list "Reactions":',
      '      - listitem:',
      '        - button "🎉 1, by ADA": 🎉 1',
      '    - button "1 reply Last today at TIME"',
      '    - button "Message actions"',
    ]);

    // As a screen reader presses it whose own cursor is there, without a pointer or the focus.
    await messageOf(page, 'At seven').getByRole('button', { name: 'Message actions' }).dispatchEvent('click');
    await hasFocus(messageOf(page, 'At seven').getByRole('button', { name: 'Add reaction' })).waitFor();
  });

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
    await page.locator('.composer-text:focus').waitFor();
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
