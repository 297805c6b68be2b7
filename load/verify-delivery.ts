// Proves the promise of delivery: people chat over real sockets through a local cloud that fails all the time, and the ledger judges. docs/delivery.md
// tells what is proved and how.  npm run verify:delivery [-- --profile NAME --clients N --rooms N --messages N --seed N --plan FILE
// --assembly DIR]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDelivery } from './delivery-run.ts';
import { createProgress } from './progress.ts';
import { reportText, summarizeRun } from './report.ts';
import { reportPage } from './report-page.ts';
import type { Profile } from './scenario.ts';

const everything: Profile = {
  clients: 200,
  rooms: 20,
  messages: 20_000,
  // With 13 people coming back each second, what two cores carry beside them.
  rate: 7,
  cutEveryMs: 15_000,
  cutForMs: 2_000,
  restarts: 2,
  rolls: 0,
  timed: true,
};

const profiles: Readonly<Record<string, Profile>> = {
  default: everything,
  // For a busy machine: judged is what arrives, and not how soon.
  quick: { ...everything, clients: 12, rooms: 4, messages: 2_000, rate: 20, restarts: 1, timed: false },
  small: { ...everything, clients: 12, rooms: 4, messages: 1_000, rate: 30, restarts: 1, timed: false },
  rolling: { ...everything, messages: 1_500, rate: 10, cutEveryMs: 0, restarts: 0, rolls: 3 },
};

const PLAN = join(import.meta.dirname, 'plans', 'default.json');
const REPORTS = join(import.meta.dirname, '..', '.reports');

const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: 'default' },
    clients: { type: 'string' },
    rooms: { type: 'string' },
    messages: { type: 'string' },
    rate: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** `none`: nothing goes wrong in the local cloud but what the profile says. */
    plan: { type: 'string' },
    /** What the local cloud serves at each of its starts; synthesized anew unless given. */
    assembly: { type: 'string' },
  },
});

const chosen = profiles[values.profile];
if (chosen === undefined) throw new Error(`--profile must be one of ${Object.keys(profiles).join(', ')}, not ${values.profile}.`);

const count = (name: 'clients' | 'rooms' | 'messages' | 'rate'): number => {
  const number = Number(values[name] ?? chosen[name]);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0, not ${values[name]}.`);
  return number;
};

const profile: Profile = { ...chosen, clients: count('clients'), rooms: count('rooms'), messages: count('messages'), rate: count('rate') };
const seed = Number(values.seed);
const planned = values.plan ?? (values.profile === 'rolling' ? 'none' : PLAN);
const plan = planned === 'none' ? undefined : planned;

const data = await mkdtemp(join(tmpdir(), 'parley-delivery-'));
const progress = createProgress(process.stdout);
console.log(`${profile.clients} clients, ${profile.rooms} rooms, ${profile.messages} entries, seed ${seed}, faults: ${plan ?? 'none'}`);
try {
  const run = await runDelivery({ profile, seed, plan, assembly: values.assembly, data, progress });
  const summary = summarizeRun(run, profile);
  await mkdir(REPORTS, { recursive: true });
  const page = join(REPORTS, `delivery-${values.profile}.html`);
  await writeFile(page, reportPage({ run, summary, profile, seed, plan }));
  console.log(`\n${reportText(run, summary)}\n\n${summary.kept ? 'The promise was kept.' : 'The promise was broken.'}  Charts: ${page}`);
  process.exitCode = summary.kept ? 0 : 1;
} finally {
  await rm(data, { recursive: true, force: true });
}
process.exit();
