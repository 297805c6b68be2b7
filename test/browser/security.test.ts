import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { encode } from 'uqr';
import { newActor, readOutputs } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { totpCode } from '../support/totp.ts';
import { closePages, openApp, personAtApp, phone, signInAtApp, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

const CHANGED = 'Another-horse-8-battery';

/** The square that a path draws run by run, light where it draws nothing. */
const modulesOf = (path: string): boolean[][] => {
  const runs = Array.from(
    path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g),
    ([, x, y, length]) => [Number(x), Number(y), Number(length)] as const,
  );
  // The pattern in the first corner begins behind the margin, and so does the one at the end.
  const size = Math.max(...runs.map(([, y]) => y)) + 1 + Math.min(...runs.map(([, y]) => y));
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [x, y, length] of runs) rows[y]?.fill(true, x, x + length);
  return rows;
};

describe('one’s own account at the app', () => {
  test('[H52] a changed password signs out the other devices, which fall back to the sign-in at once', async () => {
    const { actor, page } = await personAtApp(browser, outputs, 'Ada', '/settings/account');
    const other = await openApp(browser, outputs);
    await signInAtApp(other, actor);

    await page.getByLabel('Present password').fill('Correct-horse-7-battery');
    await page.getByLabel('New password').fill(CHANGED);
    await page.getByRole('button', { name: 'Change password' }).click();

    await page.getByText('Your password has been changed').waitFor();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signInAtApp(other, actor, CHANGED);
    await page.goto('/settings/devices');
    await page.getByRole('listitem').filter({ hasText: 'This device' }).waitFor();
  });

  test('one device of several is signed out from the list', async () => {
    const { actor, page } = await personAtApp(browser, outputs, 'Ada', '/settings/devices');
    const other = await openApp(browser, outputs);
    await signInAtApp(other, actor);
    await page.reload();

    await page.getByRole('button', { name: 'Sign out Chrome on Linux' }).click();

    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Sign out Chrome on Linux' }).waitFor({ state: 'detached' });
  });

  test('an authenticator app is enrolled, and asked for at the next sign-in', async () => {
    const actor = await newActor(outputs, 'Ada');
    const page = await openApp(browser, outputs, '/settings/account');
    await signInAtApp(page, actor);

    await page.getByRole('button', { name: 'Turn on' }).click();
    const dialog = page.getByRole('dialog', { name: 'Two-step sign-in' });
    const href = await dialog.getByRole('link', { name: 'open the app on this device' }).getAttribute('href');
    const drawn = await dialog.getByRole('img', { name: 'QR code of the key below' }).locator('path').getAttribute('d');
    const secret = new URL(href ?? '').searchParams.get('secret') ?? '';
    expect(modulesOf(drawn ?? '')).toEqual(encode(href ?? '', { ecc: 'M', border: 4 }).data);
    await dialog.getByRole('textbox', { name: 'Code' }).fill(totpCode(secret));
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('button', { name: 'Turn off' }).waitFor();
    const elsewhere = await openApp(browser, outputs);
    await elsewhere.getByLabel('E-mail').fill(actor.email);
    await elsewhere.getByLabel('Password', { exact: true }).fill('Correct-horse-7-battery');
    await elsewhere.getByRole('button', { name: 'Sign in' }).click();

    await elsewhere.getByRole('heading', { name: 'Enter the code' }).waitFor();
    await elsewhere.getByLabel('Code').fill(totpCode(secret, 1));
    await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
    await elsewhere.getByRole('button', { name: /^Your account/ }).waitFor();
  });

  test('[H53, H54] one takes one’s data along, and deletes the account, on a phone', async () => {
    const actor = await newActor(outputs, 'Ada');
    const { handle } = (await actor.call('GET', '/me')).body;
    const page = await openApp(browser, outputs, '/', phone);
    await signInAtApp(page, actor);
    await page.goto('/settings/account');

    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export my data' }).click()]);
    await page.getByRole('button', { name: 'Delete account' }).click();
    const dialog = page.getByRole('alertdialog');
    const confirm = dialog.getByRole('button', { name: 'Delete for good' });
    const lockedAtFirst = await confirm.isDisabled();
    await dialog.getByRole('textbox').fill(handle);
    await confirm.click();

    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(lockedAtFirst).toBe(true);
    expect(file.suggestedFilename()).toBe(`parley-${handle}.json`);
    const kept = JSON.parse(readFileSync(await file.path(), 'utf8'));
    expect(kept.me.email).toBe(actor.email);
    expect(kept).toMatchObject({ devices: [{}], memberships: [], drafts: [], saved: [], scheduled: [], messages: [] });
  });
});
