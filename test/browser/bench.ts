// `npm run bench:web -- [--messages N] [--json FILE]`: how fast the app is and what it weighs, in a real browser beside a local cloud, while others talk.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { type Figure, percentile, table } from '../../load/figures.ts';
import { type Actor, newActor, newRoom, readOutputs, type Socket, ulid } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { endCloud, launchCloud } from '../support/local-cloud.ts';
import { messageOf, openAs } from './people.ts';

const { values: options } = parseArgs({ options: { messages: { type: 'string', default: '20000' }, json: { type: 'string' } } });
const messages = Number(options.messages);

/** Rooms beside the open one, and messages a second here and there. */
const ELSEWHERE = 9;
const HERE_PER_S = 20;
const THERE_PER_S = 50;
/** Below what one connection may send. */
const SOCKET_PER_S = 8;
const SWITCHES = 40;
const KEYS_PER_S = 5;
const TEXT = 'A message as long as messages are, give or take a word.';

/** Script that the app needs until a room is shown, compressed as the site sends it at least, KB. */
const firstLoad = async (browser: Browser, ada: Actor, roomId: string): Promise<Figure> => {
  const page = await openAs(browser, readOutputs(), ada, `/rooms/${roomId}`);
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') sizes.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.reload();
  await messageOf(page, TEXT).first().waitFor();
  const loads = await Promise.all(sizes);
  await page.context().close();
  return { name: 'first load: script', unit: 'KB', rounds: [loads.reduce((sum, size) => sum + size, 0) / 1024], atMost: 250 };
};

/** Runs in the page: from the click on a room to the frame that shows its messages, milliseconds. */
const switchTo = `async (href) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const link = document.querySelector('nav a[href="' + href + '"]');
  const began = performance.now();
  link.click();
  for (;;) {
    await frame();
    const shown = document.querySelector('[role=log][aria-label^="Messages in"] .message[data-seq]');
    if (location.pathname === href && shown !== null && link.getAttribute('aria-current') === 'page') return performance.now() - began;
  }
}`;

const switches = async (page: Page, roomIds: readonly string[]): Promise<number[]> => {
  const times: number[] = [];
  for (let count = 0; count < SWITCHES; count += 1) {
    const roomId = roomIds[count % roomIds.length];
    times.push((await page.evaluate(`(${switchTo})("/rooms/${roomId}")`)) as number);
    await delay(50);
  }
  return times;
};

/** Runs in the page: keeps how long each interaction took until the next paint. */
const observeInteractions = `
  window.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId > 0) interactions.set(interactionId, Math.max(interactions.get(interactionId) ?? 0, duration));
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
`;

/** Types into the open room for so long. Interactions that painted within 16 ms are not reported: they count as 16. */
const interactions = async (page: Page, seconds: number): Promise<number[]> => {
  await page.evaluate(observeInteractions);
  await page.getByRole('textbox', { name: /^Message / }).focus();
  for (let key = 0; key < seconds * KEYS_PER_S; key += 1) {
    await page.keyboard.press(key % 6 === 5 ? 'Space' : 'a');
    await delay(1000 / KEYS_PER_S);
  }
  const slow = (await page.evaluate('[...interactions.values()]')) as number[];
  return [...slow, ...Array.from({ length: Math.max(0, seconds * KEYS_PER_S - slow.length) }, () => 16)];
};

const heapOf = async (session: CDPSession): Promise<number> => {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1024 ** 2;
};

interface Chatter {
  said(): number;
  stop(): Promise<void>;
}

/** Others talk, evenly: here and in the rooms elsewhere. */
const chatter = async (people: readonly Actor[], here: string, elsewhere: readonly string[]): Promise<Chatter> => {
  const open = (perSecond: number) =>
    Promise.all(
      Array.from({ length: Math.ceil(perSecond / SOCKET_PER_S) }, (_, index) => (people[index % people.length] as Actor).connect()),
    );
  const [hereSockets, thereSockets] = [await open(HERE_PER_S), await open(THERE_PER_S)];
  let said = 0;
  const every = (perSecond: number, sockets: readonly Socket[], rooms: readonly string[]) => {
    let turn = 0;
    return setInterval(() => {
      sockets[turn % sockets.length]?.send({ action: 'send', id: ulid(), roomId: rooms[turn % rooms.length], text: `${turn} ${TEXT}` });
      turn += 1;
      said += 1;
    }, 1000 / perSecond);
  };
  const timers = [every(HERE_PER_S, hereSockets, [here]), every(THERE_PER_S, thereSockets, elsewhere)];
  return {
    said: () => said,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all([...hereSockets, ...thereSockets].map((socket) => socket.close()));
    },
  };
};

const bench = async (browser: Browser): Promise<Figure[]> => {
  const outputs = readOutputs();
  const [ada, ben, cid] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Ben'), await newActor(outputs, 'Cid')];
  const roomIds: string[] = [];
  const socket = await ben.connect();
  for (let room = 0; room <= ELSEWHERE; room += 1) {
    const roomId = await newRoom(ada, ben, cid);
    for (let count = 0; count < 10; count += 1) await socket.ask({ action: 'send', roomId, text: TEXT });
    roomIds.push(roomId);
  }
  await socket.close();
  const [here = '', ...elsewhere] = roomIds;

  const loaded = await firstLoad(browser, ada, here);
  const page = await openAs(browser, outputs, ada);
  await page.locator(`nav a[href="/rooms/${here}"]`).waitFor();
  // Each room once, so that they are at hand.
  await switches(page, roomIds);
  const quiet = await switches(page, roomIds);

  await page.evaluate(`(${switchTo})("/rooms/${here}")`);
  const talk = await chatter([ben, cid], here, elsewhere);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const felt = await interactions(page, 30);
  const busy = await switches(page, roomIds);
  await page.evaluate(`(${switchTo})("/rooms/${here}")`);
  // Every room's store is filled by now, as far as it is ever filled.
  const reach = async (count: number) => {
    while (talk.said() < count) await delay(250);
    return heapOf(session);
  };
  const before = await reach(messages / 4);
  const after = await reach(messages);
  await talk.stop();

  return [
    loaded,
    { name: 'room switch, quiet: p50', unit: 'ms', rounds: [percentile(quiet, 0.5)] },
    { name: 'room switch, quiet: p98', unit: 'ms', rounds: [percentile(quiet, 0.98)], atMost: 100 },
    { name: 'room switch, busy: p50', unit: 'ms', rounds: [percentile(busy, 0.5)] },
    { name: 'room switch, busy: p98', unit: 'ms', rounds: [percentile(busy, 0.98)], atMost: 100 },
    { name: 'interaction to next paint, busy: p50', unit: 'ms', rounds: [percentile(felt, 0.5)] },
    { name: 'interaction to next paint, busy: p98', unit: 'ms', rounds: [percentile(felt, 0.98)], atMost: 100 },
    { name: `memory after ${messages / 4} messages`, unit: 'MB', rounds: [before] },
    { name: `memory after ${messages} messages`, unit: 'MB', rounds: [after], atMost: Math.ceil(before * 1.2) },
  ];
};

const cloud = await launchCloud();
process.env.PARLEY_OUTPUTS = cloud.outputs;
const browser = await openBrowser();
try {
  const figures = await bench(browser);
  console.log(`${HERE_PER_S} messages/s in the open room, ${THERE_PER_S}/s in ${ELSEWHERE} others\n\n${table(figures)}`);
  if (options.json !== undefined) writeFileSync(join(process.cwd(), options.json), `${JSON.stringify(figures, undefined, 2)}\n`);
} finally {
  await browser.close();
  await endCloud(cloud);
}
