// `npm run report:iam`: every permission of every role of the prod stage, as synthesized. Exits with 1 if a wildcard has no reason.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RoleStatement, statementsOf, type Template } from '../lib/iam-report.ts';

const readTemplates = (): Template[] => {
  const outputFolder = mkdtempSync(join(tmpdir(), 'parley-iam-'));
  try {
    // The functions' code has no part in this.
    const context = JSON.stringify({ stage: 'prod', 'aws:cdk:bundling-stacks': [] });
    execFileSync(process.execPath, [join(import.meta.dirname, 'parley.ts')], {
      env: { ...process.env, CDK_OUTDIR: outputFolder, CDK_CONTEXT_JSON: context },
      stdio: 'inherit',
    });
    return readdirSync(outputFolder)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => JSON.parse(readFileSync(join(outputFolder, file), 'utf8')));
  } finally {
    rmSync(outputFolder, { recursive: true, force: true });
  }
};

/** `parley-prod-data:ExportsOutputFnGetAttTablesDirectory0B3B7E7CArn…` says no more than `<data:TablesDirectory.Arn>`. */
const shorten = (resource: string): string =>
  resource.replace(/parley-prod-(\w+):ExportsOutput(?:FnGetAtt|Ref)(\w+?)[0-9A-F]{8}(Arn)?[0-9A-F]*/, '<$1:$2.$3>');

const print = ({ effect, actions, resources, wildcards }: RoleStatement): void => {
  console.log(`  ${effect.padEnd(5)} ${actions.join(', ')}`);
  for (const resource of resources) console.log(`        on ${shorten(resource)}`);
  for (const { what, reason } of wildcards)
    console.log(`        ${what === '*' ? 'all' : 'many'}, because: ${reason || 'NOBODY SAID WHY'}`);
};

const statements = readTemplates().flatMap(statementsOf);
for (const [who, own] of Map.groupBy(statements, (statement) => statement.who)) {
  console.log(`\n${who}`);
  own.forEach(print);
}

const wildcards = statements.flatMap((statement) => statement.wildcards);
const unexplained = wildcards.filter(({ reason }) => reason === '');
const roles = new Set(statements.map(({ who }) => who));
console.log(
  `\n${roles.size} roles, ${statements.length} statements, ${wildcards.length} wildcards, ${unexplained.length} of them unexplained.`,
);
process.exitCode = unexplained.length > 0 ? 1 : 0;
