import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { type Actor, newActor, newRoom, readOutputs, ulid, until, wholeLog } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { png } from '../support/pictures.ts';
import { closePages, logOf, messageOf, openApp, say, signInAtApp, TEST_MS } from './people.ts';

jest.setTimeout(2 * TEST_MS);

const outputs = readOutputs();
/** More than the pages that are scrolled through; `PARLEY_HISTORY=10000` makes it a long one. */
const MESSAGES = Number(process.env.PARLEY_HISTORY ?? 600);
/** Enough for the rate limit of each; whoever writes hears on all the others what they write on one. */
const SOCKETS = 6;
/** As many rows as there are heights, all of them rendered above what is in sight. */
const NEAR = 9;

let browser: Browser;
let ada: Actor;
let roomId: string;

/** Messages of many heights, numbered in the order of the log. */
const textOf = (number: number) => `Message ${number}. ${'All work and no play makes Jack a dull boy. '.repeat((number * 7) % 9)}`;

/** One in flight a socket, so that the rate limit of each is kept; retried when it is not. */
const fill = async (writer: Actor, room: string): Promise<void> => {
  let next = 1;
  const write = async () => {
    const socket = await writer.connect();
    while (next <= MESSAGES) {
      const text = textOf(next);
      next += 1;
      await until('an ack', async () => (await socket.ask({ action: 'send', roomId: room, text })).type === 'ack', 60_000);
    }
    await socket.close();
  };
  await Promise.all(Array.from({ length: SOCKETS }, write));
  await wholeLog(writer, room);
};

beforeAll(async () => {
  browser = await openBrowser();
  ada = await newActor(outputs, 'Ada');
  roomId = await newRoom(ada);
  await fill(ada, roomId);
}, 10 * TEST_MS);

afterEach(() => closePages(browser));

afterAll(() => browser?.close());

const atRoom = async (pageDelayMs = 0): Promise<Page> => {
  const page = await openApp(browser, outputs, `/rooms/${roomId}`);
  if (pageDelayMs > 0) {
    await page.route('**/messages?*', async (route) => {
      await delay(pageDelayMs);
      await route.continue();
    });
  }
  await signInAtApp(page, ada);
  await page.locator('.message').first().waitFor();
  return page;
};

/**
 * Runs in the page: scrolls up step by step over `count` messages and follows, frame by frame, one message in the middle of the screen.
 * Gives the farthest that such a message moved on the screen while nobody scrolled, pixels, and how far up it came.
 */
const scrollUp = `async (count) => {
  const list = document.querySelector('[role=log][aria-label]');
  const rows = () => [...list.querySelectorAll('.message[data-seq]')];
  const seqOf = (row) => Number(row.dataset.seq);
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()));
  const middle = () => {
    const { top, height } = list.getBoundingClientRect();
    return rows().find((row) => row.getBoundingClientRect().top > top + height / 3);
  };
  const start = Math.max(...rows().map(seqOf));
  let farthest = 0;
  let lowest = start;
  for (let step = 0; step < 2000 && lowest > 1 && start - lowest < count; step += 1) {
    list.scrollTop -= 400;
    await frame();
    await frame();
    const anchor = middle();
    if (anchor === undefined) continue;
    const seq = anchor.dataset.seq;
    const before = anchor.getBoundingClientRect().top;
    for (let wait = 0; wait < 6; wait += 1) {
      await frame();
      const now = list.querySelector('.message[data-seq="' + seq + '"]');
      if (now === null) { farthest = Infinity; break; }
      farthest = Math.max(farthest, Math.abs(now.getBoundingClientRect().top - before));
    }
    lowest = Math.min(lowest, ...rows().map(seqOf));
  }
  return { farthest, paged: start - lowest };
}`;

/** The first message in full sight and where it stands in the list, once no page is under way and nothing has moved for some frames. */
const settledRow = (page: Page) =>
  until('the list to rest', async () => {
    const row = await page.evaluate(`(async () => {
      const list = document.querySelector('[role=log][aria-label]');
      const first = () => {
        const edge = list.getBoundingClientRect().top;
        const row = [...list.querySelectorAll('.message[data-seq]')].find((each) => each.getBoundingClientRect().top >= edge);
        return JSON.stringify(row && { seq: row.dataset.seq, top: row.getBoundingClientRect().top - edge });
      };
      const before = first();
      for (let frame = 0; frame < 10; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      return list.getAttribute('aria-busy') === 'false' && first() === before ? before : undefined;
    })()`);
    return row as string | undefined;
  });

const LINK = 'https://example.invalid/late';

/** What a link leads to is told by an event of its own: it comes in the place of an edit to the link alone, since no page out there is asked here. */
const previewing = async (page: Page): Promise<void> => {
  const told = (entry: { kind?: string; text?: string }) => {
    const { text, ...event } = entry;
    if (entry.kind !== 'edit' || text !== LINK) return entry;
    const preview = { url: LINK, title: 'What it is about', description: 'And that at some length. '.repeat(12), site: 'Example' };
    return { ...event, kind: 'preview', previews: [preview] };
  };
  await page.routeWebSocket(/.*/, (socket) => {
    socket.connectToServer().onMessage((text) => {
      const { events, ...frame } = JSON.parse(String(text));
      socket.send(JSON.stringify(events === undefined ? told(frame) : { ...frame, events: events.map(told) }));
    });
  });
};

/** What is unread is not in the history for sure: it comes by the log, once the function is called that this gives. */
const unsettle = async (page: Page): Promise<() => void> => {
  let goOn = (): void => undefined;
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/v1/session', async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    for (const room of session.rooms ?? []) room.settledAt = room.membership.readSeq;
    await route.fulfill({ response, json: session });
  });
  await page.route('**/events*', async (route) => {
    await waiting;
    await route.continue();
  });
  return goOn;
};

describe('history at the app', () => {
  // The slower one runs into the top again and again while a page is under way.
  test.each([0, 200])('opens at the end; 500 messages up nothing moves that is being read (pages take %i ms more)', async (delayMs) => {
    const page = await atRoom(delayMs);
    await until('the newest message', async () => (await page.locator(`.message[data-seq="${MESSAGES}"]`).count()) > 0);

    const result = await page.evaluate(`(${scrollUp})(500)`);

    expect(result).toEqual({ farthest: 0, paged: expect.any(Number) });
    expect((result as { paged: number }).paged).toBeGreaterThanOrEqual(500);
    expect(await page.locator('.message').count()).toBeLessThan(100);
  });

  test('what arrives while one reads above is counted, and one click away', async () => {
    const page = await atRoom();
    const writer = await newActor(outputs, 'Ben');
    await writer.call('POST', `/rooms/${roomId}/join`);
    const socket = await writer.connect();
    await logOf(page).hover();
    await page.mouse.wheel(0, -3_000);
    await page.getByRole('button', { name: /^Jump to latest/ }).waitFor();
    const reading = await settledRow(page);

    await socket.ask({ action: 'send', roomId, text: 'Something new' });
    await page.getByRole('button', { name: 'Jump to latest 1 new' }).waitFor();
    expect(await settledRow(page)).toEqual(reading);
    await page.getByRole('button', { name: 'Jump to latest 1 new' }).click();

    await messageOf(page, 'Something new').waitFor();
    await page.getByRole('button', { name: /^Jump to latest/ }).waitFor({ state: 'detached' });
    await socket.close();
  });

  test('whatever is done to messages above, the one that is being read stays where it is', async () => {
    const page = await atRoom();
    const socket = await ada.connect();
    const done = async (frame: object) => expect(await socket.ask({ roomId, ...frame })).toMatchObject({ type: 'ack' });
    await logOf(page).hover();
    await page.mouse.wheel(0, -3_000);
    await page.getByRole('button', { name: /^Jump to latest/ }).waitFor();
    const reading = await settledRow(page);
    const { seq: first } = JSON.parse(reading) as { seq: string };
    const above = (rows: number) => Number(first) - rows;
    const row = (seq: number) => page.locator(`.message[data-seq="${seq}"]`);
    const rests = async () => expect(await settledRow(page)).toEqual(reading);
    await row(above(NEAR)).waitFor({ state: 'attached' });

    // Out of sight, and of the page; what follows is applied behind it.
    await done({ action: 'edit', target: above(25), text: 'Not on the page, and much longer now. '.repeat(40) });
    // Of all heights: some were guessed right, and never corrected.
    for (let rows = 1; rows <= NEAR; rows += 1) {
      await done({ action: 'edit', target: above(rows), text: 'Much more is said here now. '.repeat(40) });
      await row(above(rows)).getByText('(edited)').waitFor({ state: 'attached' });
      await rests();
    }
    const target = above(2);
    await done({ action: 'react', target, emoji: '🎉', on: true });
    await row(target).locator('.reaction').first().waitFor({ state: 'attached' });
    await rests();
    await done({ action: 'send', text: 'To that', replyTo: target });
    await row(target)
      .getByRole('button', { name: /^1 reply/ })
      .waitFor({ state: 'attached' });
    await rests();
    await done({ action: 'delete', target: above(3) });
    await row(above(3)).locator('.message-tombstone').waitFor({ state: 'attached' });
    await rests();
    await socket.close();
  });

  test('what comes late to messages moves nothing: what links lead to, emoji that nobody knew yet, their pictures', async () => {
    const page = await openApp(browser, outputs, `/rooms/${roomId}`);
    await previewing(page);
    let showPictures = (): void => undefined;
    const shown = new Promise<void>((resolve) => {
      showPictures = resolve;
    });
    await page.route('**/emoji-images*', async (route) => {
      await shown;
      await route.continue();
    });
    await page.reload();
    await signInAtApp(page, ada);
    await page.locator('.message').first().waitFor();
    const socket = await ada.connect();
    const done = async (frame: object) => expect(await socket.ask({ roomId, ...frame })).toMatchObject({ type: 'ack' });
    // As words they fill lines; as pictures, few.
    const [above, below] = ['a', 'b'].map((letter) => `${letter}_${ulid().toLowerCase()}`);
    const manyOf = (emoji = '') => `:${emoji}: `.repeat(60);
    const add = (emoji = '') => ada.call('PUT', `/emoji/${emoji}`, { image: png() });
    await logOf(page).hover();
    await page.mouse.wheel(0, -3_000);
    await page.getByRole('button', { name: /^Jump to latest/ }).waitFor();
    const start = await settledRow(page);
    const { seq } = JSON.parse(start) as { seq: string };
    const row = (of: number) => page.locator(`.message[data-seq="${of}"]`);
    // Another test may have deleted one of these.
    const standing = page.locator('.message[data-seq]:not(:has(.message-tombstone))');
    const seqs = await Promise.all((await standing.all()).map(async (each) => Number(await each.getAttribute('data-seq'))));
    const [marked = 0, linked = 0] = seqs.filter((each) => each < Number(seq) - 1).slice(-2);
    const rests = async () => expect(await settledRow(page)).toEqual(start);
    await done({ action: 'edit', target: linked, text: `It says so at ${LINK}` });
    await done({ action: 'edit', target: marked, text: manyOf(above) });
    for (const edited of [linked, marked]) await row(edited).getByText('(edited)').waitFor({ state: 'attached' });
    await rests();

    await done({ action: 'edit', target: linked, text: LINK });
    await row(linked).locator('.link-preview').waitFor({ state: 'attached' });
    await rests();
    await add(above);
    await row(marked).locator('.custom-emoji').last().waitFor({ state: 'attached' });
    await rests();
    showPictures();
    await row(marked).locator('.custom-emoji img').last().waitFor({ state: 'attached' });
    await rests();

    await page.getByRole('button', { name: /^Jump to latest/ }).click();
    await done({ action: 'send', text: `At the end ${manyOf(below)}` });
    const last = messageOf(page, 'At the end');
    const isAtEnd = () =>
      page.evaluate<boolean>(`(() => {
        const list = document.querySelector('[role=log][aria-label]');
        return list.scrollHeight - list.scrollTop - list.clientHeight < 1;
      })()`);
    await last.waitFor();
    await until('the end', isAtEnd);
    const { height } = (await last.boundingBox()) ?? { height: 0 };
    await add(below);
    await until('the words to be pictures', async () => ((await last.boundingBox())?.height ?? height) < height);
    await until('the end', isAtEnd);
    await socket.close();
  });

  test.each([
    ['in a word', 'I am here again'],
    ['at length', Array.from({ length: 60 }, (_, index) => `Here again, for the reason ${index + 1}`).join('\n')],
  ])('what one says while reading above, %s, is shown at once', async (_how, text) => {
    const page = await atRoom();
    await logOf(page).hover();
    await page.mouse.wheel(0, -3_000);
    await page.getByRole('button', { name: /^Jump to latest/ }).waitFor();

    await say(page, text);

    await messageOf(page, text.slice(0, 15)).last().waitFor();
    await page.getByRole('button', { name: /^Jump to latest/ }).waitFor({ state: 'detached' });
  });

  test.each([
    ['however it comes', false],
    ['also when it comes behind the list', true],
  ])('who has been away long begins at the first unread message and reads on to the end: %s', async (_when, unsettled) => {
    const late = await newActor(outputs, 'Late');
    await late.call('POST', `/rooms/${roomId}/join`);
    const writer = await ada.connect();
    for (let number = 1; number <= 15; number += 1) {
      await writer.ask({ action: 'send', roomId, text: `${'While you were away. '.repeat(12)} ${number}` });
    }
    await writer.close();
    await wholeLog(ada, roomId);
    const page = await openApp(browser, outputs, `/rooms/${roomId}`);
    const goOn = unsettled ? await unsettle(page) : () => {};
    await signInAtApp(page, late);
    await page.locator('.message').first().waitFor();
    goOn();

    await page.getByRole('heading', { name: 'New messages' }).waitFor();
    // What the history was not sure of follows with the socket; only then there is enough below for the first to stand at the top.
    await until('the first unread message at the top', async () => {
      await settledRow(page);
      const divider = await page.getByRole('heading', { name: 'New messages' }).boundingBox();
      const list = await logOf(page).boundingBox();
      const below = (divider?.y ?? -1) - (list?.y ?? 0);
      return below >= 0 && below < 120;
    });
    await logOf(page).hover();
    await until('the end', async () => {
      await page.mouse.wheel(0, 1_500);
      return (await messageOf(page, 'away.  15').count()) > 0;
    });
  });
});
