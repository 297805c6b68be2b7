// `npm run screenshots [-- --language ar]`: every screen, both widths, both themes, in English and from right to left, into .screenshots/, to be
// looked at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { arabic } from '../../web/src/languages/ar/index.ts';
import { german } from '../../web/src/languages/de/index.ts';
import { english } from '../../web/src/languages/en/index.ts';
import { spanish } from '../../web/src/languages/es/index.ts';
import { japanese } from '../../web/src/languages/ja/index.ts';
import { type Actor, newActor, readOutputs, type Socket, ulid, until } from '../support/black-box.ts';
import { openBrowser } from '../support/chromium.ts';
import startCloud from '../support/start-cloud.ts';
import stopCloud from '../support/stop-cloud.ts';
import { desktop, openApp, openAs, phone } from './people.ts';

const catalogues = { en: english, de: german, es: spanish, ar: arabic, ja: japanese };
type Language = keyof typeof catalogues;
const isLanguage = (name: string): name is Language => name in catalogues;

const { values: options } = parseArgs({ options: { language: { type: 'string', multiple: true, default: ['en', 'ar'] } } });
const languages = options.language.filter(isLanguage);
if (languages.length < options.language.length) throw new Error(`--language is one of ${Object.keys(catalogues).join(', ')}.`);

const folder = join(import.meta.dirname, '../../.screenshots');

/** A conversation worth a look: long and short, links, code, right-to-left. */
const conversation: [who: number, text: string][] = [
  [1, 'Morning! The new harbour charts are in. I put the tide tables next to them.'],
  [2, 'Lovely. Are those the ones with the corrected soundings?'],
  [1, 'Yes, all of them. Details: https://charts.example.org/harbour/2026-11 (the second table)'],
  [1, 'We should **not** use last year’s any more.'],
  [0, 'Thanks. I will take the old ones off the shelf after lunch.'],
  [3, 'One question about the buoy script. Is this still right?'],
  [
    3,
    '```\nconst buoys = chart.marks.filter((mark) => mark.kind === "buoy");\nfor (const buoy of buoys) console.log(buoy.name, buoy.light);\n```',
  ],
  [2, 'Nearly: `light` is optional since October.'],
  [3, 'Ah, that explains the blanks. Fixed, thank you!'],
  [4, 'مرحبا بالجميع، سأصل إلى الميناء غدا صباحا'],
  [0, 'See you tomorrow, Layla. The pilot boat leaves at seven.'],
  [
    2,
    'I have moved the meeting to ten so that everybody can be there. Bring the questions about the breakwater works; the harbour office will send somebody who knows the plans, and it would be a pity to waste the chance.',
  ],
  [
    1,
    '| Boat | Leaves | Crew |\n|---|--:|---|\n| Pilot | 07:00 | Ada, Layla |\n| Ferry | 07:40 | **Tomás** |\n| Tug | 11:05 | Jonas, and whoever has nothing better to do |\n\n- [x] Tide tables\n- [ ] Breakwater questions',
  ],
  [1, 'Perfect.'],
];

const names = ['Ada Lindqvist', 'Tomás Rivera', 'Mei Tanaka', 'Jonas Weber', 'Layla Haddad'];

const post = async (people: Actor[], roomId: string, texts: readonly [number, string][]): Promise<void> => {
  const sockets = await Promise.all(people.map((person) => person.connect()));
  for (const [who, text] of texts) {
    const ack = await sockets[who]?.ask({ action: 'send', roomId, text });
    if (ack?.type !== 'ack') throw new Error(`not accepted: ${JSON.stringify(ack)}`);
  }
  await Promise.all(sockets.map((socket) => socket.close()));
};

const created = async (owner: Actor, room: object, members: Actor[] = []): Promise<string> => {
  const { body } = await owner.call('POST', '/rooms', room);
  for (const { userId } of members) await owner.call('PUT', `/rooms/${body.roomId}/members/${userId}`, { role: 'member' });
  return body.roomId;
};

/** What one finds in the room beside plain words: a poll with votes, a thread, a pin, reactions. */
const furnish = async (owner: Actor, other: Actor, roomId: string): Promise<void> => {
  const [hers, his] = [await owner.connect(), await other.connect()];
  const poll = { options: ['Lemon', 'Carrot', 'No cake at all'], multiple: false };
  const { seq: question } = await hers.ask({ action: 'send', roomId, text: 'Which cake?', poll });
  const { seq: root } = await his.ask({ action: 'send', roomId, text: 'Who has the keys to the boathouse?' });
  await hers.ask({ action: 'send', roomId, text: 'I have, until Friday.', replyTo: root });
  await his.ask({ action: 'send', roomId, text: 'Then I will come by.', replyTo: root });
  for (const socket of [hers, his]) await socket.ask({ action: 'vote', roomId, target: question, choices: [socket === hers ? 0 : 1] });
  await hers.ask({ action: 'react', roomId, target: root, emoji: '👍', on: true });
  await his.ask({ action: 'pin', roomId, target: root, on: true });
  await Promise.all([hers.close(), his.close()]);
  await owner.call('PUT', `/rooms/${roomId}/reports/people/${other.userId}`, { reason: 'harassment', note: 'Rings the bell all night.' });
  await owner.call('PUT', `/saved/${roomId}/${root}`, { remindAt: Date.now() + 3_600_000 });
  await owner.call('PUT', `/scheduled/${ulid()}`, { roomId, text: 'Happy birthday, Tomás!', sendAt: Date.now() + 86_400_000 });
};

interface Scene {
  ada: Actor;
  /** Somebody whose socket stays open, to be seen online and typing. */
  mei: Socket;
  harbour: string;
  crew: string;
  quiet: string;
}

const prepare = async (): Promise<Scene> => {
  const outputs = readOutputs();
  const people: Actor[] = [];
  for (const name of names) people.push(await newActor(outputs, name));
  const [ada, tomas, mei] = people;
  if (ada === undefined || tomas === undefined || mei === undefined) throw new Error('nobody signed up');
  const others = people.slice(1);

  const harbour = await created(ada, { kind: 'public', name: 'harbour', topic: 'Charts, tides, and who takes the pilot boat' }, others);
  const lounge = await created(tomas, { kind: 'public', name: 'lounge', topic: 'Anything but work' }, [ada, mei]);
  const crew = await created(ada, { kind: 'private', name: 'night crew', topic: 'The night shift' }, [mei]);
  const quiet = await created(ada, { kind: 'public', name: 'announcements' });
  await created(tomas, { kind: 'public', name: 'sailing', topic: 'Races, weather, and whose turn it is to bring the cake' });
  await created(mei, { kind: 'public', name: 'library', topic: 'What we read' });
  const direct = await tomas.call('POST', '/direct', { userIds: [ada.userId] });
  const group = await mei.call('POST', '/direct', { userIds: [ada.userId, tomas.userId] });

  await post(people, lounge, [
    [1, 'Who has the kettle?'],
    [2, 'Under the stairs, as ever.'],
    [1, 'Found it!'],
  ]);
  await post(people, crew, [[2, 'Quiet so far.']]);
  await post(people, group.body.roomId, [[2, 'Cake on Friday?']]);
  await post(people, harbour, conversation);
  await post(people, direct.body.roomId, [[1, 'Could you have a look at the tide tables?']]);
  await furnish(ada, mei, crew);
  // Unread counts come from the store, which is a second behind.
  await until('the messages to be stored', async () => {
    const { rooms } = await ada.session();
    const found = rooms.find((each: { room: { roomId: string } }) => each.room.roomId === harbour);
    return found?.unreadAt === found?.head;
  });
  await tomas.connect();
  return { ada, mei: await mei.connect(), harbour, crew, quiet };
};

/** How one looks at a screen: where, and with which words it is found. */
interface Look {
  page: Page;
  t: typeof english;
  shot: (name: string) => Promise<void>;
}

const messageOf = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });

const accountScreens = async ({ page, t, shot }: Look): Promise<void> => {
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: t.account.signIn }).waitFor();
  await shot('sign-in');
  await page.getByRole('button', { name: t.account.signIn }).click();
  await shot('sign-in-errors');
  await page.goto('/sign-up');
  await page.getByLabel(t.account.name, { exact: true }).fill('Ada Lindqvist');
  await page.getByLabel(t.account.password, { exact: true }).fill('Harbour1');
  await shot('sign-up');
  await page.goto('/reset');
  await shot('reset');
  await page.getByLabel(t.account.email).fill('nobody@example.com');
  await page.getByRole('button', { name: t.account.reset.submit }).click();
  await page.getByLabel(t.account.code, { exact: true }).waitFor();
  await shot('reset-code');
};

const closeDialog = ({ page, t }: Look) => page.getByRole('button', { name: t.design.close, exact: true }).click();

/** Threads, polls and pins, and what is kept for later. */
const furnishedScreens = async (look: Look, { crew }: Scene): Promise<void> => {
  const { page, t, shot } = look;
  await page.goto(`/rooms/${crew}`);
  const root = messageOf(page, 'Who has the keys').first();
  await root.waitFor();
  await shot('poll');
  await root.getByRole('button', { name: t.room.thread.replies(2) }).click();
  await page.getByText('Then I will come by.').waitFor();
  await shot('thread');
  await page.goto(`/rooms/${crew}`);
  await page.getByRole('button', { name: t.room.header.pins }).click();
  await page.getByRole('button', { name: t.panels.pins.show }).waitFor();
  await shot('pins');
  await page.goto(`/rooms/${crew}`);
  await root.getByRole('button', { name: t.people.about('Mei Tanaka') }).click();
  await page.getByRole('dialog').waitFor();
  await shot('person');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: t.reports.button('1') }).click();
  await page.getByRole('list', { name: t.reports.title }).getByText(t.reports.reasons.harassment).waitFor();
  await shot('reports');
  await closeDialog(look);
  await root.focus();
  await root.getByRole('button', { name: t.room.actions.more }).click();
  await page.getByRole('menuitem', { name: t.room.menu.report }).click();
  await page.getByLabel(t.reports.report.reason).waitFor();
  await shot('report');
  await closeDialog(look);
  await page.getByRole('button', { name: t.room.composer.more }).click();
  await page.getByRole('menuitem', { name: t.room.composer.poll }).click();
  await page.getByRole('dialog').waitFor();
  await shot('create-poll');
  await page.goto('/later');
  await page.getByText('Happy birthday').waitFor();
  await shot('later');
};

/** The settings, and what they open. */
const ownScreens = async ({ page, t, shot }: Look): Promise<void> => {
  await page.goto('/settings');
  await page.getByRole('navigation', { name: t.settings.title }).waitFor();
  await shot('settings');
  for (const [section, title] of Object.entries(t.settings.sections)) {
    await page.goto(`/settings/${section}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    if (section === 'profile') await page.getByLabel(t.settings.about.handle, { exact: true }).waitFor();
    if (section === 'devices') await page.getByRole('listitem').filter({ hasText: t.settings.devices.current }).waitFor();
    await shot(`settings-${section}`);
  }
  await page.goto('/settings/account');
  await page.getByRole('button', { name: t.settings.twoStep.turnOn }).click();
  await page.getByRole('img', { name: t.settings.twoStep.qrCode }).waitFor();
  await shot('authenticator');
  await page.goto('/settings/account');
  await page.getByRole('button', { name: t.settings.deletion.open }).click();
  await page.getByRole('alertdialog').waitFor();
  await shot('delete-account');
  await page.goto('/');
  await page.locator('.profile-button').click();
  await page.getByRole('menuitem', { name: t.shell.accountMenu.status }).click();
  await page.getByRole('dialog').waitFor();
  await shot('set-status');
};

const chatScreens = async (look: Look, scene: Scene): Promise<void> => {
  const { page, t, shot } = look;
  await page.goto('/');
  await page.getByRole('link', { name: /harbour/ }).waitFor();
  await shot('home');
  await page.getByRole('button', { name: t.shell.sidebar.goTo }).click();
  await page.getByRole('option', { name: /harbour/ }).waitFor();
  await shot('go-to');
  await closeDialog(look);
  await page.keyboard.press('Control+/');
  await page.getByRole('dialog').waitFor();
  await shot('shortcuts');
  await closeDialog(look);
  await page.goto(`/rooms/${scene.harbour}`);
  await messageOf(page, 'Perfect.').waitFor();
  scene.mei.send({ action: 'typing', id: ulid(), roomId: scene.harbour, on: true });
  await page.getByText(t.room.typing.one('Mei Tanaka')).waitFor();
  await shot('room');
  await page.getByRole('button', { name: t.room.header.members(5) }).click();
  await page.getByText('@layla').first().waitFor();
  await shot('members');
  await page.getByRole('button', { name: t.panels.members.close }).click();
  const mine = messageOf(page, 'See you tomorrow');
  await mine.click();
  await shot('message-actions');
  await mine.getByRole('button', { name: t.room.actions.edit }).click();
  await shot('message-edit');
  await page.getByRole('button', { name: t.design.cancel }).click();
  await page.getByRole('button', { name: t.room.header.menu }).click();
  await shot('room-menu');
  await page.getByRole('menuitem', { name: t.room.header.settings }).click();
  await page.getByRole('heading', { name: t.room.header.settings }).waitFor();
  await shot('room-settings');
  await page.getByRole('button', { name: t.rooms.settings.archive, exact: true }).click();
  await shot('room-archive');
  await page.getByRole('button', { name: t.design.cancel }).click();
  await closeDialog(look);
  await page.goto(`/rooms/${scene.quiet}`);
  await page.getByText(t.room.start.room).waitFor();
  await shot('room-empty');
  await page.context().setOffline(true);
  await page.locator('.composer-text').fill('The harbour is closed on Sunday.');
  await page.keyboard.press('Enter');
  await page.getByText(t.shell.waiting(1)).waitFor();
  await shot('offline');
  await page.context().setOffline(false);
  await page.getByText(t.shell.waiting(1)).waitFor({ state: 'hidden' });
  await page.goto('/');
  await page.getByRole('button', { name: t.shell.browseRooms }).first().click();
  await page.getByText('library').waitFor();
  await shot('browse-rooms');
  await closeDialog(look);
  await page.getByRole('button', { name: t.shell.createRoom }).first().click();
  await page.getByRole('dialog').waitFor();
  await shot('create-room');
  await closeDialog(look);
  await page.getByRole('button', { name: t.shell.sidebar.newDirect }).click();
  await page.getByRole('option', { name: 'Layla Haddad' }).first().click();
  await shot('new-direct');
  await closeDialog(look);
  await furnishedScreens(look, scene);
  await ownScreens(look);
  await page.goto('/rooms/room_nothing');
  await page.getByText(t.room.page.unknown.title).waitFor();
  await shot('strange-room');
};

const heldBack = "[...document.querySelectorAll('.overlay')].some((each) => each.style.opacity === '0')";

const sizes = [
  { width: '1280', options: desktop },
  { width: '390', options: phone },
] as const;

const take = async (browser: Browser): Promise<void> => {
  const scene = await prepare();
  for (const language of languages) {
    for (const { width, options } of sizes) {
      for (const colorScheme of ['light', 'dark'] as const)
        await takeAs(browser, scene, { language, width, options: { ...options, colorScheme } });
    }
  }
};

interface Kind {
  language: Language;
  width: string;
  options: BrowserContextOptions;
}

const takeAs = async (browser: Browser, scene: Scene, { language, width, options }: Kind): Promise<void> => {
  const lookAt = (page: Page): Look => ({
    page,
    t: catalogues[language],
    async shot(name) {
      // React Aria holds a phone's dialog back until it knows where the keyboard is.
      await until('the dialog', async () => ((await page.evaluate(heldBack)) ? undefined : true));
      const suffix = language === 'en' ? '' : `-${language}`;
      await page.screenshot({ path: join(folder, `${name}-${width}-${options.colorScheme}${suffix}.png`) });
    },
  });
  const all = { ...options, locale: language === 'en' ? 'en-GB' : language, reducedMotion: 'reduce' } as const;
  const stranger = await openApp(browser, readOutputs(), '/', all);
  await accountScreens(lookAt(stranger));
  await stranger.context().close();
  const page = await openAs(browser, readOutputs(), scene.ada, '/', all);
  await chatScreens(lookAt(page), scene);
  await page.context().close();
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
