import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { readOutputs } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import { desktop, openApp, openAs, phone, TEST_MS } from './people.ts';
import {
  catalogues,
  type Language,
  membersScreens,
  newcomersScreens,
  prepareWorld,
  showScreen,
  strangersScreens,
  type World,
} from './screens.ts';

jest.setTimeout(TEST_MS);

const outputs = readOutputs();
const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let world: World;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await world?.close();
  await browser?.close();
});

const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** Of the rules, what a theme may change. */
const RULES_OF_THEMES = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
/** 7:1, which is what more contrast promises. */
const RULES_OF_CONTRAST = { type: 'rule', values: ['color-contrast-enhanced'] };

/** How a page can be looked at without being opened anew. */
interface Mode {
  name: string;
  media: NonNullable<Parameters<Page['emulateMedia']>[0]>;
  rules: object;
}

const light: Mode = { name: 'light', media: { colorScheme: 'light', contrast: 'no-preference' }, rules: RULES };
const dark: Mode = { name: 'dark', media: { colorScheme: 'dark', contrast: 'no-preference' }, rules: RULES_OF_THEMES };
const contrast: Mode = { name: 'more contrast', media: { colorScheme: 'light', contrast: 'more' }, rules: RULES_OF_CONTRAST };
const darkContrast: Mode = { name: 'more contrast, dark', media: { colorScheme: 'dark', contrast: 'more' }, rules: RULES_OF_CONTRAST };

/** What axe finds in these modes, one line a rule and place. Leaves the page in the last of them. */
const findings = async (page: Page, modes: readonly Mode[]): Promise<string[]> => {
  const found: string[] = [];
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe);
  for (const { name, media, rules } of modes) {
    await page.emulateMedia(media);
    const options = { runOnly: rules, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'], preload: false };
    // Colours fade in; axe must see where they arrive. What turns for ever does not.
    const results = await page.evaluate(`(async () => {
      // The page hears of the contrast that is asked for a moment later than its style sheets.
      const { dataset } = document.documentElement;
      while ((dataset.contrast === 'more') !== ${media.contrast === 'more'}) await new Promise(requestAnimationFrame);
      await Promise.all(document.getAnimations()
        .filter((each) => each.effect.getComputedTiming().endTime < Infinity)
        .map((each) => each.finished.catch(() => {})));
      // What lies behind a dialog was looked at without it, and has the same colours.
      const dialogs = ${rules === RULES} ? [] : [...document.querySelectorAll('[role=dialog], [role=alertdialog]')];
      const { violations } = await axe.run(dialogs.length > 0 ? dialogs : document, ${JSON.stringify(options)});
      return { violations };
    })()`);
    for (const { id, nodes } of (results as AxeResults).violations)
      found.push(...nodes.map((node) => `${name}, ${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  }
  return found;
};

/** What there is to press or to fill in that can be reached now, as an array of the page. */
const CONTROLS = `[...document.querySelectorAll('a[href], button, input, select, textarea, [role=button], [role=option], [role=menuitem], [role=tab]')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && each.closest('[inert], [aria-hidden=true]') === null && !each.matches('.skip-link, .message-text :is(a, .spoiler, input), .dialog-note a'))
  // What belongs to a label is pressed by it, and a text box by the frame that is drawn around it.
  .map((each) => each.closest('label, .composer-box:has(> textarea)') === null || each.matches('button') ? each : each.closest('label, .composer-box'))
  .filter((each) => each.getBoundingClientRect().width > 2)`;

const SEEN = `const seen = (each) => {
    const { left, top, width, height } = each.getBoundingClientRect();
    return (each.innerText || each.getAttribute('aria-label') || each.outerHTML.slice(0, 120)).slice(0, 60) + ' <' + each.className + '> '
      + [left, top, width, height].map(Math.round).join();
  };
  /** Whether a finger there presses it. The bar of a message and the suggestions go with the focus, and cover nothing for good. */
  const hits = (each, x, y) => {
    const hit = document.elementsFromPoint(x, y).find((found) => each.contains(found) || found.closest('.message-actions, .completion') === null);
    return hit !== undefined && (each.contains(hit) || hit.contains(each) && hit.matches('label'));
  };`;

/** What a finger would miss: lower or narrower than 44 px, by its frame or by where it can be pressed. Links within a text are exempt. */
const smallTargets = (page: Page) =>
  page.evaluate(`(() => {
    ${SEEN}
    return ${CONTROLS}.filter((each) => {
      const frame = each.getBoundingClientRect();
      if (frame.height >= 43.5 && frame.width >= 43.5) return false;
      each.scrollIntoView({ block: 'center' });
      const { left, top, width, height } = each.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      return ![[0, -21.5], [0, 21.5], [-21.5, 0], [21.5, 0]].every(([right, down]) =>
        (Math.abs(right) <= width / 2 && Math.abs(down) <= height / 2) || hits(each, x + right, y + down));
    }).map(seen);
  })()`) as Promise<string[]>;

/** What is lost on a small page: what scrolls sideways, what stands beside the page or cannot be brought into it, what is covered or cut off. */
const losses = (page: Page) =>
  page.evaluate(`(() => {
    ${SEEN}
    const { scrollWidth, clientWidth } = document.documentElement;
    const lost = scrollWidth > clientWidth ? ['the page scrolls sideways by ' + (scrollWidth - clientWidth)] : [];
    for (const each of ${CONTROLS}) {
      const beside = (box) => box.left < -0.5 || box.right > innerWidth + 0.5;
      if (beside(each.getBoundingClientRect())) lost.push('beside the page: ' + seen(each));
      each.scrollIntoView({ block: 'center' });
      const box = each.getBoundingClientRect();
      if (box.top < -0.5 || box.bottom > innerHeight + 0.5 && box.height < innerHeight) lost.push('out of reach: ' + seen(each));
      else if (!hits(each, box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 1))) lost.push('covered: ' + seen(each));
      // Names may be shortened; what a control says about itself may not.
      const cut = each.matches('button, a') && [each, ...each.querySelectorAll('span')].find((part) =>
        !part.matches('.visually-hidden, [dir]') && part.closest('[dir=auto]') === null && getComputedStyle(part).overflowX !== 'visible'
          && part.scrollWidth > part.clientWidth + 1 && part.querySelector('[dir=auto], [class$="-name"]') === null);
      if (cut) lost.push('cut off: ' + seen(each));
    }
    return lost;
  })()`) as Promise<string[]>;

/** At every screen in turn, on one page. The policy that keeps foreign scripts out would keep axe out too. */
const atScreens = (
  language: Language,
  size: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
  isWanted: (screen: string) => boolean = () => true,
) => {
  const options = { ...size, bypassCSP: true, reducedMotion: 'reduce', locale: language === 'en' ? 'en-GB' : language } as const;

  const pages = [
    ['without an account', strangersScreens, () => openApp(browser, outputs, '/sign-in', options)],
    ['with a new one', newcomersScreens, () => openAs(browser, outputs, world.noa, '/', options)],
    ['with one', membersScreens, () => openAs(browser, outputs, world.ada, '/', options)],
  ] as const;
  const wanted = pages.map(([name, screens, openPage]) => [name, screens.filter(([screen]) => isWanted(screen)), openPage] as const);

  describe.each(wanted.filter(([, screens]) => screens.length > 0))('%s', (_name, screens, openPage) => {
    let page: Page;

    beforeAll(async () => {
      world ??= await prepareWorld(outputs);
      page = await openPage();
    });

    afterAll(() => page?.context().close());

    test.each(screens)('%s', async (_screen, open) => {
      await showScreen(open, { page, t: catalogues[language], world });
      await look(page);
    });
  });
};

describe('at a desk: axe finds nothing against WCAG 2.2 AA in either theme and with more contrast, and nothing is lost', () => {
  atScreens('en', desktop, async (page) => {
    const found = await findings(page, [dark, darkContrast, contrast, light]);
    expect({ found, lost: await losses(page) }).toEqual({ found: [], lost: [] });
  });
});

/** What 1280 px are when they are magnified four times. */
const smallest = { ...phone, viewport: { width: 320, height: 640 } };

describe('on the smallest phone, from right to left: axe finds nothing, a finger hits everything, and nothing is lost', () => {
  atScreens('ar', smallest, async (page) => {
    const found = await findings(page, [light]);
    expect({ found, small: await smallTargets(page), lost: await losses(page) }).toEqual({ found: [], small: [], lost: [] });
  });
});

/** A page that is wider than a phone and lower: what is high is short of room. */
const lowest: ReadonlySet<string> = new Set([
  'room',
  'message-edit',
  'emoji-picker',
  'room-settings',
  'thread',
  'forward',
  'settings-account',
]);

describe('magnified twice, at half of 1280 by 800: nothing is lost', () => {
  const look = async (page: Page) => expect(await losses(page)).toEqual([]);
  atScreens('en', { viewport: { width: 640, height: 400 } }, look, (screen) => lowest.has(screen));
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
    ['', [dark, light]],
    ['?dir=rtl', [dark, light]],
    ['?contrast=more', [darkContrast, contrast]],
  ])('axe finds nothing: %s', async (query, modes) => {
    const page = await openApp(browser, { ...outputs, siteUrl: address }, `/${query}`, { ...desktop, reducedMotion: 'reduce' });
    await page.getByRole('heading', { name: 'Components' }).waitFor();
    expect(await findings(page, modes)).toEqual([]);

    await page.getByRole('button', { name: 'Error' }).click();
    await page.getByText('The network is gone.').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menu').waitFor();
    expect(await findings(page, modes)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Question' }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await findings(page, modes)).toEqual([]);
  });
});
