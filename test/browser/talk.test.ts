// What people do with messages: markup, mentions, reactions, quotes and links.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, type Socket, ulid, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { pngBytes } from '../support/pictures.ts';
import { closePages, desktop, inRooms, logOf, messageOf, openAs, phone, TEST_MS, toRooms } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;
let ada: Actor;
let ben: Actor;
let bens: Socket;

beforeAll(async () => {
  browser = await openBrowser();
  [ada, ben] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Ben')];
  bens = await ben.connect();
});

afterEach(() => closePages(browser));

afterAll(async () => {
  await bens?.close();
  await browser?.close();
});

const atRoom = async (person: Actor, roomId: string, options: BrowserContextOptions = desktop): Promise<Page> => {
  const page = await openAs(browser, outputs, person, `/rooms/${roomId}`, options);
  await logOf(page).waitFor();
  return page;
};

const boxOf = (page: Page) => page.getByRole('textbox', { name: /^Message / });
const benSays = (roomId: string, text: string, more: object = {}) => bens.ask({ action: 'send', roomId, text, ...more });
/** Uses one of a message's actions, whose bar shows where the focus is, wherever the list moves meanwhile. */
const act = async (page: Page, text: string, action: string) => {
  await messageOf(page, text).focus();
  await messageOf(page, text).getByRole('button', { name: action }).click();
};
const isTooWide = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth + 1');

describe('markup', () => {
  test('is shown as such: emphasis, lists, quotes, code with colours and a way to copy it, spoilers', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId);

    await benSays(roomId, '# Plan\n**bold** _slanted_ ~~gone~~ ||the end||\n- one\n- two\n\n> said before\n\n```js\nconst a = 1;\n```');
    const message = messageOf(page, 'Plan');
    await message.waitFor();

    await message.locator('strong', { hasText: 'bold' }).waitFor();
    await message.locator('li', { hasText: 'two' }).waitFor();
    await message.locator('blockquote', { hasText: 'said before' }).waitFor();
    await message.locator('.code-word', { hasText: 'const' }).waitFor();
    await message.getByRole('button', { name: 'Copy code' }).waitFor();
    await message.getByRole('button', { name: 'Spoiler. Show it' }).press('Enter');
    await message.getByText('the end').waitFor();
    expect(await message.getByRole('button', { name: 'Spoiler. Show it' }).count()).toBe(0);
  });

  test('tasks are told as done or to do; a table is one, and a wide one scrolls in its own box on a phone', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId, phone);
    const wide = Array.from({ length: 20 }, (_, column) => `|column-${column}`).join('');

    await benSays(roomId, `Today\n- [x] tea\n- [ ] cake\n\n${wide}\n${'|--:'.repeat(20)}\n${'|12345'.repeat(20)}`);
    const message = messageOf(page, 'Today');
    const table = message.getByRole('region', { name: 'Table' });
    await table.getByRole('columnheader', { name: 'column-19' }).waitFor();

    expect(await message.getByRole('checkbox', { name: 'Done' }).isChecked()).toBe(true);
    expect(await message.getByRole('checkbox', { name: 'To do' }).isChecked()).toBe(false);
    expect(await table.getByRole('cell', { name: '12345' }).count()).toBe(20);
    expect(await isTooWide(page)).toBe(false);
    await table.focus();
    await table.press('ArrowRight');
    await until('the table to scroll', async () => (await table.evaluate((box) => box.scrollLeft)) > 0);
  });

  test.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('no text breaks the layout of a %s', async (_name, options) => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId, options);
    const hostile = [
      `a word ${'w'.repeat(3_000)}`,
      `marks a${'\u0301'.repeat(9_000)}`,
      `reversed \u202e tfel ot thgir`,
      `deep ${'>'.repeat(3_000)}`,
      `code\n\`\`\`\n${'x'.repeat(3_000)}\n\`\`\``,
      `lines${'\n.'.repeat(2_000)}`,
      `stars ${'*a '.repeat(2_000)}`,
      `rows\n|a|b|\n|-|-|\n${'|\n'.repeat(4_000)}`,
      `cells\n${'|a'.repeat(20)}\n${'|-'.repeat(20)}\n${'|\n'.repeat(4_000)}`,
      '<script>document.title = "taken"</script><img src=x onerror="document.title = 1"> markup',
    ];

    for (const text of hostile) expect((await benSays(roomId, text)).type).toBe('ack');
    await benSays(roomId, 'the last one');
    await messageOf(page, 'the last one').waitFor();

    expect(await isTooWide(page)).toBe(false);
    expect(await page.locator('.message script, .message img[src="x"]').count()).toBe(0);
    const last = await messageOf(page, 'the last one').boundingBox();
    expect(last?.height).toBeLessThan(120);
  });
});

describe('mentions', () => {
  test('a name is completed by keyboard, and calls for its owner: badge, highlight, and none of it for others', async () => {
    const roomId = await newRoom(ada, ben);
    const elsewhere = await newRoom(ben);
    const [hers, his] = [await atRoom(ada, roomId), await atRoom(ben, elsewhere)];

    await boxOf(hers).pressSequentially('Look, @be');
    await hers.getByRole('option', { name: /Ben/ }).waitFor();
    await boxOf(hers).press('Enter');
    await until('the handle', async () => (await boxOf(hers).inputValue()).startsWith('Look, @ben'));
    await boxOf(hers).press('Enter');
    await messageOf(hers, 'Look').locator('.mention', { hasText: '@ben' }).waitFor();

    await toRooms(his);
    const link = his.getByRole('navigation').locator(`a[href="/rooms/${roomId}"]`);
    await link.locator('.badge[data-mentions]', { hasText: '@1' }).waitFor();
    await link.click();
    await messageOf(his, 'Look').and(his.locator('[data-called]')).waitFor();
    await toRooms(his);
    await link.locator('.badge').first().waitFor({ state: 'detached' });
    expect(await hers.locator('.message[data-called]').count()).toBe(0);
  });

  test('nobody is offered themselves, and whoever writes their own name is marked all the same', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId);

    await boxOf(page).pressSequentially('@');
    await page.getByRole('option', { name: /Ben/ }).waitFor();
    expect(await page.getByRole('option', { name: /Ada/ }).count()).toBe(0);
    const handle = (await ada.call('GET', '/me')).body.handle;
    await boxOf(page).pressSequentially(`${handle} does it`);
    await boxOf(page).press('Enter');

    await messageOf(page, 'does it')
      .locator('.mention', { hasText: `@${handle}` })
      .waitFor();
  });

  test('whoever calls for more than twenty is asked first; who is there is found by name', async () => {
    const others = await Promise.all(Array.from({ length: 20 }, () => newActor(outputs, 'One of many')));
    const roomId = await newRoom(ada, ben, ...others);
    const [hers, his] = [await atRoom(ada, roomId), await atRoom(ben, await newRoom(ben))];

    await boxOf(hers).pressSequentially('@room ');
    await boxOf(hers).press('Enter');
    const question = hers.getByRole('alertdialog', { name: 'Mention 22 people?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await boxOf(hers).inputValue()).toBe('@room ');
    await boxOf(hers).press('Enter');
    await question.getByRole('button', { name: 'Send' }).click();

    await messageOf(hers, '@room').waitFor();
    await toRooms(his);
    const link = his.getByRole('navigation').locator(`a[href="/rooms/${roomId}"]`);
    await link.locator('.badge[data-mentions]', { hasText: '@1' }).waitFor();
    await hers.getByRole('button', { name: /^Members/ }).click();
    const members = hers.getByRole('complementary', { name: 'Members' });
    await members.getByRole('listitem').nth(21).waitFor();
    await members.getByRole('searchbox', { name: 'Search members' }).fill('ben');
    await members.getByRole('listitem').nth(1).waitFor({ state: 'detached' });
    await members.getByRole('listitem').filter({ hasText: 'Ben' }).waitFor();
  });

  test('rooms and emoji are completed too, and Escape leaves the text alone', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId);

    await boxOf(page).pressSequentially('Great :tad');
    await page.getByRole('option', { name: /tada/ }).waitFor();
    await boxOf(page).press('Tab');
    await until('the emoji', async () => (await boxOf(page).inputValue()) === 'Great 🎉 ');
    await boxOf(page).press('Control+z');
    await until('what was typed', async () => (await boxOf(page).inputValue()) === 'Great :tad');
    await boxOf(page).pressSequentially('a');
    await page.getByRole('option', { name: /tada/ }).click();
    await until('the emoji again', async () => (await boxOf(page).inputValue()) === 'Great 🎉 ');
    await boxOf(page).pressSequentially('@be');
    await page.getByRole('option', { name: /Ben/ }).waitFor();
    await boxOf(page).press('Escape');
    await page.getByRole('listbox', { name: 'Suggestions' }).waitFor({ state: 'detached' });

    expect(await boxOf(page).inputValue()).toBe('Great 🎉 @be');
  });
});

describe('emoji in what one writes', () => {
  test.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('are picked beside the box and stand where the cursor was, from where one writes on and can undo it (%s)', async (_name, options) => {
    const name = `boat_${ulid().slice(-6).toLowerCase()}`;
    await ada.call('PUT', `/emoji/${name}`, { image: pngBytes().toString('base64') });
    const page = await atRoom(ada, await newRoom(ada), options);
    const picker = page.getByRole('dialog', { name: 'Insert emoji' });
    const open = () => page.getByRole('button', { name: 'Insert emoji' }).click();
    const holds = (text: string) => until(`“${text}” in the box`, async () => (await boxOf(page).inputValue()) === text);

    await boxOf(page).fill('Tea or cake');
    await boxOf(page).press('Home');
    for (const _ of 'Tea') await boxOf(page).press('ArrowRight');
    await open();
    await picker.getByRole('searchbox').fill('tada');
    await picker.getByRole('option', { name: 'tada' }).click();
    await page.locator('.composer-text:focus').waitFor();
    await page.keyboard.type('!');
    await holds('Tea🎉! or cake');
    await open();
    await picker
      .getByRole('listbox', { name: 'Custom' })
      .getByRole('option', { name: name.replaceAll('_', ' ') })
      .click();
    await holds(`Tea🎉!:${name}: or cake`);
    await page.keyboard.press('Control+z');
    await holds('Tea🎉! or cake');

    await open();
    await picker.waitFor();
    expect(await isTooWide(page)).toBe(false);
    await page.keyboard.press('Escape');
    await picker.waitFor({ state: 'detached' });
    await page.locator('.composer-text:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await picker.waitFor();
  });

  test('are there once their name is closed, unless that is undone, code, or the name of a custom one', async () => {
    await ada.call('PUT', '/emoji/mailbox', { image: pngBytes().toString('base64') });
    const page = await atRoom(ada, await newRoom(ada));
    const holds = (text: string) => until(`“${text}” in the box`, async () => (await boxOf(page).inputValue()) === text);

    await boxOf(page).pressSequentially('So :tada:, ');
    await holds('So 🎉, ');
    await boxOf(page).pressSequentially(':wave:');
    await holds('So 🎉, 👋');
    await boxOf(page).press('Control+z');
    await holds('So 🎉, :wave:');
    await boxOf(page).pressSequentially(' `:tada:` :+1:');
    await holds('So 🎉, :wave: `:tada:` 👍');

    await boxOf(page).pressSequentially(' :mailb');
    await page.getByRole('option').locator('.custom-emoji').waitFor();
    await boxOf(page).pressSequentially('ox: :key:');
    await holds('So 🎉, :wave: `:tada:` 👍 :mailbox: 🔑');
    await boxOf(page).press('Enter');
    await messageOf(page, 'So 🎉, :wave: :tada: 👍').getByRole('img', { name: ':mailbox:' }).waitFor();
  });

  test('a draft that nobody has touched since is gone on with at its end, or selected as a whole', async () => {
    const page = await atRoom(ada, await newRoom(ada), phone);
    await boxOf(page).fill('Tea');
    await page.reload();
    await logOf(page).waitFor();
    await until('the draft', async () => (await boxOf(page).inputValue()) === 'Tea');

    await page.getByRole('button', { name: 'Insert emoji' }).click();
    await page.getByRole('dialog', { name: 'Insert emoji' }).getByRole('button', { name: 'tada' }).click();

    await until('the emoji', async () => (await boxOf(page).inputValue()) === 'Tea🎉');

    await page.reload();
    await until('the draft again', async () => (await boxOf(page).inputValue()) === 'Tea🎉');
    // Selects it all before it has the focus.
    await boxOf(page).fill('Cake');
    expect(await boxOf(page).inputValue()).toBe('Cake');
  });
});

describe('reactions', () => {
  test('one click adds one from the picker, the other sees who, joins, and takes it back', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atRoom(ada, roomId), atRoom(ben, roomId, phone)]);
    await benSays(roomId, 'It works!');
    await messageOf(hers, 'It works!').waitFor();

    await act(hers, 'It works!', 'Add reaction');
    await hers.getByRole('dialog', { name: 'Add a reaction' }).getByRole('button', { name: 'tada' }).click();
    const chip = messageOf(his, 'It works!').getByRole('button', { name: '🎉 1, by Ada' });
    await chip.click();

    await messageOf(hers, 'It works!').getByRole('button', { name: '🎉 2, by you, Ben' }).waitFor();
    await messageOf(his, 'It works!').getByRole('button', { name: '🎉 2, by Ada, you' }).click();
    await messageOf(hers, 'It works!').getByRole('button', { name: '🎉 1, by you' }).waitFor();
  });
});

describe('[H70] custom emoji', () => {
  test('is added, seen at once by another, picked, written, reacted with, and gone when it is removed', async () => {
    const roomId = await newRoom(ada, ben);
    const name = `boat_${ulid().slice(-6).toLowerCase()}`;
    const [hers, his] = await Promise.all([atRoom(ada, roomId), atRoom(ben, roomId, phone)]);
    await benSays(roomId, 'It floats!');
    const pictureIn = (page: Page, text: string) => messageOf(page, text).getByRole('img', { name: `:${name}:` });

    const dialog = hers.getByRole('dialog', { name: 'Custom emoji' });
    await inRooms(hers, async () => {
      await hers.getByRole('button', { name: /^Your account/ }).click();
      await hers.getByRole('menuitem', { name: 'Custom emoji' }).click();
      const chosen = hers.waitForEvent('filechooser');
      await dialog.getByRole('button', { name: 'Choose a picture' }).click();
      await (await chosen).setFiles({ name: 'Boat.png', mimeType: 'image/png', buffer: pngBytes(300) });
      await dialog.getByRole('button', { name: 'Choose another picture' }).waitFor();
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await dialog.getByText(`:${name}:`, { exact: true }).waitFor();
      await dialog.getByRole('button', { name: 'Close' }).click();
    });

    await boxOf(his).pressSequentially(`All aboard :${name.slice(0, 8)}`);
    await his.getByRole('option', { name: `:${name}:` }).click();
    await until('the name', async () => (await boxOf(his).inputValue()) === `All aboard :${name}: `);
    await his.getByRole('button', { name: 'Send', exact: true }).click();
    await pictureIn(hers, 'All aboard').waitFor();

    await act(hers, 'It floats!', 'Add reaction');
    await hers
      .getByRole('listbox', { name: 'Custom' })
      .getByRole('option', { name: name.replaceAll('_', ' ') })
      .click();
    await messageOf(his, 'It floats!')
      .getByRole('button', { name: `:${name}: 1, by Ada` })
      .waitFor();
    await pictureIn(his, 'It floats!').waitFor();

    await toRooms(hers);
    await hers.getByRole('button', { name: /^Your account/ }).click();
    await hers.getByRole('menuitem', { name: 'Custom emoji' }).click();
    await dialog.getByRole('button', { name: `Remove :${name}:` }).click();
    await messageOf(his, 'All aboard').getByText(`:${name}:`).waitFor();
    await pictureIn(his, 'It floats!').waitFor({ state: 'detached' });
  });
});

describe('quotes, forwards and links', () => {
  test('a message is quoted in the composer, forwarded to another room, and found again by its link', async () => {
    const roomId = await newRoom(ada, ben);
    const other = await newRoom(ada);
    const { seq } = await benSays(roomId, 'The boat leaves at six');
    for (let line = 0; line < 12; line += 1) await benSays(roomId, `Line ${line}`);
    const page = await atRoom(ada, other);

    await page.goto(`/rooms/${roomId}/${seq}`);
    await messageOf(page, 'The boat leaves at six').and(page.locator('[data-pointed]')).waitFor();
    await act(page, 'The boat leaves at six', 'More actions');
    await page.getByRole('menuitem', { name: 'Quote' }).click();
    await until('the quote', async () => (await boxOf(page).inputValue()).includes('> The boat leaves at six\n> [Go to the message]('));

    await act(page, 'The boat leaves at six', 'More actions');
    await page.getByRole('menuitem', { name: 'Forward' }).click();
    const dialog = page.getByRole('dialog', { name: 'Forward message' });
    await dialog.getByRole('searchbox').fill('no such room');
    await dialog.getByText('Nothing is called “no such room”').waitFor();
    await dialog.getByRole('searchbox').fill('');
    await dialog.getByRole('option').first().click();
    await dialog.getByRole('button', { name: 'Forward' }).click();
    await page.getByText('Forwarded.').waitFor();
  });
});

describe('threads', () => {
  test.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('a reply stands in its thread, the room tells how many there are, and one may show in both (%s)', async (_name, options) => {
    const roomId = await newRoom(ada, ben);
    const { seq } = await benSays(roomId, 'Who brings the cake?');
    const page = await atRoom(ada, roomId, options);
    await messageOf(page, 'Who brings the cake?').click();

    await messageOf(page, 'Who brings the cake?').getByRole('button', { name: 'Reply in thread' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const box = thread.getByRole('textbox', { name: 'Reply in thread' });
    await box.fill('I do');
    await box.press('Enter');
    await thread.getByRole('article').filter({ hasText: 'I do' }).waitFor();
    await benSays(roomId, 'Thank you', { replyTo: seq });
    await thread.getByRole('article').filter({ hasText: 'Thank you' }).waitFor();
    await thread.getByText('2 replies').waitFor();
    await thread.getByText(/^Also send to/).click();
    await box.fill('Chocolate, then');
    await box.press('Enter');
    await thread.getByRole('article').filter({ hasText: 'Chocolate, then' }).waitFor();
    await thread.getByRole('button', { name: 'Close thread' }).click();

    await messageOf(page, 'Who brings the cake?')
      .getByRole('button', { name: /^3 replies/ })
      .waitFor();
    await messageOf(page, 'Chocolate, then').waitFor();
    expect(await messageOf(page, 'Thank you').count()).toBe(0);

    await page.reload();
    await messageOf(page, 'Who brings the cake?')
      .getByRole('button', { name: /^3 replies/ })
      .click();
    await page.getByRole('complementary', { name: 'Thread' }).getByRole('article').filter({ hasText: 'Thank you' }).waitFor();
  });
});

describe('looking back', () => {
  test('the wordings of an edited message can be read, and the room be shown from a day on', async () => {
    const roomId = await newRoom(ada, ben);
    const { seq } = await benSays(roomId, 'At six');
    const page = await atRoom(ada, roomId);
    await bens.ask({ action: 'edit', roomId, target: seq, text: 'At seven' });
    await messageOf(page, 'At seven').getByText('(edited)').waitFor();

    await act(page, 'At seven', 'More actions');
    await page.getByRole('menuitem', { name: 'Edit history' }).click();
    const history = page.getByRole('dialog', { name: 'Edit history' });
    await history.getByText('At six').waitFor();
    await history.getByText('At seven').waitFor();
    await history.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Jump to date' }).click();
    await page.getByRole('dialog', { name: 'Jump to date' }).getByRole('button', { name: 'Jump' }).click();
    await page.waitForURL(new RegExp(`/rooms/${roomId}/[0-9]+$`));
  });
});
