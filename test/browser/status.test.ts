// The status page of the local cloud, as a developer has it open while they work.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, desktop, PATIENCE_MS, phone, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const { statusUrl } = readOutputs() as unknown as { statusUrl: string };
const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
let ada: Actor;

beforeAll(async () => {
  browser = await openBrowser();
  ada = await newActor(readOutputs(), 'Ada');
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

/** `still`: it does not change while one looks at it. */
const openStatus = async (options: Parameters<Browser['newContext']>[0] = desktop, still = false): Promise<Page> => {
  // The page forbids scripts that are not its own, axe's too.
  const context = await browser.newContext({ ...options, bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  if (still) await page.route('**/refresh.js', (route) => route.abort());
  await page.goto(statusUrl);
  return page;
};

const rowsOf = (page: Page, table: string) => page.getByRole('region', { name: table, exact: true }).getByRole('row');

/** Says one thing, over a socket of their own. */
const speak = async (roomId: string): Promise<void> => {
  const socket = await ada.connect();
  await socket.ask({ action: 'send', roomId, text: 'Hello.' });
  await socket.close();
};

test('shows what has been done, and goes on showing it without being loaded again', async () => {
  const roomId = await newRoom(ada);
  const page = await openStatus();
  const loaded = await page.evaluate('performance.timeOrigin');
  const send = rowsOf(page, 'Functions').filter({ has: page.getByRole('rowheader', { name: 'send', exact: true }) });
  const invocations = async () => Number((await send.getByRole('cell').nth(1).textContent())?.replaceAll(',', ''));
  const before = await invocations();

  await speak(roomId);

  await until('the page to count it', async () => (await invocations()) > before);
  const calls = rowsOf(page, 'Calls').filter({ hasText: 'sqs SendMessage' }).filter({ hasText: 'allowed' });
  // Only the latest calls are shown, and others are here as well.
  await until('a call of what was said', async () => {
    await speak(roomId);
    return (await calls.count()) > 0;
  });
  await rowsOf(page, 'Queues').filter({ hasText: 'PipelinePersist' }).waitFor();
  await rowsOf(page, 'Mails').filter({ hasText: ada.email }).first().waitFor();
  await rowsOf(page, 'Costs').filter({ hasText: 'write units' }).waitFor();
  await page.getByText('None planned.').waitFor();
  expect(await page.evaluate('performance.timeOrigin')).toBe(loaded);
});

test.each([
  ['light', desktop],
  ['dark', desktop],
  ['light', phone],
  ['dark', phone],
] as const)('is accessible and fits, %s, %o', async (colorScheme, device) => {
  const page = await openStatus({ ...device, colorScheme }, true);

  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run(document)')) as AxeResults;

  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
});

test('what a mail says is text, and the page runs no script but its own', async () => {
  const answer = await fetch(statusUrl);

  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
  expect(await answer.text()).not.toMatch(/<script(?! type="module" src="\/refresh\.js")/);
});
