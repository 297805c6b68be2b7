import { limits } from '@parley/protocol';
import type { Browser, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, ulid, until, wholeLog } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { closePages, logOf, messageOf, narrow, openAs, PATIENCE_MS, say, TEST_MS } from './people.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
let browser: Browser;
let ada: Actor;
let ben: Actor;

beforeAll(async () => {
  browser = await openBrowser();
  ada = await newActor(outputs, 'Ada');
  ben = await newActor(outputs, 'Ben');
});

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

const atRoom = async (person: Actor, roomId: string): Promise<Page> => {
  const page = await openAs(browser, outputs, person, `/rooms/${roomId}`);
  await logOf(page).waitFor();
  return page;
};

const texts = (page: Page) => page.locator('.message-text').allTextContents();

describe('messages at the app', () => {
  test('two people see each other’s messages live, both ways, in one order', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atRoom(ada, roomId), atRoom(ben, roomId)]);

    await say(hers, 'Good morning');
    await messageOf(his, 'Good morning').waitFor();
    await say(his, 'And to you');
    await messageOf(hers, 'And to you').waitFor();

    const expected = ['Good morning', 'And to you'];
    for (const page of [hers, his]) await until('the same order', async () => (await texts(page)).join() === expected.join());
  });

  test('many lines said at the end of the list are followed, while the box they were written in shrinks again', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await atRoom(ada, roomId);
    const lines = (name: string) => Array.from({ length: 60 }, (_, index) => `${name} ${index + 1}`).join('\n');

    for (const name of ['Alpha', 'Bravo', 'Charlie']) {
      await say(page, lines(name));
      const message = messageOf(page, `${name} 1`).and(page.locator('[data-seq]'));
      await until(`the foot of ${name}`, async () => {
        const [row, list] = [await message.boundingBox(), await logOf(page).boundingBox()];
        return row !== null && list !== null && row.y + row.height <= list.y + list.height;
      });
    }
  });

  test('typing shows, and ends with the message', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atRoom(ada, roomId), atRoom(ben, roomId)]);

    // Nobody hears of it who is not connected yet, or while the server is busy, so she goes on until he sees it.
    const typing = async () => {
      await hers.getByRole('textbox', { name: /^Message/ }).pressSequentially('l');
      return await his.getByText('Ada is typing…').isVisible();
    };
    await until('her typing to show', typing, 2 * PATIENCE_MS);
    await say(hers, 'Hello');

    await messageOf(his, 'Hello').waitFor();
    await his.getByText('Ada is typing…').waitFor({ state: 'hidden' });
  });

  test('Up edits one’s last message, and both see it', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atRoom(ada, roomId), atRoom(ben, roomId)]);
    await say(hers, 'See you at six');
    await messageOf(his, 'See you at six').waitFor();
    await messageOf(hers, 'See you at six').and(hers.locator('[data-seq]')).waitFor();

    await hers.getByRole('textbox', { name: /^Message/ }).press('ArrowUp');
    await hers.getByRole('textbox', { name: 'Edit message' }).fill('See you at seven');
    await hers.getByRole('textbox', { name: 'Edit message' }).press('Enter');

    await messageOf(his, 'See you at seven').getByText('(edited)').waitFor();
    await messageOf(hers, 'See you at seven').getByText('(edited)').waitFor();
    expect(await messageOf(his, 'See you at six').count()).toBe(0);
  });

  test('Up right after Enter edits what is still on its way, and the edit follows it, even over a reload', async () => {
    const roomId = await newRoom(ada, ben);
    const his = await atRoom(ben, roomId);
    const hers = await openAs(browser, outputs, ada);
    const held: (() => void)[] = [];
    let holds = false;
    await hers.routeWebSocket(/.*/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((frame) => {
        if (holds) held.push(() => socket.send(frame));
        else socket.send(frame);
      });
    });
    await hers.goto(`/rooms/${roomId}`);
    await say(hers, 'Before');
    await messageOf(his, 'Before').waitFor();
    await messageOf(hers, 'Before').and(hers.locator('[data-seq]')).waitFor();
    holds = true;

    await say(hers, 'See you at six');
    await hers.getByRole('textbox', { name: /^Message/ }).press('ArrowUp');
    const editor = hers.getByRole('textbox', { name: 'Edit message' });
    expect(await editor.inputValue()).toBe('See you at six');
    await editor.fill('See you at seven');
    await editor.press('Enter');
    await hers.locator('.composer-text:focus').waitFor();
    await messageOf(hers, 'See you at seven').and(hers.locator('[data-pending="waiting"]')).waitFor();
    expect(await editor.count()).toBe(0);
    await messageOf(his, 'See you at six').waitFor();
    await until('the answer to be held', async () => held.length > 0);
    holds = false;
    await hers.reload();

    await messageOf(his, 'See you at seven').getByText('(edited)').waitFor();
    await messageOf(hers, 'See you at seven').getByText('(edited)').waitFor();
    expect(await texts(hers)).toEqual(['Before', 'See you at seven (edited)']);
  });

  test('an edit that is too long is not saved, and says by how much', async () => {
    const roomId = await newRoom(ada);
    const hers = await atRoom(ada, roomId);
    await say(hers, 'Short');
    await messageOf(hers, 'Short').and(hers.locator('[data-seq]')).waitFor();

    await hers.getByRole('textbox', { name: /^Message/ }).press('ArrowUp');
    const editor = hers.getByRole('textbox', { name: 'Edit message' });
    await editor.fill('a'.repeat(limits.textChars + 7));
    await hers.getByText('-7 left').waitFor();
    await editor.press('Enter');
    await editor.fill('Longer');
    await editor.press('Enter');

    await messageOf(hers, 'Longer').getByText('(edited)').waitFor();
  });

  test('Escape leaves an edit without a change', async () => {
    const roomId = await newRoom(ada);
    const hers = await atRoom(ada, roomId);
    await say(hers, 'As it was');
    await messageOf(hers, 'As it was').and(hers.locator('[data-seq]')).waitFor();

    await hers.getByRole('textbox', { name: /^Message/ }).press('ArrowUp');
    await hers.getByRole('textbox', { name: 'Edit message' }).fill('Something else');
    await hers.getByRole('textbox', { name: 'Edit message' }).press('Escape');

    await messageOf(hers, 'As it was').waitFor();
    expect(await hers.getByRole('textbox', { name: 'Edit message' }).count()).toBe(0);
  });

  test('what is edited at the foot of the list lies clear of the way to the latest', async () => {
    const roomId = await newRoom(ada);
    const socket = await ada.connect();
    for (let count = 1; count <= 20; count += 1) await socket.ask({ action: 'send', roomId, text: `Buoy ${count}.\nIn sight.` });
    await socket.close();
    const page = await atRoom(ada, roomId);
    const message = messageOf(page, 'Buoy 12.').and(page.locator('[data-seq]'));

    // Until somebody takes it in hand, the list goes to its end with whatever is still on its way.
    await messageOf(page, 'Buoy 20.').waitFor();
    await logOf(page).hover();
    await page.mouse.wheel(0, -200);
    await until('the message to stand at the foot of the list', async () => {
      await message.evaluate((element) => element.scrollIntoView({ block: 'end' }));
      return page.getByRole('button', { name: 'Jump to latest' }).isVisible();
    });
    await message.focus();
    // Where one taps it takes no tap at first, and the list would be scrolled to find out why.
    const bar = message.locator('.message-actions');
    await until('the bar to settle', () => bar.evaluate((element) => element.getAnimations().length === 0));
    await message.getByRole('button', { name: 'Edit message' }).click();

    const top = (name: string) => page.getByRole('button', { name }).boundingBox();
    const [list, way] = [await logOf(page).boundingBox(), await top('Jump to latest')];
    // Days stand in the middle, and most of it lies below the list.
    expect(way?.x).toBeGreaterThan((list?.x ?? 0) + (list?.width ?? 0) / 2);
    expect(way?.y).toBeGreaterThan((list?.y ?? 0) + (list?.height ?? 0) - 30);
    await until('the editor to lie clear', async () => {
      const [save, jump] = [await top('Save'), await top('Jump to latest')];
      return save !== null && jump !== null && save.y + save.height <= jump.y;
    });
  });

  test('what can be done to a message that is higher than the list is in sight wherever one reads in it', async () => {
    const roomId = await newRoom(ada);
    const page = await atRoom(ada, roomId);
    await say(page, Array.from({ length: 60 }, (_, index) => `Verse ${index + 1}`).join('\n'));
    const message = messageOf(page, 'Verse 1').and(page.locator('[data-seq]'));
    await message.getByRole('button', { name: 'Show more' }).click();
    const [list, edit] = [logOf(page), message.getByRole('button', { name: 'Edit message' })];

    await list.hover();
    await page.mouse.wheel(0, -200);
    await message.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await message.focus();

    await until('the bar to be in sight', async () => {
      const [bar, frame, row] = [await edit.boundingBox(), await list.boundingBox(), await message.boundingBox()];
      if (bar === null || frame === null || row === null) return false;
      return row.y < frame.y && bar.y >= frame.y && bar.y < frame.y + 20;
    });
  });

  test('a tap on a message does not press what it brings there', async () => {
    const roomId = await newRoom(ada);
    const page = await openAs(browser, outputs, ada, `/rooms/${roomId}`, narrow);
    await say(page, Array.from({ length: 60 }, (_, index) => `Verse ${index + 1}`).join('\n'));
    const message = messageOf(page, 'Verse 1').and(page.locator('[data-seq]'));
    await message.getByRole('button', { name: 'Show more' }).tap();
    await until('its top to be out of sight', async () => {
      await message.evaluate((element) => element.scrollIntoView({ block: 'end' }));
      return ((await message.boundingBox())?.y ?? 0) < 0;
    });
    await page.getByRole('textbox', { name: /^Message / }).focus();
    const frame = (await logOf(page).boundingBox()) ?? { x: 0, y: 0, width: 0 };
    const place = { x: frame.x + frame.width - 30, y: frame.y + 30 };
    const pressed = () => page.evaluate<boolean[]>('pressed');
    await page.evaluate(
      "pressed = []; addEventListener('click', ({ target }) => pressed.push(target.closest('.message-action') !== null), { capture: true })",
    );

    await page.touchscreen.tap(place.x, place.y);
    await until('the tap', async () => (await pressed()).length > 0);
    await message.getByRole('button', { name: 'More actions' }).waitFor();
    expect(await pressed()).toEqual([false]);
    await until('another to press it', async () => {
      await page.touchscreen.tap(place.x, place.y);
      return (await page.getByRole('menu').count()) > 0;
    });
  });

  test('copying says what came of it, where the browser allows it and where it does not', async () => {
    const roomId = await newRoom(ada);
    const page = await atRoom(ada, roomId);
    await say(page, 'Worth keeping');
    await messageOf(page, 'Worth keeping').and(page.locator('[data-seq]')).hover();

    await page.getByRole('button', { name: 'Copy text' }).click();
    await page.getByText('This browser does not let Parley copy.').waitFor();

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy text' }).click();
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('Worth keeping');
  });

  test('deleting asks first, and leaves a tombstone for everyone', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atRoom(ada, roomId), atRoom(ben, roomId)]);
    await say(hers, 'Never mind');
    await messageOf(his, 'Never mind').waitFor();

    await messageOf(hers, 'Never mind').hover();
    await hers.getByRole('button', { name: 'Delete message' }).click();
    await hers.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();

    await messageOf(his, 'This message was deleted.').waitFor();
    await messageOf(hers, 'This message was deleted.').waitFor();
  });

  test('nobody is offered to change what others wrote', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atRoom(ada, roomId), atRoom(ben, roomId)]);
    await say(hers, 'Mine');

    await messageOf(his, 'Mine').hover();

    await his.getByRole('button', { name: 'Copy text' }).waitFor();
    expect(await his.getByRole('button', { name: 'Edit message' }).count()).toBe(0);
  });

  test('Shift+Enter breaks the line, markup is text, links are links', async () => {
    const roomId = await newRoom(ada);
    const page = await atRoom(ada, roomId);
    const box = page.getByRole('textbox', { name: /^Message/ });

    await box.pressSequentially('one');
    await box.press('Shift+Enter');
    await box.pressSequentially('<img src=x onerror=alert(1)> see https://example.org/a_(b).');
    await box.press('Enter');

    const message = messageOf(page, 'one');
    // Below the text there may be one more, to what the page says of itself.
    const link = message.locator('.message-text').getByRole('link');
    await link.waitFor();
    await message.getByText('Sending').waitFor({ state: 'detached' });
    expect(await link.getAttribute('href')).toBe('https://example.org/a_(b)');
    expect(await link.getAttribute('rel')).toContain('noopener');
    expect(await message.locator('.message-text').textContent()).toBe('one\n<img src=x onerror=alert(1)> see https://example.org/a_(b).');
    expect(await page.locator('.message img').count()).toBe(0);
  });

  test('what was said a moment ago outlives a reload, persisted or not', async () => {
    const page = await atRoom(ada, await newRoom(ada));

    for (const text of ['First words', 'Second words', 'Third words']) {
      await say(page, text);
      await messageOf(page, text).getByText('Sending').waitFor({ state: 'detached' });
      await page.reload();
      await messageOf(page, text).waitFor();
    }

    expect(await page.locator('.message').count()).toBe(3);
  });

  test('a room that stays open forgets what is long past, whoever is at its end sees nothing of it', async () => {
    const roomId = await newRoom(ada, ben);
    const page = await openAs(browser, outputs, ada);
    let tell = (_frame: object) => {};
    await page.routeWebSocket(/.*/, (socket) => {
      socket.connectToServer();
      tell = (frame) => socket.send(JSON.stringify(frame));
    });
    await page.goto(`/rooms/${roomId}`);
    await say(page, 'Before');
    await messageOf(page, 'Before').and(page.locator('[data-seq]')).waitFor();
    const [last] = (await wholeLog(ada, roomId)).slice(-1);
    let seq = last?.seq ?? 0;
    const flood = async (count: number) => {
      const events = Array.from({ length: count }, () => {
        seq += 1;
        return { kind: 'message', roomId, seq, id: `flood-${seq}`, senderId: ben.userId, text: `Flood ${seq}`, sentAt: Date.now() };
      });
      tell({ type: 'events', events });
      await messageOf(page, `Flood ${seq}`).waitFor();
    };
    const list = () =>
      logOf(page).evaluate(({ scrollHeight, scrollTop, clientHeight }) => ({
        height: scrollHeight,
        below: scrollHeight - scrollTop - clientHeight,
      }));

    for (let round = 0; round < 4; round += 1) await flood(240);
    const long = await list();
    for (let round = 0; round < 2; round += 1) await flood(100);
    await until('the list to be shorter', async () => (await list()).height < long.height * 0.8);
    await flood(1);

    await until('the end to be in sight', async () => (await list()).below < 2);
    expect((await texts(page)).at(-1)).toBe(`Flood ${seq}`);
  });

  test('a draft outlives a reload, room by room', async () => {
    const [first, second] = [await newRoom(ada), await newRoom(ada)];
    const page = await atRoom(ada, first);

    await page.getByRole('textbox', { name: /^Message/ }).fill('Not yet finished');
    await page.goto(`/rooms/${second}`);
    await logOf(page).waitFor();
    expect(await page.getByRole('textbox', { name: /^Message/ }).inputValue()).toBe('');
    await page.goto(`/rooms/${first}`);

    await logOf(page).waitFor();
    expect(await page.getByRole('textbox', { name: /^Message/ }).inputValue()).toBe('Not yet finished');
  });

  test('what cannot be sent says so, and is retried or deleted', async () => {
    const roomId = await newRoom(ada);
    const page = await atRoom(ada, roomId);

    await say(page, '\u{1F6A2}'.repeat(9_000));
    await page.getByText('Not sent.').waitFor();
    await page.getByRole('button', { name: 'Retry' }).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();

    await page.getByText('Not sent.').waitFor({ state: 'hidden' });
    await say(page, 'Shorter');
    await messageOf(page, 'Shorter').waitFor();
  });

  test('[C2] an edit that is refused is taken back and says so, and its text is to be had', async () => {
    const roomId = await newRoom(ada);
    const page = await openAs(browser, outputs, ada);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.routeWebSocket(/.*/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((data) => {
        const { action, id } = JSON.parse(String(data));
        if (action !== 'edit') return server.send(data);
        socket.send(JSON.stringify({ type: 'error', id, code: 'forbidden', message: 'You are muted.' }));
      });
    });
    await page.goto(`/rooms/${roomId}`);
    await say(page, 'As it was');
    await messageOf(page, 'As it was').and(page.locator('[data-seq]')).waitFor();

    await page.getByRole('textbox', { name: /^Message/ }).press('ArrowUp');
    await page.getByRole('textbox', { name: 'Edit message' }).fill('As it should be');
    await page.getByRole('textbox', { name: 'Edit message' }).press('Enter');
    const notice = page.getByRole('region', { name: 'Notices' });
    await notice.getByText('Not saved. You are muted.').waitFor();
    await notice.getByRole('button', { name: 'Copy' }).click();
    await notice.getByText('Copied').waitFor();

    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('As it should be');
    expect(await texts(page)).toEqual(['As it was']);
  });

  test('[R4] what was written without a network survives a reload and leaves when it is back', async () => {
    const roomId = await newRoom(ada, ben);
    const [hers, his] = await Promise.all([atRoom(ada, roomId), atRoom(ben, roomId)]);
    const text = `Written offline ${ulid()}`;

    await hers.context().setOffline(true);
    await say(hers, text);
    await messageOf(hers, text).getByText('Sending').waitFor({ state: 'attached' });
    await hers.getByText('Waiting for network · 1 message waiting').waitFor();
    // The page itself must load again; only then is the network gone for its services.
    await hers.route(`${outputs.httpUrl}/**`, (route) => route.abort());
    await hers.context().setOffline(false);
    await hers.reload();
    await hers.unroute(`${outputs.httpUrl}/**`);

    await messageOf(his, text).waitFor();
    await messageOf(hers, text).waitFor();
    expect(await messageOf(his, text).count()).toBe(1);
  });
});
