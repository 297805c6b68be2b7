import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { codeFor, newActor, PASSWORD, readOutputs, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, desktop, openApp, personAtApp, signInAtApp, signUpAtApp, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

/** The title follows what it tells of. */
const titled = (page: Page, title: string) => until(`the title ${title}`, async () => (await page.title()) === title);

const newAddress = () => `ada-${randomUUID().slice(0, 8)}@example.com`;

describe('accounts at the app', () => {
  test('one signs up with the mailed code, and is in', async () => {
    const page = await openApp(browser, outputs, '/sign-up');

    await signUpAtApp(page, outputs, 'Ada', newAddress());

    await page.getByRole('button', { name: /^Your account: Ada/ }).waitFor();
    await titled(page, 'Parley');
  });

  test('what is missing is said beside its field, and nothing is sent', async () => {
    const page = await openApp(browser, outputs, '/sign-up');

    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();

    await page.getByText('Enter your name.').waitFor();
    await page.getByText('Enter an e-mail address').waitFor();
    await page.getByText('This password lacks something').waitFor();
    expect(await page.getByLabel('Password', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  });

  test('a wrong code is refused in words, the right one still serves', async () => {
    const page = await openApp(browser, outputs, '/sign-up');
    const email = newAddress();
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    const code = await codeFor(outputs, email);

    await page.getByLabel('Code').fill(code === '000000' ? '111111' : '000000');
    await page.getByRole('button', { name: 'Confirm' }).click();

    await page.getByRole('alert').filter({ hasText: 'not the code we sent' }).waitFor();
    await page.getByLabel('Code').fill(` ${code.slice(0, 3)} ${code.slice(3)}`);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('button', { name: /^Your account: Ada/ }).waitFor();
  });

  test('who has never confirmed is asked for the code at sign-in', async () => {
    const page = await openApp(browser, outputs, '/sign-up');
    const email = newAddress();
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByLabel('Code').waitFor();

    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByLabel('Code').waitFor();
    await page.getByLabel('Code').fill(await codeFor(outputs, email));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('button', { name: /^Your account: Ada/ }).waitFor();
  });

  test('a wrong password is refused', async () => {
    const { email } = await newActor(outputs, 'Ada');
    const page = await openApp(browser, outputs);

    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('Wrong-horse-7-battery');
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByText('The e-mail address or the password is wrong.').waitFor();
  });

  test.each([
    ['en-GB', 'The sign-in service could not do this. Try again in a moment.'],
    ['de', 'Etwas ist schiefgegangen. Versuche es noch einmal.'],
  ])('what Cognito says that nobody has foreseen is told in words of our own: %s', async (locale, words) => {
    const page = await openApp(browser, outputs, '/reset', { ...desktop, locale });
    const body = JSON.stringify({ __type: 'BrandNewException', message: 'Username ada of pool us-east-1_x' });
    await page.route(`${outputs.cognitoEndpoint}/**`, (route) => route.fulfill({ status: 400, body }));

    await page.getByRole('textbox', { name: 'E-Mail' }).fill('ada@example.com');
    await page.keyboard.press('Enter');

    await page.getByRole('alert').filter({ hasText: words }).waitFor();
  });

  test('a password is shown and hidden with the caret where it was, and hidden again when it is sent', async () => {
    const { email } = await newActor(outputs, 'Ada');
    const page = await openApp(browser, outputs);
    const field = page.getByLabel('Password', { exact: true });
    const show = page.getByRole('button', { name: 'Show password' });
    const seen = async () => [await field.getAttribute('type'), await show.getAttribute('aria-pressed')];
    await page.getByLabel('E-mail').fill(email);
    await field.fill('Wrong-7-battery');
    for (let step = 0; step < '-7-battery'.length; step += 1) await field.press('ArrowLeft');

    await show.click();

    expect(await seen()).toEqual(['text', 'true']);
    expect(await field.getAttribute('autocomplete')).toBe('current-password');
    await page.keyboard.type('-horse');
    expect(await field.inputValue()).toBe('Wrong-horse-7-battery');
    await show.click();
    expect(await seen()).toEqual(['password', 'false']);
    await page.keyboard.type('s');
    expect(await field.inputValue()).toBe('Wrong-horses-7-battery');
    await show.focus();
    await page.keyboard.press('Space');
    expect(await seen()).toEqual(['text', 'true']);
    await field.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await seen()).toEqual(['password', 'false']);
  });

  test('a forgotten password is replaced by way of a mailed code, and ends what the old one began', async () => {
    const before = await newActor(outputs, 'Ada');
    const { email } = before;
    await before.session();
    const page = await openApp(browser, outputs);
    const since = Date.now();

    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Send the code' }).click();
    await page.getByLabel('Code').fill(await codeFor(outputs, email, since));
    await page.getByLabel('New password').fill('Another-horse-8-battery');
    await page.getByRole('button', { name: 'Set password and sign in' }).click();

    await page.getByRole('button', { name: /^Your account: Ada/ }).waitFor();
    await page.getByText('your other devices are signed out').waitFor();
    expect((await before.call('GET', '/me')).status).toBe(401);
    const elsewhere = await openApp(browser, outputs);
    await signInAtApp(elsewhere, { email }, 'Another-horse-8-battery');
    expect(await page.getByRole('button', { name: /^Your account: Ada/ }).isVisible()).toBe(true);
  });

  test('a reload keeps the sign-in; signing out ends it in every tab', async () => {
    const { page } = await personAtApp(browser, outputs, 'Ada');
    const secondTab = await page.context().newPage();
    await secondTab.goto('/');
    await secondTab.getByRole('button', { name: /^Your account: Ada/ }).waitFor();

    await page.reload();
    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();

    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await secondTab.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
  });

  test('name, handle and theme are changed in the settings', async () => {
    const { page } = await personAtApp(browser, outputs, 'Ada');
    const handle = `ada-${randomUUID().slice(0, 8)}`;

    await page.goto('/settings/profile');
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('Handle').fill(handle);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Your profile has been saved.').waitFor();
    await page.goto('/settings/appearance');
    await page.getByText('Dark', { exact: true }).click();

    await page.goto('/');
    await page.getByRole('button', { name: 'Your account: Ada Lovelace' }).waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.getByText(`@${handle}`).waitFor();
  });

  test('a link to a room leads there after the sign-in', async () => {
    const actor = await newActor(outputs, 'Ada');
    const { body } = await actor.call('POST', '/rooms', { kind: 'public', name: 'harbour' });
    const page = await openApp(browser, outputs, `/rooms/${body.roomId}`);

    await signInAtApp(page, actor);

    await page.getByRole('heading', { level: 1, name: 'harbour' }).waitFor();
    await titled(page, 'harbour · Parley');
  });
});
