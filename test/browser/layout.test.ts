import type { Browser, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, messageOf, openApp, openAs, openRoomAtApp, phone, say, signInAtApp, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;
let ada: Actor;
let roomId: string;
let name: string;

beforeAll(async () => {
  browser = await openBrowser();
  ada = await newActor(outputs, 'Ada');
  roomId = await newRoom(ada, await newActor(outputs, 'Ben'));
  name = (await ada.call('GET', `/rooms/${roomId}`)).body.name;
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

/** Stops between a message and the last of its actions, and some. */
const MOST_TABS = 10;

const overflow = (page: Page) => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe('the app on a phone', () => {
  test('list and room are two views, with a way back', async () => {
    const page = await openAs(browser, outputs, ada, '/', phone);
    expect(await page.getByRole('main').isVisible()).toBe(false);

    await openRoomAtApp(page, name);
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Back to rooms' }).click();

    await page.getByRole('navigation').waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  });

  test.each([390, 320])('long words and addresses do not make it scroll sideways at %i px', async (width) => {
    const page = await openAs(browser, outputs, ada, '/', { ...phone, viewport: { width, height: 700 } });
    await openRoomAtApp(page, name);
    await say(page, `${'Llanfairpwllgwyngyll'.repeat(12)} https://example.org/${'a'.repeat(200)}`);
    await messageOf(page, 'Llanfair').first().waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: /^Members/ }).click();
    await page.getByRole('button', { name: 'Actions for Ben' }).waitFor();
    expect(await overflow(page)).toBe(0);
  });

  test('what floats beside a button stays when a keyboard comes, and goes when the phone is turned', async () => {
    const page = await openAs(browser, outputs, ada, `/rooms/${roomId}`, { ...phone, viewport: { width: 390, height: 844 } });
    await say(page, 'To be answered');
    const message = messageOf(page, 'To be answered').and(page.locator('[data-seq]'));
    const open = [
      [message.getByRole('button', { name: 'More actions' }), page.getByRole('menu')],
      [message.getByRole('button', { name: 'Add reaction' }), page.getByRole('dialog')],
      [page.getByRole('button', { name: 'Room menu' }), page.getByRole('menu')],
    ] as const;
    for (const [button, floating] of open) {
      await page.setViewportSize({ width: 390, height: 844 });
      await message.focus();
      await button.click();
      await floating.waitFor();

      await page.setViewportSize({ width: 390, height: 500 });
      expect(await floating.isVisible()).toBe(true);
      await page.setViewportSize({ width: 844, height: 390 });
      await floating.waitFor({ state: 'detached' });
    }
  });
});

describe('the app by keyboard', () => {
  test('a link leads past the rooms', async () => {
    const page = await openAs(browser, outputs, ada, `/rooms/${roomId}`);
    await page.locator('.composer-text:focus').waitFor();

    await page.getByRole('link', { name: 'Skip to content' }).focus();
    await page.keyboard.press('Enter');

    await page.locator('#main:focus').waitFor();
  });

  test('arrows walk the messages, and their actions follow', async () => {
    const page = await openAs(browser, outputs, ada, `/rooms/${roomId}`);
    await say(page, 'By keyboard');
    // Acknowledged is not enough: it has no actions before it stands in the log, where a lower one may still be missing.
    await messageOf(page, 'By keyboard').and(page.locator('[data-seq]')).waitFor();

    await page.getByRole('log', { name: /^Messages/ }).focus();
    await page.keyboard.press('ArrowUp');
    const edit = page.locator('[aria-label="Edit message"]:focus');
    for (let tabs = 0; tabs < MOST_TABS && (await edit.count()) === 0; tabs += 1) await page.keyboard.press('Tab');

    await edit.waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('textarea:focus').waitFor();
  });

  test('a dialog takes the focus and gives it back', async () => {
    const page = await openAs(browser, outputs, ada, '/');

    await page.getByRole('button', { name: 'New direct message' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.locator('[role=dialog]:focus-within').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The focus comes back a frame after the dialog has gone.
    await page.locator('[aria-label="New direct message"]:focus').waitFor();
  });
});

describe('the app under its security policy', () => {
  test('nothing of the app breaks the policy, and nothing foreign runs', async () => {
    const page = await openApp(browser, outputs, '/');
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.reload();
    await signInAtApp(page, ada);
    await openRoomAtApp(page, name);
    await say(page, 'Under the policy');
    await messageOf(page, 'Under the policy').first().hover();
    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Room settings' }).click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.goto('/settings/appearance');
    await page.getByText('Dark', { exact: true }).click();

    expect(complaints).toEqual([]);
    const response = await page.reload();
    expect(response?.headers()['content-security-policy']).toContain("script-src 'self'");
  });

  test('without its configuration the app says so', async () => {
    const page = await openApp(browser, outputs, '/sign-in');
    await page.route('**/config.json', (route) => route.fulfill({ status: 404 }));

    await page.reload();

    await page.getByText('Parley cannot start').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  });
});
