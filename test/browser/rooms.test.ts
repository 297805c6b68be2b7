import type { Browser } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, ulid, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, logOf, messageOf, openAs, openRoomAtApp, say, TEST_MS, toRooms } from './people.ts';

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

const newName = () => `room ${ulid().slice(-8)}`;

const nameOf = async (roomId: string): Promise<string> => (await ada.call('GET', `/rooms/${roomId}`)).body.name;

describe('rooms at the app', () => {
  test('one creates a public room, another finds and joins it, and both talk', async () => {
    const [hers, his] = await Promise.all([atApp(ada), atApp(ben)]);
    const name = newName();

    await hers.getByRole('button', { name: 'Create a room' }).first().click();
    await hers.getByRole('dialog').getByLabel('Name').fill(name);
    await hers.getByRole('dialog').getByLabel('Topic (optional)').fill('What we do');
    await hers.getByRole('button', { name: 'Create room' }).click();
    await hers.getByRole('heading', { level: 1, name }).waitFor();
    await his.getByRole('button', { name: 'Browse rooms' }).first().click();
    await his.getByRole('searchbox').fill(name);
    await his.getByRole('button', { name: `Join ${name}` }).click();
    await his.getByRole('heading', { level: 1, name }).waitFor();
    await say(his, 'I found it');

    await messageOf(hers, 'I found it').waitFor();
    await hers.getByRole('button', { name: 'Members, 2' }).waitFor();
  });

  test('a message elsewhere counts in the list and in the title; opening the room shows where it begins', async () => {
    // Of nobody who may have left something unread elsewhere.
    const eve = await newActor(outputs, 'Eve');
    const elsewhere = await newRoom(eve, ben);
    const roomId = await newRoom(eve, ben);
    const socket = await ben.connect();
    await socket.ask({ action: 'send', roomId, text: 'Before' });
    const title = await nameOf(roomId);
    const page = await atApp(eve, `/rooms/${roomId}`);
    await messageOf(page, 'Before').waitFor();
    await toRooms(page);
    await page.getByRole('link', { name: title, exact: true }).waitFor();
    await openRoomAtApp(page, await nameOf(elsewhere));
    await toRooms(page);

    for (const text of ['First new', 'Second new']) await socket.ask({ action: 'send', roomId, text });
    await page.getByRole('link', { name: `${title} 2 unread` }).waitFor();
    await until('the activity in the title', async () => (await page.title()).startsWith('• '));
    await socket.ask({ action: 'send', roomId, text: '@eve', mentions: [eve.userId] });
    const called = page.getByRole('link', { name: `${title} @1 mention, 3 unread` });
    await called.waitFor();
    await until('the mention in the title', async () => (await page.title()).startsWith('(1) '));
    await page.locator('link[rel="icon"][href="/icon-calls.svg"]').waitFor({ state: 'attached' });
    expect(await page.getByRole('region', { name: 'Rooms' }).getByRole('link').first().textContent()).toContain(title);
    await openRoomAtApp(page, title);

    await page.getByRole('heading', { name: 'New messages' }).waitFor();
    const lines = (await logOf(page).textContent()) ?? '';
    expect(lines.indexOf('Before')).toBeLessThan(lines.indexOf('New messages'));
    expect(lines.indexOf('New messages')).toBeLessThan(lines.indexOf('First new'));
    await toRooms(page);
    await called.waitFor({ state: 'detached' });
    await socket.close();
  });

  test('a private room is there for those who are added, from that moment', async () => {
    const [hers, his] = await Promise.all([atApp(ada), atApp(ben)]);
    const name = newName();

    await hers.getByRole('button', { name: 'Create a room' }).first().click();
    await hers.getByRole('dialog').getByLabel('Name').fill(name);
    await hers.getByText('Only people you add can see it.').click();
    await hers.getByRole('button', { name: 'Create room' }).click();
    await hers.getByRole('heading', { level: 1, name }).waitFor();
    const address = new URL(hers.url()).pathname;
    await hers.getByRole('button', { name: 'Add people' }).first().click();
    await hers.getByRole('searchbox').fill(ben.name);
    await hers.getByRole('option', { name: ben.name }).click();
    await hers.getByRole('button', { name: 'Add', exact: true }).click();

    await openRoomAtApp(his, name);
    await say(his, 'Thank you');
    await messageOf(hers, 'Thank you').waitFor();
    const stranger = await atApp(await newActor(outputs, 'Cleo'), address);
    await stranger.getByText('There is nothing to see here').waitFor();
  });

  test('[H9] a direct message finds the one room of the same people', async () => {
    const [hers, his] = await Promise.all([atApp(ada), atApp(ben)]);

    await hers.getByRole('button', { name: 'New direct message' }).click();
    await hers.getByRole('searchbox').fill(ben.name);
    await hers.getByRole('option', { name: ben.name }).click();
    await hers.getByRole('button', { name: 'Start message' }).click();
    await hers.getByRole('heading', { level: 1, name: ben.name }).waitFor();
    await say(hers, 'Only for you');
    await openRoomAtApp(his, ada.name);
    await messageOf(his, 'Only for you').waitFor();

    expect(new URL(his.url()).pathname).toBe(new URL(hers.url()).pathname);
  });

  test('[H9] a conversation of three is theirs alone, whoever begins it', async () => {
    const cleo = await newActor(outputs, `Cleo ${ulid().slice(-6).toLowerCase()}`);
    const [hers, theirs] = await Promise.all([atApp(ada), atApp(cleo)]);

    await hers.getByRole('button', { name: 'New direct message' }).click();
    for (const { name } of [ben, cleo]) {
      await hers.getByRole('searchbox').fill(name);
      await hers.getByRole('option', { name }).click();
    }
    await hers.getByRole('button', { name: 'Start message' }).click();
    await logOf(hers).waitFor();
    await say(hers, 'The three of us');

    await openRoomAtApp(theirs, ada.name);
    await messageOf(theirs, 'The three of us').waitFor();
    await say(theirs, 'Indeed');
    await messageOf(hers, 'Indeed').waitFor();
    expect(new URL(theirs.url()).pathname).toBe(new URL(hers.url()).pathname);
  });

  test('[H5] a public room is listed with how many are in it, until its owner makes it private', async () => {
    const roomId = await newRoom(ada, ben);
    const name = await nameOf(roomId);
    const [hers, theirs] = [await atApp(ada, `/rooms/${roomId}`), await atApp(await newActor(outputs, 'Cleo'))];
    const find = async () => {
      await theirs.getByRole('button', { name: 'Browse rooms' }).first().click();
      await theirs.getByRole('searchbox').fill(name);
    };

    await find();
    await theirs.getByRole('listitem').filter({ hasText: name }).getByText('2 members').waitFor();
    await theirs.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await hers.getByRole('button', { name: 'Room menu' }).click();
    await hers.getByRole('menuitem', { name: 'Room settings' }).click();
    await hers.getByRole('button', { name: 'Make private' }).click();
    await hers.getByRole('alertdialog').getByRole('button', { name: 'Make private' }).click();
    await hers.getByRole('alertdialog').waitFor({ state: 'detached' });

    await find();
    await theirs.getByText(`No room is called “${name}”`).waitFor();
    await theirs.goto(`/rooms/${roomId}`);
    await theirs.getByText('There is nothing to see here').waitFor();
  });

  test('an owner renames a room, removes somebody, takes them in again, and leaves', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atApp(ada, `/rooms/${roomId}`), atApp(ben, `/rooms/${roomId}`)]);
    const name = newName();

    await hers.getByRole('button', { name: 'Room menu' }).click();
    await hers.getByRole('menuitem', { name: 'Room settings' }).click();
    await hers.getByRole('dialog').getByLabel('Name').fill(name);
    await hers.getByRole('button', { name: 'Save' }).click();
    await his.getByRole('heading', { level: 1, name }).waitFor();
    await hers.getByRole('button', { name: /^Members/ }).click();
    await hers.getByRole('button', { name: `Actions for ${ben.name}` }).click();
    await hers.getByRole('menuitem', { name: 'Remove from room' }).click();
    await his.getByText(`You were removed from ${name}`).last().waitFor();
    await his.getByRole('button', { name: 'Join room' }).waitFor();
    await his.locator('h1:focus').waitFor({ state: 'attached' });

    await hers.getByText(`${ben.name} has been removed.`).waitFor();
    await hers.getByRole('button', { name: 'Undo' }).click();
    await his.getByRole('textbox', { name: `Message ${name}` }).waitFor();
    await hers.getByRole('button', { name: 'Room menu' }).click();
    await hers.getByRole('menuitem', { name: 'Room settings' }).click();
    await hers.getByRole('button', { name: 'Leave', exact: true }).click();

    await hers.waitForURL((url) => url.pathname === '/');
    await hers.getByRole('navigation', { name: 'Rooms and people' }).waitFor();
    await hers.getByRole('link', { name }).waitFor({ state: 'detached' });
  });

  test('an archived room can be read and not written to', async () => {
    const roomId = await newRoom(ada);
    const page = await atApp(ada, `/rooms/${roomId}`);
    await say(page, 'The last word');

    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Room settings' }).click();
    await page.getByRole('button', { name: 'Archive', exact: true }).click();
    await page.getByRole('button', { name: 'Archive room' }).click();

    await page.getByText('This room has been archived.').waitFor();
    await messageOf(page, 'The last word').waitFor();
    expect(await page.getByRole('textbox', { name: /^Message/ }).count()).toBe(0);
  });
});
