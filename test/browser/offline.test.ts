import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { readOutputs } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { desktop, openApp, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

const mirrors: { close(): Promise<void> }[] = [];

afterAll(async () => {
  await browser?.close();
  await Promise.all(mirrors.map((mirror) => mirror.close()));
});

const installed = { ...desktop, serviceWorkers: 'allow' } as const;

/** Resolves when the service worker has everything it keeps. */
const keptApp = (page: Page) => page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');

/** The site at another address, where a newer version can be released. */
const startMirror = async () => {
  let released = '';
  const server = createServer(async (request, response) => {
    const answer = await fetch(outputs.siteUrl + request.url);
    const body = Buffer.from(await answer.arrayBuffer());
    const headers = Object.fromEntries(
      [...answer.headers].filter(([name]) => !/^(content-(length|encoding)|transfer-|connection|keep-)/.test(name)),
    );
    response.writeHead(answer.status, headers).end(Buffer.concat([body, Buffer.from(request.url === '/sw.js' ? released : '')]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    release() {
      released = '\n// another version';
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  mirrors.push(mirror);
  return mirror;
};

describe('the installed app', () => {
  test('opens without a network at any address, once it has been opened with one', async () => {
    const page = await openApp(browser, outputs, '/sign-in', installed);
    await keptApp(page);

    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto('/sign-up');

    await page.getByRole('heading', { name: 'Create your account' }).waitFor();
    await page.context().close();
  });

  test('says that a newer version is ready, and takes it when it is told to, not before', async () => {
    const mirror = await startMirror();
    const page = await openApp(browser, outputs, `${mirror.url}/sign-in`, installed);
    await keptApp(page);
    await page.evaluate('document.title = "the page of before"');

    mirror.release();
    await page.evaluate('navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => undefined)');
    await page.getByText('A new version is ready.').waitFor();
    const before = await page.title();
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload' }).click()]);

    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(before).toBe('the page of before');
    expect(await page.title()).not.toBe(before);
    expect(await page.evaluate('navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting === null)')).toBe(true);
    await page.context().close();
  });
});
