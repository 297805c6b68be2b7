// Pins, polls, drafts, saved and scheduled messages, as two people see them, on a desk and on a phone.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, soon, ulid, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, desktop, logOf, messageOf, openAs, phone, say, TEST_MS, toRooms } from './people.ts';

jest.setTimeout(TEST_MS);

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

const atRoom = async (person: Actor, roomId: string, options: BrowserContextOptions = desktop): Promise<Page> => {
  const page = await openAs(browser, outputs, person, `/rooms/${roomId}`, options);
  await logOf(page).waitFor();
  return page;
};

/** Uses one of a message's actions, whose bar shows where the focus is. */
const act = async (page: Page, text: string, action: string): Promise<void> => {
  await messageOf(page, text).focus();
  await messageOf(page, text).getByRole('button', { name: action }).click();
};

const choose = async (page: Page, choice: string): Promise<void> => {
  await page.getByRole('button', { name: 'More to send' }).click();
  await page.getByRole('menuitem', { name: choice }).click();
};

test.each([
  ['desk', desktop],
  ['phone', phone],
])('[C30] on a %s, a pin shows on the message and in the list, and leads back to the room', async (_, device) => {
  const roomId = await newRoom(ada, ben);
  const [hers, his] = [await atRoom(ada, roomId), await atRoom(ben, roomId, device)];
  await say(hers, 'The rules of the house');
  await messageOf(his, 'The rules of the house').waitFor();

  await act(hers, 'The rules of the house', 'Pin message');
  await messageOf(his, 'Pinned by Ada').waitFor();
  await his.getByRole('button', { name: 'Pinned messages' }).click();
  const list = his.getByRole('complementary', { name: 'Pinned messages' });
  await list.getByRole('listitem').filter({ hasText: 'The rules of the house' }).waitFor();
  await list.getByRole('button', { name: 'Show in room' }).click();
  await messageOf(his, 'The rules of the house').and(his.locator(':focus')).waitFor();
  await act(his, 'The rules of the house', 'Unpin message');

  await messageOf(hers, 'Pinned by Ada').waitFor({ state: 'detached' });
});

test.each([
  ['desk', desktop],
  ['phone', phone],
])('[C31] on a %s, a poll is asked, voted in, changed and closed', async (_, device) => {
  const roomId = await newRoom(ada, ben);
  const [hers, his] = [await atRoom(ada, roomId, device), await atRoom(ben, roomId, device)];

  await choose(hers, 'Create a poll');
  await hers.getByRole('textbox', { name: 'Question' }).fill('Tea or coffee?');
  await hers.getByRole('textbox', { name: 'Answer 1' }).fill('Tea');
  await hers.getByRole('textbox', { name: 'Answer 2' }).fill('Coffee');
  await hers.getByRole('button', { name: 'Ask' }).click();

  await his.getByRole('button', { name: 'Tea 0 votes' }).click();
  await hers.getByRole('button', { name: 'Tea 1 vote' }).waitFor();
  await his.getByRole('button', { name: 'Coffee 0 votes' }).click();
  await hers.getByRole('button', { name: 'Coffee 1 vote' }).waitFor();
  await hers.getByRole('button', { name: 'Tea 0 votes' }).click();
  await hers.getByRole('button', { name: 'Close poll' }).click();

  await his.getByText('2 people have voted · Closed').waitFor();
  expect(await his.getByRole('button', { name: 'Tea 1 vote' }).isDisabled()).toBe(true);
  expect(await his.getByRole('button', { name: 'Coffee 1 vote' }).getAttribute('aria-pressed')).toBe('true');
});

test('[C31] an anonymous poll shows everybody the counts, and each their own vote on all devices', async () => {
  const roomId = await newRoom(ada, ben);
  const [hers, his, mobile] = [await atRoom(ada, roomId), await atRoom(ben, roomId), await atRoom(ben, roomId, phone)];

  await choose(hers, 'Create a poll');
  await hers.getByRole('textbox', { name: 'Question' }).fill('Tea or coffee?');
  await hers.getByRole('textbox', { name: 'Answer 1' }).fill('Tea');
  await hers.getByRole('textbox', { name: 'Answer 2' }).fill('Coffee');
  await hers.getByText('Anonymous: nobody sees').click();
  await hers.getByRole('button', { name: 'Ask' }).click();
  await his.getByRole('button', { name: 'Tea 0 votes' }).click();

  const pressed = (page: Page, name: string, is: boolean) => page.getByRole('button', { name, pressed: is }).waitFor();
  await Promise.all([pressed(his, 'Tea 1 vote', true), pressed(mobile, 'Tea 1 vote', true), pressed(hers, 'Tea 1 vote', false)]);
  await mobile.getByRole('button', { name: 'Coffee 0 votes' }).click();
  await Promise.all([pressed(his, 'Coffee 1 vote', true), pressed(hers, 'Coffee 1 vote', false)]);
  await hers.getByText('1 person has voted · Anonymous').waitFor();
  await his.reload();
  await pressed(his, 'Coffee 1 vote', true);
});

test('[C31] a poll in the making waits in its room however its form is closed, until it is asked or called off', async () => {
  const roomId = await newRoom(ada, ben);
  const elsewhere = await newRoom(ada);
  const page = await atRoom(ada, roomId);
  const form = page.getByRole('dialog', { name: 'Create a poll' });
  const question = form.getByRole('textbox', { name: 'Question' });
  const goTo = async (room: string) => {
    await toRooms(page);
    await page.getByRole('navigation').locator(`a[href="/rooms/${room}"]`).click();
    await logOf(page).waitFor();
  };

  await choose(page, 'Create a poll');
  await question.fill('Tea or coffee?');
  await form.getByRole('textbox', { name: 'Answer 1' }).fill('Tea');
  await form.getByText('Several answers may be chosen').click();
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });

  await goTo(elsewhere);
  await choose(page, 'Create a poll');
  expect(await question.inputValue()).toBe('');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await goTo(roomId);
  await choose(page, 'Create a poll');
  expect(await question.inputValue()).toBe('Tea or coffee?');
  expect(await form.getByRole('textbox', { name: 'Answer 1' }).inputValue()).toBe('Tea');
  expect(await form.getByRole('checkbox', { name: 'Several answers' }).isChecked()).toBe(true);

  await form.getByRole('textbox', { name: 'Answer 2' }).fill('Coffee');
  await form.getByRole('button', { name: 'Close' }).click();
  await choose(page, 'Create a poll');
  await form.getByRole('button', { name: 'Ask' }).click();
  await page.getByRole('button', { name: 'Coffee 0 votes' }).waitFor();
  await choose(page, 'Create a poll');
  expect(await question.inputValue()).toBe('');

  await question.fill('Cake?');
  await form.getByRole('button', { name: 'Cancel' }).click();
  await choose(page, 'Create a poll');
  expect(await question.inputValue()).toBe('');
});

describe('[H41] a draft', () => {
  test('follows its author to another device within moments, and goes when it is sent', async () => {
    const roomId = await newRoom(ada, ben);
    const [desk, mobile] = [await atRoom(ada, roomId), await atRoom(ada, roomId, phone)];
    const boxOf = (page: Page) => page.getByRole('textbox', { name: /^Message / });
    const text = (page: Page, value: string) => until(`“${value}” in the box`, async () => (await boxOf(page).inputValue()) === value);

    await boxOf(desk).fill('Dear Ben');
    await text(mobile, 'Dear Ben');
    await boxOf(mobile).fill('Dear Ben, good morning');
    await text(desk, 'Dear Ben, good morning');
    await boxOf(desk).press('Enter');

    await messageOf(mobile, 'Dear Ben, good morning').waitFor();
    await text(mobile, '');
  });
});

describe('[H42] [H43] later', () => {
  const later = async (page: Page) => {
    await page.goto('/later');
    return page.getByRole('main');
  };

  test.each([
    ['desk', desktop],
    ['phone', phone],
  ])('on a %s, a message is saved from its menu, found again, and let go', async (_, device) => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId, device);
    await say(page, 'Where the spare key is');

    await act(page, 'Where the spare key is', 'More actions');
    await page.getByRole('menuitem', { name: 'Save for later' }).click();
    await page.getByText('Saved: see Later.').waitFor();
    const item = (await later(page))
      .getByRole('list', { name: 'Saved' })
      .getByRole('listitem')
      .filter({ hasText: 'Where the spare key is' });
    await item.getByRole('button', { name: 'Show in room' }).click();
    await messageOf(page, 'Where the spare key is').waitFor();
    await later(page);
    await item.getByRole('button', { name: 'Remove' }).click();

    await item.waitFor({ state: 'detached' });
  });

  test('a reminder shows at its time, and counts until it is seen', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId);
    await say(page, 'Water the plants');
    await act(page, 'Water the plants', 'More actions');
    await page.getByRole('menuitem', { name: 'Remind me' }).click();
    await page.getByRole('button', { name: 'In an hour' }).click();
    const moment = await page
      .getByRole('dialog')
      .getByText(/^\w+day,? \d+ \w+ 20\d\d.* \d\d:\d\d$/)
      .textContent();
    await page.getByRole('dialog').getByRole('button', { name: 'Remind me' }).click();
    await page.getByText(`You will be reminded on ${moment}.`).waitFor();
    await (await later(page)).getByText(`Reminder on ${moment}`).waitFor();
    const { items } = (await ada.call('GET', '/saved')).body;

    await soon((remindAt) => ada.call('PUT', `/saved/${items[0].roomId}/${items[0].seq}`, { remindAt }));

    await toRooms(page);
    await page.getByRole('link', { name: 'Later 1 due' }).click();
    await page.getByRole('button', { name: 'Seen' }).click();
    await toRooms(page);
    await page.getByRole('link', { name: 'Later', exact: true }).waitFor();
  });

  test('a message is scheduled from the composer, changed, and called off; another is sent', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId);
    const scheduled = (await later(page)).getByRole('list', { name: 'To be sent' }).getByRole('listitem');
    await page.goto(`/rooms/${roomId}`);
    await page.getByRole('textbox', { name: /^Message / }).fill('Happy birthday!');

    await choose(page, 'Send later');
    await page.getByRole('button', { name: 'Tomorrow at 9' }).click();
    await page.getByRole('button', { name: 'Schedule' }).click();
    await page.getByText(/It will be sent on/).waitFor();
    await later(page);
    await scheduled.getByText(/^\w+day,? \d+ \w+ 20\d\d.* \d\d:\d\d$/).waitFor();
    await scheduled.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Message' }).fill('Many happy returns!');
    await page.getByRole('button', { name: 'Schedule' }).click();
    await scheduled.filter({ hasText: 'Many happy returns!' }).getByRole('button', { name: 'Cancel sending' }).click();
    await scheduled.waitFor({ state: 'detached' });
    // Whoever is at the app has their own sent on time.
    await soon((sendAt) => ada.call('PUT', `/scheduled/${ulid()}`, { roomId, text: 'Now!', sendAt }));

    await page.goto(`/rooms/${roomId}`);
    await messageOf(page, 'Now!').waitFor();
    expect(await page.getByRole('textbox', { name: /^Message / }).inputValue()).toBe('');
  });
});
