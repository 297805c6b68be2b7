// Every screen and dialog of the app, in a world that has something to show on each: what is photographed, what axe looks at, and what must fit
// a phone. A new one is one entry below.
import type { Locator, Page } from 'playwright-core';
import { arabic } from '../../web/src/languages/ar/index.ts';
import { german } from '../../web/src/languages/de/index.ts';
import { english } from '../../web/src/languages/en/index.ts';
import { spanish } from '../../web/src/languages/es/index.ts';
import { japanese } from '../../web/src/languages/ja/index.ts';
import { type Actor, newActor, type Outputs, type Socket, ulid, until } from '../support/black-box.ts';
import { makeOperator } from '../support/operator.ts';

export const catalogues = { en: english, de: german, es: spanish, ar: arabic, ja: japanese };
export type Language = keyof typeof catalogues;

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

/** Gives the seq of the last of them. */
const post = async (people: Actor[], roomId: string, texts: readonly [number, string][]): Promise<number> => {
  const sockets = await Promise.all(people.map((person) => person.connect()));
  let last = 0;
  for (const [who, text] of texts) {
    const ack = await sockets[who]?.ask({ action: 'send', roomId, text });
    if (ack?.type !== 'ack') throw new Error(`not accepted: ${JSON.stringify(ack)}`);
    last = ack.seq;
  }
  await Promise.all(sockets.map((socket) => socket.close()));
  return last;
};

const created = async (owner: Actor, room: object, members: Actor[] = []): Promise<string> => {
  const { body } = await owner.call('POST', '/rooms', room);
  for (const { userId } of members) await owner.call('PUT', `/rooms/${body.roomId}/members/${userId}`, { role: 'member' });
  return body.roomId;
};

/** What one finds in the room beside plain words: a poll with votes, a thread, a pin, an edit, reactions, who has seen it. */
const furnish = async (owner: Actor, other: Actor, roomId: string): Promise<void> => {
  const [hers, his] = [await owner.connect(), await other.connect()];
  const poll = { options: ['Lemon', 'Carrot', 'No cake at all'], multiple: false };
  const { seq: question } = await hers.ask({ action: 'send', roomId, text: 'Which cake?', poll });
  const { seq: root } = await his.ask({ action: 'send', roomId, text: 'Who has the key to the boathouse?' });
  await his.ask({ action: 'edit', roomId, target: root, text: 'Who has the keys to the boathouse?' });
  await hers.ask({ action: 'send', roomId, text: 'I have, until Friday.', replyTo: root });
  await his.ask({ action: 'send', roomId, text: 'Then I will come by.', replyTo: root });
  for (const socket of [hers, his]) await socket.ask({ action: 'vote', roomId, target: question, choices: [socket === hers ? 0 : 1] });
  await hers.ask({ action: 'react', roomId, target: root, emoji: '👍', on: true });
  await his.ask({ action: 'pin', roomId, target: root, on: true });
  await Promise.all([hers.close(), his.close()]);
  await owner.call('PUT', `/rooms/${roomId}/reports/people/${other.userId}`, { reason: 'harassment', note: 'Rings the bell all night.' });
  const save = () => owner.call('PUT', `/saved/${roomId}/${root}`, { remindAt: Date.now() + 3_600_000 });
  await until('the message to be stored, and saved', async () => (await save()).status < 300);
  await owner.call('PUT', `/scheduled/${ulid()}`, { roomId, text: 'Happy birthday, Tomás!', sendAt: Date.now() + 86_400_000 });
};

export interface World {
  ada: Actor;
  /** Those whose sockets stay open, to be seen online, typing and reading. */
  mei: Socket;
  tomas: Socket;
  /** Somebody who is in no room yet. */
  noa: Actor;
  /** Rooms of Ada's: a busy one, one with all that there is beside plain words, one where nothing was said, one with Tomás alone. */
  harbour: string;
  crew: string;
  quiet: string;
  direct: string;
  /** The seq of what she answered him there. */
  answer: number;
  /** A public room that she is not in. */
  sailing: string;
  /** Of an invitation there. */
  code: string;
  /** Lets those who are online go. */
  close: () => Promise<unknown>;
}

export const prepareWorld = async (outputs: Outputs): Promise<World> => {
  const people = await Promise.all(names.map((name) => newActor(outputs, name)));
  const [ada, tomas, mei] = people;
  if (ada === undefined || tomas === undefined || mei === undefined) throw new Error('nobody signed up');
  const others = people.slice(1);
  await makeOperator(outputs, ada.email);

  const harbour = await created(ada, { kind: 'public', name: 'harbour', topic: 'Charts, tides, and who takes the pilot boat' }, others);
  const lounge = await created(tomas, { kind: 'public', name: 'lounge', topic: 'Anything but work' }, [ada, mei]);
  const crew = await created(ada, { kind: 'private', name: 'night crew', topic: 'The night shift' }, [mei]);
  const quiet = await created(ada, { kind: 'public', name: 'announcements' });
  const sailing = await created(tomas, {
    kind: 'public',
    name: 'sailing',
    topic: 'Races, weather, and whose turn it is to bring the cake',
  });
  await created(mei, { kind: 'public', name: 'library', topic: 'What we read' });
  const direct = await tomas.call('POST', '/direct', { userIds: [ada.userId] });
  const group = await mei.call('POST', '/direct', { userIds: [ada.userId, tomas.userId] });
  const invite = await tomas.call('POST', `/rooms/${sailing}/invites`, {});

  await post(people, lounge, [
    [1, 'Who has the kettle?'],
    [2, 'Under the stairs, as ever.'],
    [1, 'Found it!'],
  ]);
  await post(people, crew, [[2, 'Quiet so far.']]);
  await post(people, group.body.roomId, [[2, 'Cake on Friday?']]);
  await post(people, harbour, conversation);
  const answer = await post(people, direct.body.roomId, [
    [1, 'Could you have a look at the tide tables?'],
    [0, 'I did. The second one is of last year.'],
  ]);
  await furnish(ada, mei, crew);
  // Unread counts come from the store, which is a second behind.
  await until('the messages to be stored', async () => {
    const { rooms } = await ada.session();
    const found = rooms.find((each: { room: { roomId: string } }) => each.room.roomId === harbour);
    return found?.unreadAt === found?.head;
  });
  const noa = await newActor(outputs, 'Noa Berg');
  const present = [await tomas.connect(), await mei.connect()] as const;
  present[0].send({ action: 'read', id: ulid(), roomId: direct.body.roomId, seq: answer });
  const close = () => Promise.all(present.map((socket) => socket.close()));
  const rooms = { harbour, crew, quiet, sailing, direct: direct.body.roomId };
  return { ada, noa, tomas: present[0], mei: present[1], ...rooms, answer, code: invite.body.code, close };
};

/** Who looks at a screen: where, and with which words it is found. */
export interface Visit {
  page: Page;
  t: typeof english;
  world: World;
}

/** Opens a screen from wherever one is, and is done when all of it is there. */
export type Screen = readonly [name: string, open: (visit: Visit) => Promise<void>];

/** React Aria holds a phone's dialog back until it knows where the keyboard is, and what floats until it is in its place. */
const heldBack = "[...document.querySelectorAll('.overlay, .popover')].some((each) => each.style.opacity === '0')";

/** A message whose height is not known yet covers others, for a frame or two: resolves when none has moved from one to the next but one. */
const stands = `new Promise((resolve) => {
  const look = (before) => {
    const now = JSON.stringify([...document.querySelectorAll('.message')].map((each) => each.getBoundingClientRect()));
    if (now === before) resolve();
    else requestAnimationFrame(() => requestAnimationFrame(() => look(now)));
  };
  look();
})`;

/** Opens the screen, and waits until it can be looked at. */
export const showScreen = async (open: Screen[1], visit: Visit): Promise<void> => {
  await open(visit);
  await until('what is open to be in its place', async () => !(await visit.page.evaluate(heldBack)));
  await visit.page.evaluate(stands);
};

const messageOf = (page: Page, text: string): Locator => page.locator('.message').filter({ hasText: text }).first();
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const dialog = (page: Page): Locator => page.locator('[role=dialog], [role=alertdialog]');

/** Playwright looks again after half a second where the first looks found nothing: too seldom for a hundred screens. */
const seen = (part: Locator): Promise<unknown> => until(String(part), () => part.isVisible());

const gone = (part: Locator): Promise<unknown> => until(`no ${part}`, async () => (await part.count()) === 0);

const press = async (part: Locator): Promise<void> => {
  await seen(part);
  await part.click();
};

/** Closes whatever is open, as Escape does everywhere. */
const closeAll = async (page: Page): Promise<void> => {
  await until('nothing to be open', async () => {
    if ((await page.locator('[role=dialog], [role=alertdialog], [role=menu]').count()) === 0) return true;
    await page.keyboard.press('Escape');
    return undefined;
  });
  for (const notice of await page.locator('.toast .icon-button').all()) await notice.click();
};

/** Goes there within the app, which is much faster than loading it anew; by way of home, so that no panel of before is left. */
const go = async ({ page }: Visit, path: string, state: object | null = null): Promise<void> => {
  await closeAll(page);
  // Nothing is under the pointer, wherever it was used last.
  await page.mouse.move(0, 0);
  for (const each of ['/', path])
    await page.evaluate(
      `history.pushState(${JSON.stringify(state)}, '', ${JSON.stringify(each)}); dispatchEvent(new PopStateEvent('popstate'))`,
    );
};

const choose = async (page: Page, name: string): Promise<void> => press(page.getByRole('menuitem', { name, exact: true }));

const home = async (visit: Visit): Promise<void> => {
  await go(visit, '/');
  await seen(visit.page.getByRole('link', { name: /harbour/ }));
};

/** From home, by the menu of one's own account. */
const fromAccount = (choice: (t: Visit['t']) => string) => async (visit: Visit) => {
  await home(visit);
  await press(visit.page.locator('.profile-button'));
  await choose(visit.page, choice(visit.t));
  await seen(dialog(visit.page));
};

const harbour = async (visit: Visit): Promise<void> => {
  await go(visit, `/rooms/${visit.world.harbour}`);
  await seen(messageOf(visit.page, 'Perfect.'));
};

/** From the busy room, by its menu. */
const fromRoom = (choice: (t: Visit['t']) => string) => async (visit: Visit) => {
  await harbour(visit);
  await press(button(visit.page, visit.t.room.header.menu));
  await choose(visit.page, choice(visit.t));
  await seen(dialog(visit.page));
};

const members = async (visit: Visit): Promise<void> => {
  await harbour(visit);
  await press(button(visit.page, visit.t.room.header.members(5)));
  await seen(visit.page.getByText('@layla').first());
};

/** Ada's own words in the busy room, with their bar. */
const mine = async (visit: Visit): Promise<Locator> => {
  await harbour(visit);
  const message = messageOf(visit.page, 'See you tomorrow');
  await message.focus();
  return message;
};

const crew = async (visit: Visit): Promise<Locator> => {
  await go(visit, `/rooms/${visit.world.crew}`);
  const root = messageOf(visit.page, 'Who has the keys');
  await seen(root);
  return root;
};

const menuOfRoot = async (visit: Visit): Promise<void> => {
  const root = await crew(visit);
  await root.focus();
  await press(root.getByRole('button', { name: visit.t.room.actions.more }));
  await seen(visit.page.getByRole('menu'));
};

/** From Mei's message, by its menu. */
const fromRoot = (choice: (t: Visit['t']) => string) => async (visit: Visit) => {
  await menuOfRoot(visit);
  await choose(visit.page, choice(visit.t));
  await seen(dialog(visit.page));
};

const composerMenu = async (visit: Visit): Promise<void> => {
  await crew(visit);
  await press(button(visit.page, visit.t.room.composer.more));
  await seen(visit.page.getByRole('menu'));
};

type Section = keyof typeof english.settings.sections;

const settings =
  (section: Section) =>
  async (visit: Visit): Promise<void> => {
    const { page, t } = visit;
    await go(visit, `/settings/${section}`);
    await seen(page.getByRole('heading', { level: 1, name: t.settings.sections[section], exact: true }));
    if (section === 'profile') await seen(page.getByLabel(t.settings.about.handle, { exact: true }));
    if (section === 'account') await seen(button(page, t.settings.twoStep.turnOn));
    if (section === 'operation') await seen(page.getByText(t.settings.operation.perMillion));
    if (section === 'devices') await seen(page.getByRole('listitem').filter({ hasText: t.settings.devices.current }));
  };

const sections = Object.keys(english.settings.sections) as Section[];

/** What one sees without an account. */
export const strangersScreens: readonly Screen[] = [
  [
    'sign-in',
    async (visit) => {
      await go(visit, '/sign-in');
      await seen(visit.page.getByRole('heading', { name: visit.t.account.signIn }));
    },
  ],
  [
    'sign-in-errors',
    async (visit) => {
      await go(visit, '/sign-in');
      await press(button(visit.page, visit.t.account.signIn));
      await seen(visit.page.getByText(visit.t.account.invalid.noPassword));
    },
  ],
  [
    'sign-up',
    async (visit) => {
      const { page, t } = visit;
      await go(visit, '/sign-up');
      await page.getByLabel(t.account.name, { exact: true }).fill('Ada Lindqvist');
      await page.getByLabel(t.account.password, { exact: true }).fill('Harbour1');
    },
  ],
  [
    'confirm',
    async (visit) => {
      await go(visit, '/confirm', { email: 'nobody@example.com' });
      await seen(visit.page.getByText('nobody@example.com'));
    },
  ],
  [
    'reset',
    async (visit) => {
      await go(visit, '/reset');
      await seen(visit.page.getByLabel(visit.t.account.email));
    },
  ],
  [
    'reset-code',
    async (visit) => {
      const { page, t } = visit;
      await go(visit, '/reset');
      await page.getByLabel(t.account.email).fill('nobody@example.com');
      await press(button(page, t.account.reset.submit));
      await seen(page.getByLabel(t.account.code, { exact: true }));
    },
  ],
  [
    'invitation',
    async (visit) => {
      await go(visit, `/invite/${visit.world.code}`);
      await seen(visit.page.getByText('Tomás Rivera'));
    },
  ],
  [
    'invitation-over',
    async (visit) => {
      await go(visit, '/invite/nothing');
      await seen(visit.page.getByText(visit.t.invite.over, { exact: true }));
    },
  ],
  [
    // Last: it stays until one signs in, or goes back.
    'second-factor',
    async (visit) => {
      const { page, t } = visit;
      const asksForCode = { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'of nobody', ChallengeParameters: {} };
      await page.route('**/*', (route) =>
        route.request().headers()['x-amz-target']?.endsWith('.InitiateAuth') ? route.fulfill({ json: asksForCode }) : route.fallback(),
      );
      await go(visit, '/sign-in');
      await page.getByLabel(t.account.email).fill('nobody@example.com');
      await page.getByLabel(t.account.password, { exact: true }).fill('Harbour1');
      await press(button(page, t.account.signIn));
      await seen(page.getByRole('heading', { name: t.account.secondFactor.title }));
      await page.unroute('**/*');
    },
  ],
];

/** A newer version of the app that waits for leave, in the place of the worker that would tell of one. */
const newVersion = `(() => {
  const worker = Object.assign(new EventTarget(), { state: 'installed' });
  const registration = Object.assign(new EventTarget(), { waiting: worker, active: worker, installing: null });
  Object.defineProperty(navigator, 'serviceWorker', { value: { register: async () => registration } });
})()`;

/** What one sees who has just begun, on a page of Noa's. */
export const newcomersScreens: readonly Screen[] = [
  [
    'no-rooms',
    async (visit) => {
      await go(visit, '/');
      await seen(visit.page.getByText(visit.t.shell.sidebar.noRooms));
    },
  ],
  [
    'new-version',
    async (visit) => {
      await visit.page.addInitScript(newVersion);
      await visit.page.reload();
      await seen(visit.page.getByText(visit.t.shell.sidebar.noRooms));
      await seen(button(visit.page, visit.t.shell.newVersion.reload));
    },
  ],
];

const aroundRooms: readonly Screen[] = [
  ['home', home],
  [
    'go-to',
    async (visit) => {
      await home(visit);
      await press(visit.page.getByRole('button', { name: visit.t.shell.sidebar.goTo }));
      await seen(visit.page.getByRole('option', { name: /harbour/ }));
    },
  ],
  [
    'go-to-nothing',
    async (visit) => {
      await home(visit);
      await press(visit.page.getByRole('button', { name: visit.t.shell.sidebar.goTo }));
      await visit.page.getByRole('combobox').fill('zzzz');
      await seen(visit.page.getByText(visit.t.keyboard.goTo.none('zzzz')));
    },
  ],
  [
    'account-menu',
    async (visit) => {
      await home(visit);
      await press(visit.page.locator('.profile-button'));
      await seen(visit.page.getByRole('menu'));
    },
  ],
  ['shortcuts', fromAccount((t) => t.shell.accountMenu.shortcuts)],
  ['set-status', fromAccount((t) => t.shell.accountMenu.status)],
  ['custom-emoji', fromAccount((t) => t.shell.accountMenu.emoji)],
  ['sign-out', fromAccount((t) => t.shell.accountMenu.signOut)],
  [
    'read-all',
    async (visit) => {
      await home(visit);
      await visit.page.keyboard.press('Shift+Escape');
      await seen(dialog(visit.page));
    },
  ],
  [
    'browse-rooms',
    async (visit) => {
      await home(visit);
      await press(visit.page.getByRole('button', { name: visit.t.shell.browseRooms }).first());
      // Others may have opened more rooms than are shown at once.
      await visit.page.getByRole('dialog').getByRole('searchbox').fill('library');
      await seen(button(visit.page, visit.t.rooms.browse.joinOf('library')).first());
      await gone(button(visit.page, visit.t.rooms.browse.joinOf('sailing')));
    },
  ],
  [
    'create-room',
    async (visit) => {
      await home(visit);
      await press(visit.page.getByRole('button', { name: visit.t.shell.createRoom }).first());
      await press(button(visit.page, visit.t.rooms.create.confirm));
      await seen(visit.page.getByText(visit.t.rooms.nameMissing));
    },
  ],
  [
    'new-direct',
    async (visit) => {
      await home(visit);
      await press(visit.page.getByRole('button', { name: visit.t.shell.sidebar.newDirect }));
      await visit.page.getByRole('dialog').getByRole('searchbox').fill('Layla Haddad');
      await gone(visit.page.getByRole('option', { name: 'Jonas Weber' }));
      await press(visit.page.getByRole('option', { name: 'Layla Haddad' }).first());
    },
  ],
];

const inRoom: readonly Screen[] = [
  [
    'room',
    async (visit) => {
      const { page, t, world } = visit;
      await harbour(visit);
      await until('somebody to be seen typing', async () => {
        world.mei.send({ action: 'typing', id: ulid(), roomId: world.harbour, on: true });
        return page.getByText(t.room.typing.one('Mei Tanaka')).isVisible();
      });
    },
  ],
  ['members', members],
  [
    'member-menu',
    async (visit) => {
      await members(visit);
      await press(button(visit.page, visit.t.panels.members.actions('Layla Haddad')));
      await seen(visit.page.getByRole('menu'));
    },
  ],
  [
    'message-actions',
    async (visit) => {
      await seen((await mine(visit)).getByRole('button', { name: visit.t.room.actions.edit }));
    },
  ],
  [
    'message-edit',
    async (visit) => {
      await press((await mine(visit)).getByRole('button', { name: visit.t.room.actions.edit }));
      await seen(visit.page.locator('.message-editor-text'));
    },
  ],
  [
    'message-delete',
    async (visit) => {
      await press((await mine(visit)).getByRole('button', { name: visit.t.room.actions.delete }));
      await seen(dialog(visit.page));
    },
  ],
  [
    'emoji-picker',
    async (visit) => {
      await press((await mine(visit)).getByRole('button', { name: visit.t.room.actions.react }));
      await seen(visit.page.locator('.emoji-picker-body'));
    },
  ],
  [
    'room-menu',
    async (visit) => {
      await harbour(visit);
      await press(button(visit.page, visit.t.room.header.menu));
      await seen(visit.page.getByRole('menu'));
    },
  ],
  ['room-settings', fromRoom((t) => t.room.header.settings)],
  [
    'room-archive',
    async (visit) => {
      await fromRoom((t) => t.room.header.settings)(visit);
      await press(button(visit.page, visit.t.rooms.settings.archive));
      await seen(visit.page.getByRole('alertdialog'));
    },
  ],
  [
    'bans',
    async (visit) => {
      await fromRoom((t) => t.room.header.settings)(visit);
      await press(button(visit.page, visit.t.rooms.settings.show).nth(1));
      await seen(visit.page.getByText(visit.t.rooms.bans.none));
    },
  ],
  [
    'invite',
    async (visit) => {
      await fromRoom((t) => t.room.header.inviteByLink)(visit);
      await press(button(visit.page, visit.t.rooms.invite.create));
      await seen(visit.page.getByRole('list', { name: visit.t.rooms.invite.links }).getByRole('listitem').first());
      await seen(visit.page.locator('.toast'));
    },
  ],
  [
    'add-people',
    async (visit) => {
      await fromRoom((t) => t.room.addPeople)(visit);
      await seen(dialog(visit.page).getByRole('option').first());
    },
  ],
  ['section', fromRoom((t) => t.room.header.moveToSection)],
  ['jump-to-date', fromRoom((t) => t.room.header.jumpToDate)],
  [
    'completion',
    async (visit) => {
      await harbour(visit);
      await visit.page.locator('.composer-text').fill('');
      await visit.page.locator('.composer-text').pressSequentially('@l');
      await seen(visit.page.getByRole('option', { name: /Layla/ }).first());
    },
  ],
  [
    'room-empty',
    async (visit) => {
      await go(visit, `/rooms/${visit.world.quiet}`);
      await seen(visit.page.getByText(visit.t.room.start.room));
    },
  ],
  [
    'direct',
    async (visit) => {
      await go(visit, `/rooms/${visit.world.direct}`);
      await seen(messageOf(visit.page, 'tide tables'));
    },
  ],
  [
    'seen-by',
    async (visit) => {
      const { page, world } = visit;
      await go(visit, `/rooms/${world.direct}`);
      const line = page.locator('.seen');
      await until('him to have seen it', async () => {
        world.tomas.send({ action: 'read', id: ulid(), roomId: world.direct, seq: world.answer });
        return line.isVisible();
      });
      await line.click();
      await seen(dialog(page).getByText('Tomás Rivera'));
    },
  ],
];

const furnished: readonly Screen[] = [
  ['poll', async (visit) => void (await crew(visit))],
  [
    'thread',
    async (visit) => {
      const root = await crew(visit);
      await press(root.getByRole('button', { name: visit.t.room.thread.replies(2) }));
      // Where it is read out it is found as well.
      await seen(visit.page.locator('.thread-messages').getByText('Then I will come by.'));
    },
  ],
  [
    'pins',
    async (visit) => {
      await crew(visit);
      await press(button(visit.page, visit.t.room.header.pins));
      await seen(button(visit.page, visit.t.panels.pins.show));
    },
  ],
  [
    'person',
    async (visit) => {
      const root = await crew(visit);
      await press(root.getByRole('button', { name: visit.t.people.about('Mei Tanaka') }));
      await seen(visit.page.getByRole('dialog').getByRole('button', { name: visit.t.people.block }));
    },
  ],
  [
    'reports',
    async (visit) => {
      const { page, t } = visit;
      await crew(visit);
      await press(button(page, t.reports.button('1')));
      await seen(page.getByRole('list', { name: t.reports.title }).getByText(t.reports.reasons.harassment));
    },
  ],
  ['message-menu', menuOfRoot],
  ['report', fromRoot((t) => t.room.menu.report)],
  ['forward', fromRoot((t) => t.room.menu.forward)],
  ['remind', fromRoot((t) => t.room.menu.remind)],
  ['reactions', fromRoot((t) => t.room.menu.reactions)],
  [
    'edit-history',
    async (visit) => {
      await fromRoot((t) => t.room.menu.history)(visit);
      await seen(visit.page.getByText('Who has the key to'));
    },
  ],
  ['composer-menu', composerMenu],
  [
    'create-poll',
    async (visit) => {
      await composerMenu(visit);
      await choose(visit.page, visit.t.room.composer.poll);
      await seen(dialog(visit.page));
    },
  ],
  [
    'send-later',
    async (visit) => {
      await composerMenu(visit);
      await choose(visit.page, visit.t.room.composer.later);
      await seen(dialog(visit.page));
    },
  ],
];

const otherPages: readonly Screen[] = [
  [
    'later',
    async (visit) => {
      await go(visit, '/later');
      await seen(visit.page.getByText('Happy birthday'));
      await seen(visit.page.getByText('Who has the keys'));
    },
  ],
  [
    'threads',
    async (visit) => {
      await go(visit, '/threads');
      await seen(visit.page.getByText('Then I will come by.'));
    },
  ],
  [
    'settings',
    async (visit) => {
      await go(visit, '/settings');
      await seen(visit.page.getByRole('navigation', { name: visit.t.settings.title }));
    },
  ],
  ...sections.map((section): Screen => [`settings-${section}`, settings(section)]),
  [
    'authenticator',
    async (visit) => {
      const { page, t } = visit;
      await settings('account')(visit);
      await press(button(page, t.settings.twoStep.turnOn));
      await seen(page.getByRole('img', { name: t.settings.twoStep.qrCode }));
    },
  ],
  [
    'delete-account',
    async (visit) => {
      await settings('account')(visit);
      await press(button(visit.page, visit.t.settings.deletion.open));
      await seen(visit.page.getByRole('alertdialog'));
    },
  ],
  [
    'strange-room',
    async (visit) => {
      await go(visit, '/rooms/room_nothing');
      await seen(visit.page.getByText(visit.t.room.page.unknown.title));
    },
  ],
  [
    'room-to-join',
    async (visit) => {
      await go(visit, `/rooms/${visit.world.sailing}`);
      await seen(button(visit.page, visit.t.room.page.join));
    },
  ],
  [
    'invited',
    async (visit) => {
      await go(visit, `/invite/${visit.world.code}`);
      await seen(button(visit.page, visit.t.invite.join));
    },
  ],
];

/** What becomes of things that do not work at once; last, since it leaves something behind. */
const troubles: readonly Screen[] = [
  [
    'room-failed',
    async (visit) => {
      const { page, t, world } = visit;
      await go(visit, `/rooms/${world.quiet}`);
      await seen(page.getByText(t.room.start.room));
      // More bytes than a message may have, though not more characters.
      await page.locator('.composer-text').fill('\u{1F6A2}'.repeat(8_000));
      await page.keyboard.press('Enter');
      await seen(button(page, t.room.message.retry));
    },
  ],
  [
    'offline',
    async (visit) => {
      const { page, t, world } = visit;
      await go(visit, `/rooms/${world.direct}`);
      await seen(messageOf(page, 'tide tables'));
      await page.context().setOffline(true);
      await page.locator('.composer-text').fill('The harbour is closed on Sunday.');
      await page.keyboard.press('Enter');
      await seen(page.getByText(t.shell.waiting(1)));
    },
  ],
];

/** What one sees with an account, on a page of Ada's. */
export const membersScreens: readonly Screen[] = [...aroundRooms, ...inRoom, ...furnished, ...otherPages, ...troubles];
