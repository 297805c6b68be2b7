// What is unread, in threads and by one's own wish, as two people see it.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, desktop, logOf, messageOf, openAs, phone, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

const atApp = (person: Actor, path: string, options: BrowserContextOptions = desktop): Promise<Page> =>
  openAs(browser, outputs, person, path, options);

const threadOf = (page: Page) => page.getByRole('complementary', { name: 'Thread' });
const linkOf = (page: Page) => page.getByRole('navigation').locator('a[href="/threads"]');
const cardOf = (page: Page, text: string) => page.getByRole('list', { name: 'Threads' }).getByRole('listitem').filter({ hasText: text });

const replyIn = async (page: Page, text: string) => {
  const box = threadOf(page).getByRole('textbox', { name: 'Reply in thread' });
  await box.fill(text);
  await box.press('Enter');
  await threadOf(page).getByRole('article').filter({ hasText: text }).waitFor();
};

describe('threads that one follows', () => {
  test.each([
    ['desktop', desktop],
    ['phone', phone],
  ])(
    '[H33] a reply to what one said, and a mention in it, show at Threads until they are read, on every device (%s)',
    async (_name, options) => {
      const [ada, ben] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Ben')];
      const roomId = await newRoom(ada, ben);
      const socket = await ada.connect();
      const { seq } = await socket.ask({ action: 'send', roomId, text: 'Who brings the cake?' });
      await socket.close();
      const [hers, other, his] = await Promise.all([
        atApp(ada, '/', options),
        atApp(ada, '/'),
        atApp(ben, `/rooms/${roomId}/threads/${seq}`, options),
      ]);

      await replyIn(his, 'I do');
      await linkOf(hers).locator('.badge', { hasText: '1 unread' }).waitFor();
      // Whom he does not know he cannot mention. Not at the end, where a handle asks for suggestions, which take Enter for themselves.
      await threadOf(his).getByRole('article', { name: /^Ada,/ }).waitFor();
      await replyIn(his, `@${(await ada.session()).me.handle}, or you?`);
      await linkOf(hers).locator('.badge[data-mentions]', { hasText: '@1' }).waitFor();
      await linkOf(other).locator('.badge', { hasText: '2 unread' }).waitFor();

      await linkOf(hers).click();
      const card = cardOf(hers, 'Who brings the cake?');
      await card.getByText('I do').waitFor();
      await card.getByRole('button', { name: 'Open thread' }).click();
      await threadOf(hers).getByRole('article').filter({ hasText: 'I do' }).waitFor();

      await linkOf(other).locator('.badge').first().waitFor({ state: 'detached' });
      await until('the server to know', async () => {
        const { items } = (await ada.call('GET', '/threads')).body;
        return items.every(({ unreadSeqs }: { unreadSeqs: number[] }) => unreadSeqs.length === 0);
      });
      await other.reload();
      await linkOf(other).waitFor();
      // What was kept may be from before it was read.
      await linkOf(other).locator('.badge').first().waitFor({ state: 'detached' });
      await hers.getByRole('button', { name: 'Close thread' }).click();
      await hers.waitForURL(`**/rooms/${roomId}`);
    },
  );

  test('[H34] [H35] who follows of their own will hears of it, all is marked read at once, and who does not follow is left alone', async () => {
    const [ada, ben] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Ben')];
    const roomId = await newRoom(ada, ben);
    const socket = await ben.connect();
    const { seq } = await socket.ask({ action: 'send', roomId, text: 'Minutes' });
    await socket.ask({ action: 'send', roomId, text: 'One', replyTo: seq });
    const page = await atApp(ada, `/rooms/${roomId}/threads/${seq}`);

    await threadOf(page).getByRole('button', { name: 'Follow', exact: true }).click();
    await threadOf(page).getByRole('button', { name: 'Unfollow' }).waitFor();
    await page.goto('/threads');
    await cardOf(page, 'Minutes').waitFor();
    await socket.ask({ action: 'send', roomId, text: 'Two', replyTo: seq });
    await cardOf(page, 'Two').locator('.badge', { hasText: '1 unread' }).waitFor();
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await cardOf(page, 'Two').locator('.badge').waitFor({ state: 'detached' });

    await cardOf(page, 'Two').getByRole('button', { name: 'Unfollow' }).click();
    await page.getByText('You follow no threads').waitFor();
    await socket.ask({ action: 'send', roomId, text: 'Three', replyTo: seq });
    await page.goto(`/rooms/${roomId}`);
    await messageOf(page, 'Minutes')
      .getByRole('button', { name: /^3 replies/ })
      .waitFor();
    await linkOf(page).locator('.badge').first().waitFor({ state: 'detached' });
    await socket.close();
  });
});

describe('marking unread, on a phone', () => {
  test('[H36] what was read is unread again from a message on, on every device, until the room is opened again', async () => {
    const [ada, ben] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Ben')];
    const roomId = await newRoom(ada, ben);
    const elsewhere = await newRoom(ada);
    const socket = await ben.connect();
    for (const text of ['One', 'Two', 'Three']) await socket.ask({ action: 'send', roomId, text });
    const [page, other] = await Promise.all([atApp(ada, `/rooms/${roomId}`, phone), atApp(ada, '/')]);
    const badgeOn = (of: Page) => of.getByRole('navigation').locator(`a[href="/rooms/${roomId}"] .badge`);
    await messageOf(page, 'Three').waitFor();
    await page.bringToFront();
    await badgeOn(other).waitFor({ state: 'detached' });

    await messageOf(page, 'Two').click();
    await messageOf(page, 'Two').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Mark unread from here' }).click();
    await badgeOn(other).getByText('2 unread').waitFor();
    await logOf(page).getByRole('heading', { name: 'New messages' }).waitFor();
    await socket.ask({ action: 'send', roomId, text: 'Four' });
    await messageOf(page, 'Four').waitFor();
    await badgeOn(other).getByText('3 unread').waitFor();

    await page.goto(`/rooms/${elsewhere}`);
    await page.goto(`/rooms/${roomId}`);
    await messageOf(page, 'Four').waitFor();
    await badgeOn(other).waitFor({ state: 'detached' });
    await socket.close();
  });
});
