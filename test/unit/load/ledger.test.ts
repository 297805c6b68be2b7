import {
  countDeliveries,
  describe as describeFindings,
  emptyLedger,
  type Fault,
  judge,
  type Ledger,
  verdicts,
} from '../../../load/ledger.ts';

const ROOM = 'room_1';

/** A run in which all went well: ann and bob in a room, eve outside; the room began at 2; four entries since, and one seq that is void. */
const faultless = (): Ledger => {
  const ledger = emptyLedger({ [ROOM]: ['ann', 'bob'] });
  ledger.starts[ROOM] = 2;
  const entries = [3, 4, 6, 7].map((seq) => ({ seq, id: `m${seq}` }));
  for (const { seq, id } of entries) {
    const person = seq % 2 === 0 ? 'ann' : 'bob';
    ledger.sends.push({ person, roomId: ROOM, id });
    ledger.acks.push({ person, roomId: ROOM, id, seq });
  }
  for (const device of ['ann', 'bob']) {
    const shown = [{ seq: 2, id: 'joined' }, ...entries];
    ledger.views.push({ device, roomId: ROOM, seqs: shown.map(({ seq }) => seq), ids: shown.map(({ id }) => id) });
    ledger.received[device] = { [ROOM]: 4 };
  }
  const before = [1, 2].map((seq) => ({ seq, id: 'joined' }));
  ledger.histories[ROOM] = { head: 7, entries: [...before, ...entries], voids: [5] };
  return ledger;
};

const historyOf = (ledger: Ledger) => {
  const history = ledger.histories[ROOM];
  if (history === undefined) throw new Error('no history');
  return history;
};

const viewOf = (ledger: Ledger, device: string) => {
  const view = ledger.views.find((entry) => entry.device === device);
  if (view === undefined) throw new Error(`no view of ${device}`);
  return view;
};

const show = (ledger: Ledger, device: string, seq: number, id: string) => {
  const view = viewOf(ledger, device);
  view.seqs.push(seq);
  view.ids.push(id);
};

const say = (ledger: Ledger, id: string, seq: number) => {
  ledger.sends.push({ person: 'ann', roomId: ROOM, id });
  ledger.acks.push({ person: 'ann', roomId: ROOM, id, seq });
};

const faultsOf = (plant: (ledger: Ledger) => void): Fault[] => {
  const ledger = faultless();
  plant(ledger);
  return [...new Set(judge(ledger).map((finding) => finding.fault))].sort();
};

/** Each way of breaking the promise, and what the judge must call it. */
const planted: [string, Fault[], (ledger: Ledger) => void][] = [
  [
    '[I1] an acknowledged entry that the history does not have',
    ['gap', 'lost', 'phantom'],
    (ledger) => {
      historyOf(ledger).entries.splice(3, 1);
    },
  ],
  ['[I1] an acknowledged entry whose seq is void', ['lost'], (ledger) => say(ledger, 'm5', 5)],
  [
    '[I1] an ack that told another seq',
    ['moved'],
    (ledger) => {
      ledger.acks.push({ person: 'ann', roomId: ROOM, id: 'm4', seq: 9 });
    },
  ],
  [
    '[I1] a history out of order',
    ['disordered'],
    (ledger) => {
      historyOf(ledger).entries.reverse();
    },
  ],
  ['[I2] an entry shown twice', ['shownTwice'], (ledger) => show(ledger, 'ann', 7, 'm7')],
  [
    '[I2] two entries shown in the wrong order',
    ['reordered'],
    (ledger) => {
      const { seqs, ids } = viewOf(ledger, 'bob');
      seqs.reverse();
      ids.reverse();
    },
  ],
  [
    '[I2] an entry shown at another place',
    ['misplaced'],
    (ledger) => {
      viewOf(ledger, 'ann').seqs.splice(-1, 1, 8);
    },
  ],
  [
    '[I3] an entry that one member did not see',
    ['unseen'],
    (ledger) => {
      viewOf(ledger, 'bob').seqs.splice(2, 1);
      viewOf(ledger, 'bob').ids.splice(2, 1);
    },
  ],
  [
    '[I3] the last entry missing at one member',
    ['unseen'],
    (ledger) => {
      viewOf(ledger, 'ann').seqs.pop();
      viewOf(ledger, 'ann').ids.pop();
    },
  ],
  [
    '[I3] a hole in the history',
    ['gap'],
    (ledger) => {
      historyOf(ledger).voids = [];
    },
  ],
  [
    '[I3] a message shown otherwise than it is stored',
    ['stale'],
    (ledger) => {
      ledger.stale.push({ roomId: ROOM, detail: 'm3 on bob' });
    },
  ],
  [
    '[I3] a device that was complete too late',
    ['late'],
    (ledger) => {
      ledger.late.push({ roomId: ROOM, detail: 'bob' });
    },
  ],
  [
    '[I4] one entry under two seqs',
    ['doubled', 'unseen'],
    (ledger) => {
      historyOf(ledger).head = 9;
      historyOf(ledger).entries.push({ seq: 8, id: 'm4' }, { seq: 9, id: 'm9' });
      say(ledger, 'm9', 9);
    },
  ],
  [
    '[I4] an entry that nobody sent',
    ['phantom', 'unseen'],
    (ledger) => {
      historyOf(ledger).head = 8;
      historyOf(ledger).entries.push({ seq: 8, id: 'forged' });
    },
  ],
  [
    '[I4] a command that came to nothing',
    ['vanished'],
    (ledger) => {
      ledger.sends.push({ person: 'ann', roomId: ROOM, id: 'm9' });
    },
  ],
  [
    '[I4] a command that was refused and is there all the same',
    ['refused'],
    (ledger) => {
      ledger.refusals.push({ person: 'ann', roomId: ROOM, id: 'm4', code: 'not_found' });
    },
  ],
  [
    '[I4] a command that should not have been refused',
    ['refused'],
    (ledger) => {
      ledger.sends.push({ person: 'ann', roomId: ROOM, id: 'm9' });
      ledger.refusals.push({ person: 'ann', roomId: ROOM, id: 'm9', code: 'forbidden' });
    },
  ],
  [
    '[I5] an entry that reached somebody outside',
    ['leaked'],
    (ledger) => {
      ledger.received.eve = { [ROOM]: 1 };
    },
  ],
  [
    'a room without any history',
    ['lost', 'phantom'],
    (ledger) => {
      ledger.histories = {};
    },
  ],
];

describe('the judge', () => {
  test('finds nothing wrong with a faultless run', () => {
    const findings = judge(faultless());

    expect(findings).toEqual([]);
    expect(verdicts(findings).map(({ invariant, broken }) => [invariant, broken])).toEqual(
      ['I1', 'I2', 'I3', 'I4', 'I5'].map((name) => [name, 0]),
    );
  });

  test('[I4] is content with an entry whose ack was lost for good, if it is in the history', () => {
    const faults = faultsOf((ledger) => {
      ledger.acks.pop();
    });

    expect(faults).toEqual([]);
  });

  test('[I4] is content with a change that came after its target was deleted', () => {
    const faults = faultsOf((ledger) => {
      ledger.sends.push({ person: 'ann', roomId: ROOM, id: 'm9' });
      ledger.refusals.push({ person: 'ann', roomId: ROOM, id: 'm9', code: 'not_found' });
    });

    expect(faults).toEqual([]);
  });

  test.each(planted)('finds %s', (_, faults, plant) => {
    expect(faultsOf(plant)).toEqual(faults);
  });

  test('says which invariant is broken, how often and where', () => {
    const ledger = faultless();
    ledger.received.eve = { [ROOM]: 2 };

    const findings = judge(ledger);

    expect(describeFindings(findings)).toEqual(['I5: 1 × reached somebody who is not in the room', '    room_1: 2 to eve']);
    expect(verdicts(findings).filter(({ broken }) => broken > 0)).toMatchObject([{ invariant: 'I5', broken: 1 }]);
  });

  test('counts what should have been delivered and what was', () => {
    const ledger = faultless();
    viewOf(ledger, 'ann').seqs.pop();
    viewOf(ledger, 'ann').ids.pop();

    expect(countDeliveries(ledger)).toEqual({ expected: 8, delivered: 7 });
  });
});
