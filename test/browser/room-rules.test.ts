import type { Browser, Page } from 'playwright-core';
import { type Actor, codeFor, newActor, newRoom, PASSWORD, readOutputs, ulid, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, inRooms, messageOf, openApp, openAs, phone, say, TEST_MS, toRooms } from './people.ts';

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

const onPhone = (person: Actor, path?: string) => openAs(browser, outputs, person, path, phone);

const nameOf = async (roomId: string): Promise<string> => (await ada.call('GET', `/rooms/${roomId}`)).body.name;

const fromMenu = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

const onMember = async (page: Page, name: string, item: string) => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};

const composerOf = (page: Page) => page.getByRole('textbox', { name: /^Message / });

const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

describe('[H8] an invitation', () => {
  test('leads a fresh browser through sign-up into the room', async () => {
    const { roomId, name } = (await ada.call('POST', '/rooms', { kind: 'private', name: `Club ${ulid().slice(-6)}` })).body;
    const hers = await atApp(ada, `/rooms/${roomId}`);
    await fromMenu(hers, 'Invite by link');
    await hers.getByLabel('For', { exact: true }).selectOption('One person');
    await hers.getByRole('button', { name: 'Create and copy link' }).click();
    const link = await hers.getByRole('list', { name: 'Links' }).getByText('/invite/').textContent();
    const email = `guest-${ulid().toLowerCase()}@example.com`;

    const page = await openApp(browser, outputs, new URL(link ?? '').pathname, phone);
    await page.getByText(`Invited by ${ada.name}`).waitFor();
    await page.getByText(name).waitFor();
    expect(await isTooWide(page)).toBe(false);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Name').fill('Gwen');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByLabel('Code').fill(await codeFor(outputs, email));
    await page.getByRole('button', { name: 'Confirm' }).click();
    // Nothing more is asked.
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await say(page, 'Thank you');

    await hers.getByRole('button', { name: 'Close', exact: true }).click();
    await messageOf(hers, 'Thank you').waitFor();
    const late = await openApp(browser, outputs, new URL(link ?? '').pathname);
    await late.getByRole('heading', { name: 'This invitation is over' }).waitFor();
  });

  test('is taken back, and leads nowhere from then on', async () => {
    const roomId = await newRoom(ada);
    const hers = await onPhone(ada, `/rooms/${roomId}`);
    await fromMenu(hers, 'Invite by link');
    await hers.getByRole('button', { name: 'Create and copy link' }).click();
    const links = hers.getByRole('list', { name: 'Links' });
    const link = await links.getByText('/invite/').textContent();
    expect(await isTooWide(hers)).toBe(false);

    await links.getByRole('button', { name: 'Revoke link' }).click();
    await links.waitFor({ state: 'detached' });

    const his = await atApp(ben);
    await his.goto(new URL(link ?? '').pathname);
    await his.getByText('This invitation is over').waitFor();
  });
});

describe('[H5] how one speaks', () => {
  test('a picture and announcements only: others read, and see both at once', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atApp(ada, `/rooms/${roomId}`), atApp(ben, `/rooms/${roomId}`)]);
    await composerOf(his).waitFor();

    await fromMenu(hers, 'Room settings');
    await hers.getByRole('button', { name: 'Choose emoji' }).click();
    await hers.getByRole('dialog', { name: 'Choose emoji' }).getByRole('searchbox').fill('rocket');
    await hers
      .getByRole('row', { name: 'rocket' })
      .or(hers.getByRole('option', { name: 'rocket' }))
      .first()
      .click();
    await hers.getByText('Announcements only').click();
    await hers.getByRole('button', { name: 'Save' }).click();

    await his.getByText('Only moderators and owners write here.').waitFor();
    await composerOf(his).waitFor({ state: 'detached' });
    await his.getByRole('banner').or(his.locator('.room-header')).getByText('🚀').first().waitFor();
    await say(hers, 'News');
    await messageOf(his, 'News').waitFor();
  });

  test('slow mode says when the next message leaves', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atApp(ada, `/rooms/${roomId}`), onPhone(ben, `/rooms/${roomId}`)]);

    await fromMenu(hers, 'Room settings');
    await hers.getByLabel('Slow mode').selectOption('An hour');
    await hers.getByRole('button', { name: 'Save' }).click();
    await hers.getByRole('dialog').waitFor({ state: 'detached' });
    await say(his, 'First');

    await messageOf(hers, 'First').waitFor();
    await his.getByText(/^Slow mode: your next message leaves in/).waitFor();
    expect(await isTooWide(his)).toBe(false);
  });
});

describe('[H21, H22] keeping order', () => {
  test('whoever is muted sees why they cannot write; a ban puts them out, and lifting it lets them back', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atApp(ada, `/rooms/${roomId}`), atApp(ben, `/rooms/${roomId}`)]);
    await composerOf(his).waitFor();
    await hers.getByRole('button', { name: /^Members/ }).click();

    await onMember(hers, ben.name, 'Mute for an hour');
    await his.getByText(/^You have been muted until/).waitFor();
    await hers.getByText('Muted', { exact: true }).waitFor();
    await onMember(hers, ben.name, 'Let speak again');
    await composerOf(his).waitFor();
    await onMember(hers, ben.name, 'Make moderator');
    await hers.getByText('Moderator', { exact: true }).waitFor();
    await onMember(hers, ben.name, 'Ban from room');
    await his
      .getByText(`You were banned from ${await nameOf(roomId)}`)
      .last()
      .waitFor();
    await his.getByText('A moderator of the room can lift the ban.').waitFor();
    expect(await his.getByRole('button', { name: 'Join room' }).count()).toBe(0);
    await his.reload();
    await his.getByRole('button', { name: 'Join room' }).click();
    await his.getByText(/stays out until the ban is lifted/).waitFor();
    await fromMenu(hers, 'Room settings');
    // Below what waits for moderators.
    await hers.getByRole('button', { name: 'Show', exact: true }).last().click();
    await hers.getByRole('button', { name: `Lift the ban on ${ben.name}` }).click();
    await hers.getByText('Nobody is banned').waitFor();
    await his.getByRole('button', { name: 'Join room' }).click();
    await composerOf(his).waitFor();
    await hers.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await onMember(hers, ben.name, 'Ban from room');
    await his.getByRole('button', { name: 'Browse rooms' }).last().waitFor();
    await hers.getByText(`${ben.name} is banned.`).last().waitFor();
    await hers.getByRole('button', { name: 'Undo' }).last().click();

    await composerOf(his).waitFor();
  });
});

describe('one’s own rooms', () => {
  test('[H24] leaving is undone with one click, or by two keys', async () => {
    const roomId = await newRoom(ada, ben);
    const name = await nameOf(roomId);
    await ada.call('PUT', `/rooms/${roomId}/members/${ben.userId}`, { role: 'moderator' });
    const his = await atApp(ben, `/rooms/${roomId}`);

    await fromMenu(his, 'Room settings');
    await his.getByRole('button', { name: 'Leave', exact: true }).click();
    await his.getByText(`You have left ${name}.`).waitFor();
    await his.getByRole('button', { name: 'Undo' }).click();
    await his.getByRole('heading', { level: 1, name }).waitFor();
    await fromMenu(his, 'Room settings');
    await his.getByRole('button', { name: 'Leave', exact: true }).click();
    await his.getByText(`You have left ${name}.`).waitFor();
    const undo = his.getByRole('button', { name: 'Undo' }).and(his.locator(':focus'));
    await until('the focus on what undoes it', async () => {
      await his.keyboard.press('F6');
      return (await undo.count()) > 0;
    });
    await his.keyboard.press('Enter');

    await his.getByRole('heading', { level: 1, name }).waitFor();
    const { items } = (await ada.call('GET', `/rooms/${roomId}/members`)).body;
    expect(items.find(({ userId }: { userId: string }) => userId === ben.userId)).toMatchObject({ role: 'moderator' });
  });

  test('[H25] favourites and sections are the same on another device', async () => {
    const roomId = await newRoom(ada);
    const name = await nameOf(roomId);
    const [desk, pocket] = await Promise.all([atApp(ada, `/rooms/${roomId}`), onPhone(ada)]);
    const inSection = (page: Page, title: string) => page.getByRole('region', { name: title }).getByRole('link', { name });

    await fromMenu(desk, 'Add to favourites');
    await inRooms(desk, () => inSection(desk, 'Favourites').waitFor());
    await inSection(pocket, 'Favourites').waitFor();
    await fromMenu(desk, 'Remove from favourites');
    await fromMenu(desk, 'Move to section');
    await desk.getByLabel('Section', { exact: true }).selectOption('A new section…');
    await desk.getByLabel('Name').fill('Work');
    await desk.getByRole('button', { name: 'Move', exact: true }).click();

    await toRooms(desk);
    await inSection(desk, 'Work').waitFor();
    await inSection(pocket, 'Work').waitFor();
  });

  test('[H23] an archived room is restored where one reads it', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atApp(ada, `/rooms/${roomId}`), atApp(ben, `/rooms/${roomId}`)]);
    const archived = await ada.call('DELETE', `/rooms/${roomId}`);
    expect(archived.status).toBe(204);
    await his.getByText('This room has been archived.').waitFor();

    await hers.getByRole('button', { name: 'Restore' }).click();

    await composerOf(his).waitFor();
    await say(his, 'Here we are again');
    await messageOf(hers, 'Here we are again').waitFor();
  });
});
