// What Google's Lighthouse says of the local build: `npm run lighthouse [-- --runs 3]`. It is fetched from npm when it is asked for, since
// nothing else needs its 170 MB. Figures count on a machine that does nothing else.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs, promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { type Figure, median, table } from '../../load/figures.ts';
import { newActor, newRoom, type Outputs, readOutputs } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { endCloud, launchCloud } from '../support/local-cloud.ts';
import { storedSignIn } from './people.ts';

const LIGHTHOUSE = 'lighthouse@13.5.0';
const PRESETS = { mobile: [], desktop: ['--preset=desktop'] } as const;
/** Each category with what it should reach, of 100. */
const GOALS = { performance: 95, accessibility: 100, 'best-practices': 95 } as const;
/** A report holds the page's pictures. */
const REPORT_BYTES = 64 * 1024 * 1024;

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
const runs = Number(options.runs);
if (!Number.isSafeInteger(runs) || runs < 1) throw new Error('--runs is a whole number from 1.');

const run = promisify(execFile);

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

type Scores = Record<keyof typeof GOALS, number>;

/** One visit. Without `signedIn` the browser is emptied first. */
const visit = async (url: string, port: number, flags: readonly string[], signedIn: boolean): Promise<Scores> => {
  const keeping = signedIn ? ['--disable-storage-reset'] : [];
  const common = [url, `--port=${port}`, '--output=json', '--quiet', `--only-categories=${Object.keys(GOALS).join()}`];
  const { stdout } = await run('npx', ['--yes', LIGHTHOUSE, ...common, ...flags, ...keeping], { maxBuffer: REPORT_BYTES });
  const { categories, runtimeError } = JSON.parse(stdout);
  if (runtimeError !== undefined) throw new Error(`Lighthouse: ${runtimeError.message}`);
  const scoreOf = (category: string) => Math.round(categories[category].score * 100);
  return { performance: scoreOf('performance'), accessibility: scoreOf('accessibility'), 'best-practices': scoreOf('best-practices') };
};

/** Signs Ada in where Lighthouse opens its pages. */
const signInAt = async (port: number, outputs: Outputs, stored: { name: string; value: string }) => {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = await browser.contexts()[0]?.newPage();
  await page?.goto(outputs.siteUrl);
  await page?.evaluate(`localStorage.setItem(${JSON.stringify(stored.name)}, ${JSON.stringify(stored.value)})`);
  await page?.close();
  await browser.close();
};

const measure = async (port: number, outputs: Outputs): Promise<Figure[]> => {
  const ada = await newActor(outputs, 'Ada');
  const roomId = await newRoom(ada);
  const socket = await ada.connect();
  for (let n = 1; n <= 30; n += 1) await socket.ask({ action: 'send', roomId, text: `Message ${n}, as long as messages are.` });
  await socket.close();

  const figures: Figure[] = [];
  for (const [screen, path] of [
    ['sign-in', '/'],
    ['a room', `/rooms/${roomId}`],
  ] as const) {
    const signedIn = path !== '/';
    for (const [preset, flags] of Object.entries(PRESETS)) {
      const visits: Scores[] = [];
      for (let n = 0; n < runs; n += 1) {
        if (signedIn) await signInAt(port, outputs, await storedSignIn(outputs, ada));
        visits.push(await visit(`${outputs.siteUrl}${path}`, port, flags, signedIn));
      }
      for (const [category, goal] of Object.entries(GOALS)) {
        const rounds = visits.flatMap((scores) => Object.entries(scores).flatMap(([name, score]) => (name === category ? [score] : [])));
        figures.push({ name: `${screen}, ${preset}: ${category}`, unit: 'of 100', rounds, atLeast: goal });
      }
    }
  }
  return figures;
};

const cloud = await launchCloud();
process.env.PARLEY_OUTPUTS = cloud.outputs;
const port = await freePort();
const browser = await openBrowser(`--remote-debugging-port=${port}`);
try {
  const figures = await measure(port, readOutputs());
  console.log(table(figures));
  process.exitCode = figures.every(({ rounds, atLeast = 0 }) => median(rounds) >= atLeast) ? 0 : 1;
} finally {
  await browser.close();
  await endCloud(cloud);
}
