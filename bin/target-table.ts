// `npm run docs:targets`: writes docs/targets.md from the one table of what a target of the black-box suite cannot do.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences, isTarget, lackOf, type Need, needs, type Target, targets } from '../emulator/targets.ts';

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const names = Object.keys(targets).filter(isTarget);

const rows = (Object.entries(needs) as [keyof typeof needs, Need][]).map(([name, { means }]) => [
  `\`${name}\``,
  means,
  ...names.map((target) => lackOf(target, name) ?? 'yes'),
]);

const table = [['Need', 'What AWS does', ...names], ['---', '---', ...names.map(() => '---')], ...rows].map(lineOf).join('\n');

const notes = (Object.entries(differences) as [Target, readonly string[]][])
  .map(([target, lines]) => [`### ${target}`, '', ...lines.map((line) => `- ${line}`)].join('\n'))
  .join('\n\n');

/** The text of docs/targets.md. */
export const targetTable = (): string => `# Targets of the black-box suite

Made by \`npm run docs:targets\` from [\`emulator/targets.ts\`](../emulator/targets.ts); a test fails when this page is out of date.

The suite in [\`test/e2e\`](../test/e2e) knows a deployment by its outputs only, so the same files judge each of these:

${names.map((name) => `- **${name}**: ${targets[name]}`).join('\n')}

\`npm run test:e2e -- --target NAME\` runs it. A test whose target lacks what it needs is skipped by name; the run ends with how many were, and why.
A test that is skipped for any other reason fails the run.

## What a target cannot do

${table}

## What else is different, and no test can tell

${notes}

## LocalStack itself

LocalStack needs Docker and, for the services that Parley uses, a token. For those who have both:

\`\`\`sh
LOCALSTACK_AUTH_TOKEN=… docker compose up
npm run deploy:localstack -- --endpoint http://localhost.localstack.cloud:4566
\`\`\`

This has not been tried by the project: no token is at hand. All that stands above was seen with MiniStack, for which the templates are translated and
whose mailbox the suite reads; on LocalStack expect a deployment, not the suite.
`;

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../docs/targets.md'), targetTable());
