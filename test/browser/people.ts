// A person at the app: a page of their own, and the steps that everybody takes.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Actor, codeFor, newActor, type Outputs, PASSWORD, signIn } from '../support/black-box.ts';

/** Generous: the machine may be shared. */
export const PATIENCE_MS = 40_000;
/** What a test may take, milliseconds. */
export const TEST_MS = 180_000;

/** For what is meant for one width, whichever the suite runs at. */
export const narrow = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
export const wide = { viewport: { width: 1280, height: 800 } } as const;
/** What is done on a desk is done on a phone as well, and the other way round: each test opens one or the other, `npm run test:widths` exchanges them. */
const exchanged = process.env.PARLEY_WIDTHS === 'exchanged';

export const phone = exchanged ? wide : narrow;
export const desktop = exchanged ? narrow : wide;

/** Without the service worker unless told: it would fetch the whole app once more for every page, and hide from tests what the page asks for. */
export const openApp = async (browser: Browser, outputs: Outputs, path = '/', options: BrowserContextOptions = desktop): Promise<Page> => {
  const context = await browser.newContext({ baseURL: outputs.siteUrl, locale: 'en-GB', serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(path);
  return page;
};

/** Ends what a test has left open, to be called behind each: whose pages stay open goes on hearing and drawing all that is said in the tests after it. */
export const closePages = (browser: Browser | undefined) => Promise.all(browser?.contexts().map((context) => context.close()) ?? []);

export const signUpAtApp = async (page: Page, outputs: Outputs, name: string, email: string): Promise<void> => {
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('Code').fill(await codeFor(outputs, email));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('navigation', { name: 'Rooms and people' }).waitFor();
};

export const signInAtApp = async (page: Page, { email }: Pick<Actor, 'email'>, password = PASSWORD): Promise<void> => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  // The handle comes with the session: from here on the device is known, and the person.
  await page.getByRole('button', { name: /^Your account: .*@/, includeHidden: true }).waitFor({ state: 'attached' });
};

/** What the app keeps in a browser's storage of somebody who has signed in there. */
export const storedSignIn = async (outputs: Outputs, { email }: Pick<Actor, 'email'>): Promise<{ name: string; value: string }> => {
  const { accessToken, refreshToken } = await signIn(outputs, email);
  const { exp } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  const stored = { account: email.toLowerCase(), tokens: { accessToken, refreshToken, expiresAt: exp * 1000 } };
  return { name: 'parley.sign-in', value: JSON.stringify(stored) };
};

/** A page of somebody who signed in here before: the form has tests of its own. */
export const openAs = async (
  browser: Browser,
  outputs: Outputs,
  person: Pick<Actor, 'email'>,
  path = '/',
  options: BrowserContextOptions = desktop,
): Promise<Page> => {
  const localStorage = [await storedSignIn(outputs, person)];
  const storageState = { cookies: [], origins: [{ origin: outputs.siteUrl, localStorage }] };
  const page = await openApp(browser, outputs, path, { ...options, storageState });
  await page.locator('#main').waitFor({ state: 'attached' });
  return page;
};

/** Somebody with an account, signed in at the app. */
export const personAtApp = async (
  browser: Browser,
  outputs: Outputs,
  name: string,
  path = '/',
  options?: BrowserContextOptions,
): Promise<{ actor: Actor; page: Page }> => {
  const actor = await newActor(outputs, name);
  return { actor, page: await openAs(browser, outputs, actor, path, options) };
};

const hidesRooms = (page: Page): boolean => (page.viewportSize()?.width ?? 0) < 600 && new URL(page.url()).pathname !== '/';

/** To the list of rooms, which is a view of its own on a phone and beside the room on a desk. Gives whether one had to go there. */
export const toRooms = async (page: Page): Promise<boolean> => {
  const hidden = hidesRooms(page);
  if (hidden) await page.getByRole('button', { name: /^Back( to rooms)?$/ }).click();
  return hidden;
};

/** What is done in the list of rooms, or over it, by somebody who comes back to where they were. */
export const inRooms = async (page: Page, deed: () => Promise<void>): Promise<void> => {
  const away = await toRooms(page);
  await deed();
  if (away) await page.goBack();
};

export const openRoomAtApp = async (page: Page, name: string): Promise<void> => {
  await toRooms(page);
  await page.getByRole('navigation').getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

export const say = async (page: Page, text: string): Promise<void> => {
  const box = page.getByRole('textbox', { name: /^Message / });
  await box.fill(text);
  await box.press('Enter');
};

/** The messages of the open room; React Aria keeps logs of its own for announcements. */
export const logOf = (page: Page) => page.getByRole('log', { name: /^Messages in / });

export const messageOf = (page: Page, text: string) => logOf(page).getByRole('article').filter({ hasText: text });
