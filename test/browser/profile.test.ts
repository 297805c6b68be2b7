import type { Browser } from 'playwright-core';
import { newActor, newRoom, readOutputs, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { makeOperator } from '../support/operator.ts';
import {
  closePages,
  messageOf,
  narrow,
  openApp,
  openAs,
  openRoomAtApp,
  personAtApp,
  phone,
  say,
  signInAtApp,
  TEST_MS,
  wide,
} from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

describe('the settings', () => {
  test('stand beside the list of their sections, each at its address, and the focus goes with them, on a desktop', async () => {
    const { page } = await personAtApp(browser, outputs, 'Ada', '/settings/privacy', wide);
    const heading = (name: string) => page.getByRole('heading', { level: 1, name }).and(page.locator(':focus'));
    const sections = page.getByRole('navigation', { name: 'Settings' });
    await heading('Privacy').waitFor();
    await page.getByRole('switch', { name: 'Read receipts' }).waitFor();

    await sections.getByRole('link', { name: 'Keyboard' }).focus();
    await page.keyboard.press('Enter');

    await heading('Keyboard').waitFor();
    await page.getByText('Show these shortcuts').waitFor();
    await sections.getByRole('link', { name: 'Keyboard', exact: true }).and(page.locator('[aria-current="page"]')).waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings/keyboard');
    await page.goBack();
    await heading('Privacy').waitFor();
    await page.goto('/settings');
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
    await page.goto('/profile');
    await page.getByLabel('Handle').waitFor();
  });

  test('are a list first, and lead back to where one was in it, on a phone', async () => {
    const { page } = await personAtApp(browser, outputs, 'Ada', '/', narrow);
    const focused = page.locator(':focus');
    await page.getByRole('button', { name: /^Your account/ }).tap();
    await page.getByRole('menuitem', { name: 'Profile and settings' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).and(focused).waitFor();
    const devices = page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Devices' });

    await devices.tap();

    await page.getByRole('heading', { level: 1, name: 'Devices' }).and(focused).waitFor();
    await devices.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'All settings' }).tap();
    await devices.and(focused).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Devices' }).and(focused).waitFor();
    await page.goBack();
    await devices.and(focused).waitFor();
    await page.getByRole('button', { name: 'Back' }).tap();
    await page.getByRole('navigation', { name: 'Rooms and people' }).waitFor();
  });
});

describe('[H15] operation', () => {
  test('whoever runs this Parley sees what it carries and what that costs, over an hour, a day or a week', async () => {
    const ada = await newActor(outputs, 'Ada');
    const roomId = await newRoom(ada);
    const socket = await ada.connect();
    await socket.ask({ action: 'send', roomId, text: 'What does this cost?' });
    await socket.close();
    await makeOperator(outputs, ada.email);
    const page = await openAs(browser, outputs, ada, '/settings', wide);
    const chart = page.getByRole('img', { name: /^Messages and other events/ });
    const steps = (count: number) => until(`${count} steps`, async () => (await chart.locator('g').count()) === count);

    await page.getByRole('link', { name: 'Operation' }).click();

    await page.getByRole('heading', { level: 1, name: 'Operation' }).waitFor();
    await page.getByText('For a million delivered').waitFor();
    await steps(24);
    for (const [name, count] of [
      ['An hour', 60],
      ['A week', 28],
    ] as const) {
      await page.getByText(name, { exact: true }).click();
      await steps(count);
    }
    await page.getByText('From sent to received').waitFor();
  });

  test('nobody else is led there, and who goes there is told why there is nothing', async () => {
    const { page } = await personAtApp(browser, outputs, 'Bea', '/settings/operation', wide);

    await page.getByText('This is for those who run this Parley.').waitFor();

    await page.getByRole('link', { name: 'Keyboard' }).waitFor();
    expect(await page.getByRole('link', { name: 'Operation' }).count()).toBe(0);
  });
});

describe('people at the app', () => {
  test('[H3] what one tells about oneself is on the card that an avatar opens, on a phone', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const roomId = await newRoom(ada, bea);
    const { name } = (await ada.call('GET', `/rooms/${roomId}`)).body;
    const hers = await openApp(browser, outputs, '/', phone);
    await signInAtApp(hers, bea);
    await hers.goto('/settings/profile');
    await hers.getByLabel('Pronouns').fill('she/her');
    await hers.getByLabel('About me').fill('Reads charts.');
    await hers.getByLabel('Time zone').selectOption('Asia/Tokyo');
    await hers.getByRole('button', { name: 'Save changes' }).click();
    await hers.getByText('Your profile has been saved.').waitFor();
    await hers.goto(`/rooms/${roomId}`);
    await say(hers, 'Morning');
    const page = await openApp(browser, outputs, '/', phone);
    await signInAtApp(page, ada);
    await openRoomAtApp(page, name);

    await messageOf(page, 'Morning').getByRole('button', { name: 'About Bea' }).click();

    const card = page.getByRole('dialog', { name: 'Bea' });
    await card.getByText('Reads charts.').waitFor();
    await card.getByText('she/her').waitFor();
    await card.getByText('(Asia/Tokyo)').waitFor();
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
  });

  test('[S40] a status is set, seen by others at once, and cleared, on a desktop', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    await ada.call('POST', '/direct', { userIds: [bea.userId] });
    const page = await openApp(browser, outputs, '/');
    await signInAtApp(page, ada);
    await page.locator('.profile-button [data-presence="online"]').waitFor({ state: 'attached' });
    const hers = await openApp(browser, outputs, '/');
    await signInAtApp(hers, bea);
    const setStatus = async () => {
      await hers.getByRole('button', { name: /^Your account/ }).click();
      await hers.getByRole('menuitem', { name: 'Set a status' }).click();
    };

    await setStatus();
    await hers.getByLabel('Emoji').fill('🌴');
    await hers.getByLabel('What are you up to?').fill('On holiday');
    await hers.getByRole('button', { name: 'Save status' }).click();

    const link = page.getByRole('navigation').getByRole('link', { name: /Bea/ });
    await link.getByText('status: On holiday').waitFor({ state: 'attached' });
    await setStatus();
    await hers.getByRole('button', { name: 'Clear', exact: true }).click();
    await hers.getByRole('button', { name: 'Save status' }).click();
    await link.getByText('status: On holiday').waitFor({ state: 'detached' });
  });

  test('[H51] whoever wants to be invisible is offline to others at once, and is there again when they like', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    await ada.call('POST', '/direct', { userIds: [bea.userId] });
    const hers = await openApp(browser, outputs, '/');
    await signInAtApp(hers, bea);
    const page = await openApp(browser, outputs, '/');
    await signInAtApp(page, ada);
    const link = page.getByRole('navigation').getByRole('link', { name: /Bea/ });
    await link.getByText('online').waitFor({ state: 'attached' });

    await hers.goto('/settings/privacy');
    await hers.getByLabel('Others see me as').selectOption('Offline (invisible)');

    await link.getByText('online').waitFor({ state: 'detached' });
    await hers.getByLabel('Others see me as').selectOption('Online while I am here');
    await link.getByText('online').waitFor({ state: 'attached' });
  });

  test('the language that one chooses is spoken at once, outlives a reload, and is given up again, on a desktop', async () => {
    const { actor: ada, page } = await personAtApp(browser, outputs, 'Ada', '/settings/language');
    const roomId = await newRoom(ada);
    const socket = await ada.connect();
    await socket.ask({ action: 'send', roomId, text: 'Ahoy' });
    await socket.close();

    await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');

    await page.locator('html[lang=ar][dir=rtl]').waitFor();
    await page.getByRole('heading', { level: 1, name: 'اللغة' }).waitFor();
    await page.getByRole('combobox', { name: 'اللغة' }).and(page.locator(':focus')).waitFor();
    await page.reload();
    await page.locator('html[lang=ar][dir=rtl]').waitFor();
    await page.goto(`/rooms/${roomId}`);
    await page.getByRole('article').filter({ hasText: 'Ahoy' }).waitFor();
    await page.goto('/settings/language');
    await page.getByRole('combobox', { name: 'اللغة' }).selectOption('en');
    await page.locator('html[lang=en][dir=ltr]').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Language' }).waitFor();
    await page.getByRole('combobox', { name: 'Language' }).and(page.locator(':focus')).waitFor();
  });

  test('whoever has no account yet chooses a language at the foot of the sign-in, on a phone', async () => {
    const page = await openApp(browser, outputs, '/sign-in', phone);

    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');

    await page.getByRole('heading', { level: 1, name: 'Anmelden' }).waitFor();
    await page.getByRole('link', { name: 'Konto erstellen' }).click();
    await page.getByRole('heading', { level: 1, name: 'Erstelle dein Konto' }).waitFor();
    await page.getByLabel('Sprache').selectOption('system');
    await page.getByRole('heading', { level: 1, name: 'Create your account' }).waitFor();
  });
});
