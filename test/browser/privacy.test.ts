import type { Browser } from 'playwright-core';
import { newActor, newRoom, readOutputs, wholeLog } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, logOf, messageOf, openAs, openRoomAtApp, personAtApp, phone, say, TEST_MS, toRooms } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

describe('read receipts at the app', () => {
  test('[H60] who has seen my last message is told below it, live and after a reload, until they switch it off', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const roomId = await newRoom(ada, bea);
    const { name } = (await ada.call('GET', `/rooms/${roomId}`)).body;
    const page = await openAs(browser, outputs, ada);
    const hers = await openAs(browser, outputs, bea, '/', phone);
    await openRoomAtApp(page, name);
    await say(page, 'Have you seen this?');
    await messageOf(page, 'Have you seen this?').waitFor();

    await openRoomAtApp(hers, name);

    const seen = logOf(page).getByRole('button', { name: 'Seen by Bea' });
    await seen.waitFor();
    await page.reload();
    await seen.click();
    await page.getByRole('dialog', { name: 'Seen by' }).getByText('Bea').waitFor();
    await page.keyboard.press('Escape');
    await hers.goto('/settings/privacy');
    await hers.getByText('Read receipts', { exact: true }).click();
    await seen.waitFor({ state: 'detached' });
    await hers.reload();
    // What the browser has kept may show first.
    await hers.getByRole('switch', { name: 'Read receipts', checked: false }).waitFor();
  });

  test('[H60] in a conversation of two it is told when it was seen, also to who comes later', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const { roomId } = (await ada.call('POST', '/direct', { userIds: [bea.userId] })).body;
    const page = await openAs(browser, outputs, ada, '/', phone);
    await page.goto(`/rooms/${roomId}`);
    await say(page, 'Tea?');
    await messageOf(page, 'Tea?').waitFor();
    const hers = await openAs(browser, outputs, bea, '/');
    await hers.goto(`/rooms/${roomId}`);

    await messageOf(hers, 'Tea?').waitFor();

    await logOf(page)
      .getByRole('button', { name: /^Seen \d/ })
      .waitFor();
    await say(page, 'Or coffee?');
    await messageOf(hers, 'Or coffee?').waitFor();
    await logOf(page)
      .getByRole('button', { name: /^Seen \d/ })
      .waitFor();
  });
});

describe('blocking at the app', () => {
  test('[H61] what a blocked person says is folded away and not unread, on both devices, and comes back when that is lifted', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const roomId = await newRoom(ada, bea);
    const { name } = (await ada.call('GET', `/rooms/${roomId}`)).body;
    const other = await newRoom(ada);
    const elsewhere = (await ada.call('GET', `/rooms/${other}`)).body.name;
    const socket = await bea.connect();
    const page = await openAs(browser, outputs, ada);
    const handset = await openAs(browser, outputs, ada, '/', phone);
    await openRoomAtApp(handset, name);
    await openRoomAtApp(page, name);
    await socket.ask({ action: 'send', roomId, text: 'Buy now!' });
    // Later than their sessions: whoever shows it is connected, and will hear of the block.
    for (const device of [page, handset]) await messageOf(device, 'Buy now!').waitFor();

    await messageOf(page, 'Buy now!').getByRole('button', { name: 'About Bea' }).click();
    await page.getByRole('button', { name: 'Block' }).click();

    await page.keyboard.press('Escape');
    for (const device of [page, handset]) {
      await logOf(device).getByText('Message of a blocked person').waitFor();
      await messageOf(device, 'Buy now!').waitFor({ state: 'detached' });
    }
    await openRoomAtApp(page, elsewhere);
    await socket.ask({ action: 'send', roomId, text: '@Ada!', mentions: [ada.userId] });
    await logOf(handset).getByText('Message of a blocked person').nth(1).waitFor();
    await toRooms(page);
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).waitFor();
    await logOf(handset).getByRole('button', { name: 'Show' }).first().click();
    await messageOf(handset, 'Buy now!').waitFor();
    await page.goto('/settings/privacy');
    await page.getByRole('button', { name: 'Unblock Bea' }).click();
    await messageOf(handset, '@Ada!').waitFor();
    await socket.close();
  });

  test('[H61] the words and the name of a blocked person are folded wherever they stand, and shown when asked for', async () => {
    const [ada, bea, cem] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea'), await newActor(outputs, 'Cem')];
    const roomId = await newRoom(ada, bea, cem);
    const [hers, his] = [await bea.connect(), await cem.connect()];
    const link = `${outputs.siteUrl}/rooms/${roomId}`;
    const { seq } = await hers.ask({ action: 'send', roomId, text: 'Buy now!' });
    await his.ask({ action: 'send', roomId, text: `> Buy later!\n> [Go to the message](${link}/999?by=${bea.userId})\nReally?` });
    await his.ask({ action: 'send', roomId, text: `> Buy now!\n> [Go to the message](${link}/${seq})\nNow?` });
    const { seq: root } = await his.ask({ action: 'send', roomId, text: 'Who is that?', mentions: [ada.userId] });
    await hers.ask({ action: 'send', roomId, text: 'Your shop!', replyTo: root });
    await his.ask({ action: 'send', roomId, text: 'Oh.', replyTo: root });
    await hers.ask({ action: 'react', roomId, target: root, emoji: '👍', on: true });
    await wholeLog(ada, roomId);
    await ada.call('PUT', `/saved/${roomId}/${seq}`, {});
    await ada.call('PUT', `/blocks/${bea.userId}`);
    await Promise.all([hers.close(), his.close()]);
    const page = await openAs(browser, outputs, ada, '/', phone);
    await page.goto(`/rooms/${roomId}`);

    const quotes = ['Really?', 'Now?'].map((text) => messageOf(page, text));
    for (const quote of quotes) await quote.getByText('Words of a blocked person').waitFor();
    expect(
      await logOf(page)
        .getByText(/^Buy (now|later)!/)
        .count(),
    ).toBe(0);
    await quotes[0]?.getByRole('button', { name: 'Show' }).click();
    await quotes[0]?.getByText('Buy later!').waitFor();
    const asked = messageOf(page, 'Who is that?');
    await asked.getByRole('button', { name: '👍 1, by a blocked person' }).waitFor();
    await asked.focus();
    await asked.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Who reacted' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Show' }).click();
    await page.getByRole('dialog').getByText('Bea').waitFor();
    await page.goto('/later');
    const saved = page.getByRole('list', { name: 'Saved' });
    await saved.getByRole('button', { name: 'Show', exact: true }).click();
    await saved.getByText('Buy now!').waitFor();
    await saved.getByText(/^Bea in /).waitFor();
    await page.goto('/threads');
    const threads = page.getByRole('list', { name: 'Threads' });
    await threads.getByText('Message of a blocked person').waitFor();
    expect(await threads.getByText('Your shop!').count()).toBe(0);
    await threads.getByRole('button', { name: 'Show', exact: true }).click();
    await threads.getByText('Your shop!').waitFor();
  });

  test('[H61] nobody writes in a conversation with who is blocked, until they are not any more', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const { roomId } = (await ada.call('POST', '/direct', { userIds: [bea.userId] })).body;
    await ada.call('PUT', `/blocks/${bea.userId}`);
    const page = await openAs(browser, outputs, ada, '/', phone);
    const hers = await openAs(browser, outputs, bea, '/');
    await page.goto(`/rooms/${roomId}`);
    await hers.goto(`/rooms/${roomId}`);

    await say(hers, 'Hello?');

    await hers.getByText('Not sent. You cannot write to this person.').waitFor();
    await page.getByText('You have blocked Bea: neither of you can write here.').waitFor();
    // Whoever is asked again before the block is lifted refuses again.
    const lifted = page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().includes('/blocks/'));
    await page.getByRole('button', { name: 'Unblock' }).click();
    await lifted;
    await hers.getByRole('button', { name: 'Retry' }).click();
    await messageOf(page, 'Hello?').waitFor();
  });
});

describe('moderation at the app', () => {
  test('[C2] a moderator deletes what somebody else said, and the note that stays says so, on a phone', async () => {
    const { actor: ada, page } = await personAtApp(browser, outputs, 'Ada', '/', phone);
    const bea = await newActor(outputs, 'Bea');
    const roomId = await newRoom(ada, bea);
    const socket = await bea.connect();
    await socket.ask({ action: 'send', roomId, text: 'Spam!' });
    await page.goto(`/rooms/${roomId}`);
    const message = messageOf(page, 'Spam!');
    await message.focus();

    await message.getByRole('button', { name: 'Delete message' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();

    await logOf(page).getByText('This message was removed by a moderator.').waitFor();
    await socket.waitFor('the deletion', (frame) => frame.kind === 'delete' && frame.moderator === true);
    await page.reload();
    await logOf(page).getByText('This message was removed by a moderator.').waitFor();
    await socket.close();
  });

  test('[H62, S63] what a member reports is told to the moderator live, with the words as they were, and ends when they act', async () => {
    const ada = await newActor(outputs, 'Ada');
    const [bea, cem] = [await newActor(outputs, 'Bea'), await newActor(outputs, 'Cem')];
    const roomId = await newRoom(ada, bea, cem);
    const { name } = (await ada.call('GET', `/rooms/${roomId}`)).body;
    const socket = await cem.connect();
    const page = await openAs(browser, outputs, ada);
    const hers = await openAs(browser, outputs, bea, '/', phone);
    const link = page.getByRole('navigation').getByRole('link', { name });
    await link.waitFor();
    const { seq } = await socket.ask({ action: 'send', roomId, text: 'You fool!' });
    // Later than her session: she is connected, and will hear of the report.
    await link.getByText('unread').waitFor();
    await openRoomAtApp(hers, name);
    const message = messageOf(hers, 'You fool!');
    await message.focus();
    await message.getByRole('button', { name: 'More actions' }).click();
    await hers.getByRole('menuitem', { name: 'Report message' }).click();
    await hers.getByLabel('What is wrong?').selectOption('Harassment');
    await hers.getByLabel('What should the moderators know?').fill('To me, again.');
    // What is told goes away by itself.
    const told = page.getByText(`Something was reported in ${name}.`).waitFor();

    await hers.getByRole('dialog').getByRole('button', { name: 'Report', exact: true }).click();

    await hers.getByText('Reported. The moderators of this room will look at it.').waitFor();
    await told;
    await socket.ask({ action: 'edit', roomId, target: seq, text: 'You friend!' });
    await openRoomAtApp(page, name);
    await page.getByRole('button', { name: 'Reports, 1' }).click();
    const reports = page.getByRole('list', { name: 'Reports' });
    await reports.getByText('You fool!').waitFor();
    await reports.getByText('To me, again.').waitFor();
    await reports.getByRole('button', { name: 'Delete message' }).click();
    await page.getByText('Nothing is reported').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Reports/ }).waitFor({ state: 'detached' });
    await logOf(hers).getByText('This message was removed by a moderator.').waitFor();
    await socket.close();
  });

  test('[H62] a member is reported from the list of members, and banned from the list of reports', async () => {
    const [ada, bea, cem] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea'), await newActor(outputs, 'Cem')];
    const roomId = await newRoom(ada, bea, cem);
    const hers = await openAs(browser, outputs, bea, `/rooms/${roomId}`);
    await hers.goto(`/rooms/${roomId}`);
    await hers.getByRole('button', { name: /^Members/ }).click();
    await hers.getByRole('button', { name: 'Actions for Cem' }).click();
    await hers.getByRole('menuitem', { name: 'Report' }).click();
    await hers.getByRole('dialog', { name: 'Report Cem' }).getByRole('button', { name: 'Report', exact: true }).click();
    await hers.getByText('Reported. The moderators of this room will look at it.').waitFor();
    const page = await openAs(browser, outputs, ada, '/', phone);
    await page.goto(`/rooms/${roomId}`);
    await page.getByRole('button', { name: 'Reports, 1' }).click();
    await page.getByText('Reported as a person').waitFor();

    await page.getByRole('button', { name: 'More about Cem' }).click();
    await page.getByRole('menuitem', { name: 'Ban from room' }).click();

    await page.getByText('Nothing is reported').waitFor();
    await hers.getByRole('button', { name: 'Actions for Cem' }).waitFor({ state: 'detached' });
  });
});
