// `npm run screenshots [-- --language ar]`: every screen, both widths, both themes, in English and from right to left, into .screenshots/, to be
// looked at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { readOutputs } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import startCloud from '../support/start-cloud.ts';
import stopCloud from '../support/stop-cloud.ts';
import { desktop, openApp, openAs, phone } from './people.ts';
import {
  catalogues,
  type Language,
  membersScreens,
  newcomersScreens,
  prepareWorld,
  type Screen,
  showScreen,
  strangersScreens,
  type World,
} from './screens.ts';

const isLanguage = (name: string): name is Language => name in catalogues;

const { values: options } = parseArgs({ options: { language: { type: 'string', multiple: true, default: ['en', 'ar'] } } });
const languages = options.language.filter(isLanguage);
if (languages.length < options.language.length) throw new Error(`--language is one of ${Object.keys(catalogues).join(', ')}.`);

const folder = join(import.meta.dirname, '../../.screenshots');

const sizes = [
  { width: '1280', options: desktop },
  { width: '390', options: phone },
] as const;

interface Kind {
  language: Language;
  width: string;
  options: BrowserContextOptions;
}

const takeAs = async (browser: Browser, world: World, { language, width, options }: Kind): Promise<void> => {
  const suffix = language === 'en' ? '' : `-${language}`;
  const shot = (page: Page, name: string) =>
    page.screenshot({ path: join(folder, `${name}-${width}-${options.colorScheme}${suffix}.png`) });
  const takeAll = async (page: Page, screens: readonly Screen[]): Promise<void> => {
    for (const [name, open] of screens) {
      await showScreen(open, { page, t: catalogues[language], world });
      await shot(page, name);
    }
    await page.context().close();
  };
  const all = { ...options, locale: language === 'en' ? 'en-GB' : language, reducedMotion: 'reduce' } as const;
  await takeAll(await openApp(browser, readOutputs(), '/sign-in', all), strangersScreens);
  await takeAll(await openAs(browser, readOutputs(), world.noa, '/', all), newcomersScreens);
  await takeAll(await openAs(browser, readOutputs(), world.ada, '/', all), membersScreens);
};

const take = async (browser: Browser): Promise<void> => {
  const world = await prepareWorld(readOutputs());
  for (const language of languages) {
    for (const { width, options } of sizes) {
      for (const colorScheme of ['light', 'dark'] as const)
        await takeAs(browser, world, { language, width, options: { ...options, colorScheme } });
    }
  }
  await world.close();
};

const main = async (): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  await startCloud();
  const browser = await openBrowser();
  try {
    await take(browser);
  } finally {
    await browser.close();
    await stopCloud();
  }
  console.log(`The screenshots are in ${folder}.`);
};

await main();
