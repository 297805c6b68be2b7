// Who sent what, what was acknowledged, what each client showed, and what the history says in the end: and whether the four agree. The promise
// is that of ARCHITECTURE.md's failure model, I1 to I5.

/** An entry of a room's log. `id` is its sender's. */
export interface LoggedEvent {
  seq: number;
  id: string;
}

/** What one device showed of one room: the entries in the order in which they took effect there. Two lists, since there are a million of them. */
export interface View {
  device: string;
  roomId: string;
  seqs: number[];
  ids: string[];
}

/** A room's log at the end. */
export interface RoomHistory {
  head: number;
  /** As H11 gives them. */
  entries: LoggedEvent[];
  voids: number[];
}

/** Everything that was observed in a run. */
export interface Ledger {
  /** The people of each room. */
  members: Record<string, readonly string[]>;
  /** The seq of each room with which the run begins: what is at or below stood there before, and is not judged. */
  starts: Record<string, number>;
  sends: { person: string; roomId: string; id: string }[];
  acks: { person: string; roomId: string; id: string; seq: number }[];
  /** Commands that the server refused for good. */
  refusals: { person: string; roomId: string; id: string; code: string }[];
  views: View[];
  /** How many entries of a room's log reached a person's sockets, shown or not: by person, then by room. */
  received: Record<string, Record<string, number>>;
  histories: Record<string, RoomHistory>;
  /** What a device shows in the end that is not what a fresh fetch gives, in words. */
  stale: { roomId: string; detail: string }[];
  /** Those who came to show everything later than they should, in words. */
  late: { roomId: string; detail: string }[];
}

export const invariants = {
  I1: 'an acknowledged event is in the history, exactly once, at its seq',
  I2: "every client shows a room's events in seq order, each at most once",
  I3: 'after the last fault, every online member has every event, with no gap, within 5 s',
  I4: 'an event that was never acknowledged is absent or complete, and a retry never doubles it',
  I5: 'nobody but members receives anything of a room',
} as const;
export type Invariant = keyof typeof invariants;

/** What can be wrong, and which invariant it breaks. */
export const faults = {
  lost: ['I1', 'acknowledged and not in the history'],
  moved: ['I1', 'acknowledged with another seq than it has'],
  disordered: ['I1', 'the history is not in seq order'],
  shownTwice: ['I2', 'shown on a device more than once'],
  reordered: ['I2', 'shown on a device after a later one'],
  misplaced: ['I2', 'shown with another seq than it has'],
  unseen: ['I3', 'in the history, not shown on a device'],
  gap: ['I3', 'a seq of the history holds nothing and is not void'],
  stale: ['I3', 'shown otherwise than the history has it'],
  late: ['I3', 'complete too late'],
  doubled: ['I4', 'in the history more than once'],
  phantom: ['I4', 'in the history or shown, but never sent'],
  vanished: ['I4', 'sent, and neither acknowledged nor refused nor in the history'],
  refused: ['I4', 'refused, though it was allowed, or refused and in the history'],
  leaked: ['I5', 'reached somebody who is not in the room'],
} as const satisfies Record<string, readonly [Invariant, string]>;
export type Fault = keyof typeof faults;

export interface Finding {
  fault: Fault;
  roomId: string;
  /** Which event, and at whom. */
  detail: string;
}

export const emptyLedger = (members: Ledger['members'] = {}): Ledger => ({
  members,
  starts: {},
  sends: [],
  acks: [],
  refusals: [],
  views: [],
  received: {},
  histories: {},
  stale: [],
  late: [],
});

/** The room's log since the beginning of the run. */
const historyOf = ({ histories, starts }: Ledger, roomId: string): RoomHistory => {
  const { head, entries, voids } = histories[roomId] ?? { head: 0, entries: [], voids: [] };
  return { head, voids, entries: entries.filter(({ seq }) => seq > (starts[roomId] ?? 0)) };
};

const since = (start: number, view: View): View => ({
  ...view,
  ids: view.ids.filter((_, index) => (view.seqs[index] ?? 0) > start),
  seqs: view.seqs.filter((seq) => seq > start),
});

/** Where each event stands; the first place of one that is there twice. */
const placesOf = (entries: readonly LoggedEvent[]): Map<string, number> => new Map(entries.toReversed().map(({ id, seq }) => [id, seq]));

const judgeHistory = (roomId: string, start: number, { head, entries, voids }: RoomHistory, sent: ReadonlySet<string>): Finding[] => {
  const findings: Finding[] = [];
  const find = (fault: Fault, detail: string) => findings.push({ fault, roomId, detail });
  const ids = new Set<string>();
  let last = 0;
  for (const { seq, id } of entries) {
    if (ids.has(id)) find('doubled', `${id} again at ${seq}`);
    if (!sent.has(id)) find('phantom', `${id} at ${seq}`);
    if (seq <= last) find('disordered', `${seq} after ${last}`);
    ids.add(id);
    last = seq;
  }
  const taken = new Set([...entries.map((entry) => entry.seq), ...voids]);
  for (let seq = start + 1; seq <= head; seq += 1) if (!taken.has(seq)) find('gap', String(seq));
  return findings;
};

/** A change may come too late: its target is deleted by then. A message may always be said. */
const TOO_LATE = new Set(['not_found', 'conflict']);

const judgeAnswers = (ledger: Ledger): Finding[] => {
  const places = placesOf(Object.keys(ledger.histories).flatMap((roomId) => historyOf(ledger, roomId).entries));
  const answered = new Set([...ledger.acks, ...ledger.refusals].map(({ id }) => id));
  const acknowledged = ledger.acks.flatMap(({ person, roomId, id, seq }): Finding[] => {
    const place = places.get(id);
    if (place === undefined) return [{ fault: 'lost', roomId, detail: `${id} of ${person}, acknowledged as ${seq}` }];
    return place === seq ? [] : [{ fault: 'moved', roomId, detail: `${id} is ${place}, acknowledged to ${person} as ${seq}` }];
  });
  const refused = ledger.refusals
    .filter(({ id, code }) => !TOO_LATE.has(code) || places.has(id))
    .map(({ person, roomId, id, code }): Finding => ({ fault: 'refused', roomId, detail: `${id} of ${person}, ${code}` }));
  const vanished = ledger.sends
    .filter(({ id }) => !answered.has(id) && !places.has(id))
    .map(({ person, roomId, id }): Finding => ({ fault: 'vanished', roomId, detail: `${id} of ${person}` }));
  return [...acknowledged, ...refused, ...vanished];
};

const judgeView = (
  { device, roomId, seqs, ids }: View,
  history: readonly LoggedEvent[],
  places: ReadonlyMap<string, number>,
): Finding[] => {
  const findings: Finding[] = [];
  const find = (fault: Fault, detail: string) => findings.push({ fault, roomId, detail: `${detail} on ${device}` });
  const seen = new Set<string>();
  let highest = 0;
  for (const [index, seq] of seqs.entries()) {
    const id = ids[index] ?? '';
    if (seen.has(id)) find('shownTwice', id);
    else if (seq < highest) find('reordered', `${id} (${seq}) after ${highest}`);
    const place = places.get(id);
    if (place === undefined) find('phantom', id);
    else if (place !== seq) find('misplaced', `${id} as ${seq}, which is ${place}`);
    seen.add(id);
    highest = Math.max(highest, seq);
  }
  for (const { id, seq } of history) if (!seen.has(id)) find('unseen', `${id} (${seq})`);
  return findings;
};

const judgeLeaks = ({ members, received }: Ledger): Finding[] =>
  Object.entries(received).flatMap(([person, rooms]) =>
    Object.entries(rooms)
      .filter(([roomId]) => !members[roomId]?.includes(person))
      .map(([roomId, count]): Finding => ({ fault: 'leaked', roomId, detail: `${count} to ${person}` })),
  );

/** Everything wrong with the run; nothing means that the promise was kept. */
export const judge = (ledger: Ledger): Finding[] => {
  const sent = new Set(ledger.sends.map((send) => send.id));
  const findings = [
    ...judgeAnswers(ledger),
    ...judgeLeaks(ledger),
    ...ledger.stale.map((found): Finding => ({ fault: 'stale', ...found })),
    ...ledger.late.map((found): Finding => ({ fault: 'late', ...found })),
  ];
  for (const roomId of Object.keys(ledger.members)) {
    const start = ledger.starts[roomId] ?? 0;
    const history = historyOf(ledger, roomId);
    const places = placesOf(history.entries);
    findings.push(...judgeHistory(roomId, start, history, sent));
    for (const view of ledger.views.filter((view) => view.roomId === roomId))
      findings.push(...judgeView(since(start, view), history.entries, places));
  }
  return findings;
};

/** How many deliveries there should have been, and how many of them took place. */
export const countDeliveries = (ledger: Ledger): { expected: number; delivered: number } => {
  const due = new Map(
    Object.keys(ledger.members).map((roomId) => [roomId, new Set(historyOf(ledger, roomId).entries.map(({ id }) => id))]),
  );
  const expected = Object.entries(ledger.members).reduce((sum, [roomId, people]) => sum + people.length * (due.get(roomId)?.size ?? 0), 0);
  const delivered = ledger.views.reduce((sum, { roomId, ids }) => sum + (due.get(roomId)?.intersection(new Set(ids)).size ?? 0), 0);
  return { expected, delivered };
};

/** How many findings of each fault are named. */
const NAMED = 3;

/** How often each fault was found, in words, with the first of each. */
export const describe = (findings: readonly Finding[]): string[] =>
  [...Map.groupBy(findings, ({ fault }) => fault)].flatMap(([fault, found]) => [
    `${faults[fault][0]}: ${found.length} × ${faults[fault][1]}`,
    ...found.slice(0, NAMED).map(({ roomId, detail }) => `    ${roomId}: ${detail}`),
  ]);

/** Which invariants held. */
export const verdicts = (findings: readonly Finding[]): { invariant: string; meaning: string; broken: number }[] =>
  Object.entries(invariants).map(([invariant, meaning]) => ({
    invariant,
    meaning,
    broken: findings.filter(({ fault }) => faults[fault][0] === invariant).length,
  }));
