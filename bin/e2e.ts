// `npm run test:e2e`: the black-box suite against a target, with the reason of every test that was skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { isTarget, lackOf, needOf, type Target, targets } from '../emulator/targets.ts';
import { Problem } from '../local/problem.ts';

const usage = `Usage: npm run test:e2e -- [--target NAME] [--outputs FILE] [--results FILE] [options of jest]

  --target NAME   ${Object.keys(targets).join(' or ')} (default embedded: a fresh local cloud)
  --outputs FILE  where the deployment is: what npm start, deploy:localstack or cdk deploy --outputs-file wrote
                  (default for localstack: .parley-localstack/outputs.json)
  --results FILE  where jest writes its results as JSON
  --help          show this`;

const root = join(import.meta.dirname, '..');

/** Takes `--name VALUE` or `--name=VALUE` out of the arguments. */
const take = (args: string[], name: string): string | undefined => {
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const [flag, value] = args.slice(at);
  if (at === -1 || flag === undefined) return undefined;
  if (flag.includes('=')) return args.splice(at, 1)[0]?.split('=').slice(1).join('=');
  if (value === undefined) throw new Problem(`--${name} needs a value.\n\n${usage}`);
  return args.splice(at, 2)[1];
};

/** As `cdk deploy --outputs-file` writes them. */
const outputsOfStacks = z.record(z.string(), z.record(z.string(), z.string()));

/** The outputs of the chat stack, in a file of their own. */
const chatOutputs = (file: string, folder: string): string => {
  const stacks = outputsOfStacks.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  const [, chat] = Object.entries(stacks.data ?? {}).find(([name]) => name.endsWith('-chat')) ?? [];
  if (chat === undefined)
    throw new Problem(`${file} holds no outputs of a chat stack. Deploy with: npx cdk deploy --all --outputs-file ${file}`);
  const alone = join(folder, 'outputs.json');
  writeFileSync(alone, JSON.stringify({ ...chat, mailboxUrl: '' }));
  return alone;
};

const outputsOf = (target: Target, named: string | undefined, folder: string): string | undefined => {
  if (named === undefined && target === 'embedded') return process.env.PARLEY_OUTPUTS;
  if (named === undefined && target === 'aws')
    throw new Problem(`--outputs must name what cdk deploy --outputs-file wrote of the stage.\n\n${usage}`);
  const file = resolve(named ?? join(root, '.parley-localstack/outputs.json'));
  if (!existsSync(file))
    throw new Problem(
      `There is no ${file}.${target === 'localstack' ? ' Run npm run localstack, and then npm run deploy:localstack.' : ''}`,
    );
  return target === 'aws' ? chatOutputs(file, folder) : file;
};

const results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ title: z.string(), fullName: z.string(), status: z.string() })) })),
});

interface Skipped {
  name: string;
  reason: string | undefined;
}

const skippedOn = (target: Target, { testResults }: z.infer<typeof results>): Skipped[] =>
  testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'pending')
    .map(({ title, fullName }) => {
      const need = needOf(title);
      return { name: fullName, reason: need && lackOf(target, need) };
    });

const main = (): void => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(usage);
    return;
  }
  const target = take(args, 'target') ?? 'embedded';
  if (!isTarget(target)) throw new Problem(`There is no target "${target}": it is one of ${Object.keys(targets).join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  try {
    const outputs = outputsOf(target, take(args, 'outputs'), folder);
    const file = resolve(take(args, 'results') ?? join(folder, 'results.json'));
    const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'e2e', '--json', `--outputFile=${file}`, ...args];
    const { status } = spawnSync(process.execPath, jest, {
      cwd: root,
      env: { ...process.env, PARLEY_TARGET: target, ...(outputs && { PARLEY_OUTPUTS: outputs }) },
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
    if (!existsSync(file)) return;
    const run = results.parse(JSON.parse(readFileSync(file, 'utf8')));
    const skipped = skippedOn(target, run);
    for (const { name, reason } of skipped) console.log(`skipped  ${name}\n         ${reason ?? 'NOBODY SAID WHY'}`);
    // Whoever runs one test by its name skips the others, and means to.
    const filtered = args.some((arg) => arg === '-t' || arg.startsWith('--testNamePattern'));
    if (!filtered && skipped.some(({ reason }) => reason === undefined)) process.exitCode = 1;
    console.log(`\n${target}: ${run.numPassedTests} passed, ${run.numFailedTests} failed, ${skipped.length} skipped`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

try {
  main();
} catch (error) {
  console.error(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
}
