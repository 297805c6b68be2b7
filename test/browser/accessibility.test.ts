import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, ulid, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { desktop, messageOf, openApp, phone, say, signInAtApp, TEST_MS } from './people.ts';

jest.setTimeout(2 * TEST_MS);

const outputs = readOutputs();
const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let ada: Actor;
let ben: Actor;

beforeAll(async () => {
  browser = await openBrowser();
  ada = await newActor(outputs, 'Ada');
  ben = await newActor(outputs, 'Ben');
});

afterAll(() => browser?.close());

const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** 7:1, which is what more contrast promises. */
const RULES_OF_CONTRAST = { type: 'rule', values: ['color-contrast-enhanced'] };
/** Of the rules, what a theme may change. */
const RULES_OF_THEMES = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** What axe finds against WCAG 2.2 A and AA in either theme, one line a rule and place. */
const findings = async (page: Page, rules: object = RULES, rulesOfThemes: object = RULES_OF_THEMES): Promise<string[]> => {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const [colorScheme, runOnly] of [
    ['light', rules],
    ['dark', rulesOfThemes],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    // Colours fade in; axe must see where they arrive. What turns for ever does not.
    await page.evaluate(`Promise.all(document.getAnimations()
      .filter((each) => each.effect.getComputedTiming().endTime < Infinity)
      .map((each) => each.finished.catch(() => {})))`);
    const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
    const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as AxeResults;
    for (const { id, nodes } of violations)
      found.push(...nodes.map((node) => `${colorScheme}, ${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  }
  return found;
};

describe.each([
  ['1280 px', desktop],
  ['390 px', phone],
] as const)('axe finds nothing against WCAG 2.2 AA, in light and dark: %s', (_name, size) => {
  // The policy that keeps foreign scripts out would keep axe out too.
  const openPage = (path: string) => openApp(browser, outputs, path, { ...size, bypassCSP: true, reducedMotion: 'reduce' });

  test('before the sign-in', async () => {
    const page = await openPage('/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your password.').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.goto('/sign-up');
    await page.getByLabel('Password', { exact: true }).fill('Half7');
    expect(await findings(page)).toEqual([]);

    const { body: invite } = await ada.call('POST', `/rooms/${await newRoom(ada)}/invites`, {});
    await page.goto(`/invite/${invite.code}`);
    await page.getByText('Invited by Ada').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.goto('/reset');
    await page.getByLabel('E-mail').fill('nobody@example.com');
    await page.getByRole('button', { name: 'Send the code' }).click();
    await page.getByLabel('Code').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('the threads that one follows, and one of them', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = [await ada.connect(), await ben.connect()];
    const { seq } = await hers.ask({ action: 'send', roomId, text: 'Who brings the cake?' });
    await his.ask({ action: 'send', roomId, text: 'You, @ada', replyTo: seq, mentions: [ada.userId] });
    await Promise.all([hers.close(), his.close()]);
    const page = await openPage('/');
    await signInAtApp(page, ada);

    await page.goto('/threads');
    await page.getByText('You, @ada').first().waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Open thread' }).first().click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('You, @ada').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('after it', async () => {
    const roomId = await newRoom(ada, ben);
    const unread = await newRoom(ada, ben);
    const socket = await ben.connect();
    for (const text of ['Have a look: https://example.org', 'and `code`, and **bold**']) await socket.ask({ action: 'send', roomId, text });
    await socket.ask({ action: 'send', roomId: unread, text: 'New' });
    await socket.close();
    const page = await openPage('/');
    await signInAtApp(page, ada);
    expect(await findings(page)).toEqual([]);

    await page.goto(`/rooms/${roomId}`);
    await messageOf(page, 'Have a look').waitFor();
    await say(page, 'Mine');
    await say(page, '\u{1F6A2}'.repeat(8_000));
    await page.getByText('Not sent.').waitFor();
    await messageOf(page, 'Mine').click();
    expect(await findings(page)).toEqual([]);

    await messageOf(page, 'Mine').getByRole('button', { name: 'Edit message' }).click();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: /^Members/ }).click();
    await page.getByRole('button', { name: 'Actions for Ben' }).waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close members' }).click();
    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menu').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('menuitem', { name: 'Room settings' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Invite by link' }).click();
    await page.getByRole('button', { name: 'Create and copy link' }).click();
    await page.getByRole('list', { name: 'Links' }).waitFor();
    expect(await findings(page)).toEqual([]);

    await page.goto('/settings');
    const sections = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
    await sections.first().waitFor();
    expect(await findings(page)).toEqual([]);
    for (const section of await sections.allTextContents()) {
      await sections.and(page.getByText(section, { exact: true })).click();
      await page.getByRole('heading', { level: 1, name: section }).waitFor();
      expect([section, await findings(page)]).toEqual([section, []]);
      await page.goBack();
    }
  });

  test('polls, pins, people, what is kept for later, and what is reported', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = [await ada.connect(), await ben.connect()];
    const poll = { options: ['Lemon', 'Carrot'], multiple: false };
    const { seq: question } = await hers.ask({ action: 'send', roomId, text: 'Which cake?', poll });
    await his.ask({ action: 'vote', roomId, target: question, choices: [1] });
    const { seq } = await his.ask({ action: 'send', roomId, text: 'No cake, you fools.' });
    await hers.ask({ action: 'pin', roomId, target: seq, on: true });
    await Promise.all([hers.close(), his.close()]);
    const stored = () => ada.call('PUT', `/rooms/${roomId}/reports/messages/${seq}`, { reason: 'harassment', note: 'Again.' });
    await until('the message to be stored', async () => (await stored()).status === 204 || undefined);
    await ada.call('PUT', `/saved/${roomId}/${seq}`, { remindAt: Date.now() + 3_600_000 });
    await ada.call('PUT', `/scheduled/${ulid()}`, { roomId, text: 'Cake!', sendAt: Date.now() + 86_400_000 });
    const page = await openPage('/');
    await signInAtApp(page, ada);

    await page.goto(`/rooms/${roomId}`);
    await messageOf(page, 'Which cake?').getByText('Carrot').waitFor();
    await page.getByRole('button', { name: 'Pinned messages' }).click();
    await page.getByRole('button', { name: 'Show in room' }).waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close pinned messages' }).click();
    await page.getByRole('button', { name: 'Reports, 1' }).click();
    await page.getByRole('list', { name: 'Reports' }).getByRole('button', { name: 'Dismiss' }).waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close', exact: true }).click();
    const message = messageOf(page, 'No cake');
    await message.focus();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Report message' }).click();
    await page.getByLabel('What is wrong?').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await message.getByRole('button', { name: 'About Ben' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Block' }).waitFor();
    expect(await findings(page)).toEqual([]);

    await page.goto('/later');
    await page.getByText('No cake').first().waitFor();
    await page.getByText('Cake!').first().waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('on one’s own page, and what it opens', async () => {
    const page = await openPage('/');
    await signInAtApp(page, ada);

    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'Set a status' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.goto('/settings/account');
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('Enter the 6 digits').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.goto('/settings/account');
    await page.getByRole('button', { name: 'Delete account' }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('in the dialogs', async () => {
    await Promise.all([newRoom(ada), newRoom(ben)]);
    const page = await openPage('/');
    await signInAtApp(page, ada);

    await page.getByRole('button', { name: 'Go to…' }).click();
    await page.getByRole('option').first().waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+/');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close', exact: true }).click();

    await page.getByRole('button', { name: 'Browse rooms' }).first().click();
    await page
      .getByRole('button', { name: /^(Join|Open) / })
      .first()
      .waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: 'Create a room' }).first().click();
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    await page.getByRole('button', { name: 'Create room' }).click();
    await page.getByText('Give the room a name.').waitFor();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: 'New direct message' }).click();
    await page.getByRole('option').first().click();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await findings(page)).toEqual([]);
  });
});

describe('the component page', () => {
  let server: ChildProcess;
  let address = '';

  beforeAll(async () => {
    server = spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--config', 'web/gallery/vite.config.ts', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: server.stdout as Readable })) {
      address = /http:\/\/127\.0\.0\.1:\d+/.exec(stripVTControlCharacters(line))?.[0] ?? '';
      if (address !== '') break;
    }
  });

  afterAll(() => server.kill());

  test.each([
    ['', RULES, RULES_OF_THEMES],
    ['?dir=rtl', RULES, RULES_OF_THEMES],
    ['?contrast=more', RULES_OF_CONTRAST, RULES_OF_CONTRAST],
  ])('axe finds nothing: %s', async (query, ...rules) => {
    const page = await openApp(browser, { ...outputs, siteUrl: address }, `/${query}`, { ...desktop, reducedMotion: 'reduce' });
    await page.getByRole('heading', { name: 'Components' }).waitFor();
    expect(await findings(page, ...rules)).toEqual([]);

    await page.getByRole('button', { name: 'Error' }).click();
    await page.getByText('The network is gone.').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menu').waitFor();
    expect(await findings(page, ...rules)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Question' }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await findings(page, ...rules)).toEqual([]);
  });
});
