// `npm run report:iam`: every permission of every role of the prod stage, as synthesized, and which of them no suite has used. Exits with 1 if a
// wildcard, or a permission that is not used, has no reason.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { type RoleStatement, statementsOf, type Template } from '../lib/iam-report.ts';
import { type Grant, nameOf, type UnusedGrant, unusedOf } from '../lib/rights-report.ts';

/** Where the suites note what they see in use, unless told otherwise (test/support/local-cloud.ts). */
const defaultFile = join(import.meta.dirname, '../.build/used-rights.jsonl');

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

const usedRight = z.object({ function: z.string(), action: z.string(), resource: z.string() });

/** What was seen in use; undefined if nothing has been noted yet. A file that was asked for must be there. */
const readUsed = (asked: string | undefined): Grant[] | undefined => {
  const file = asked ?? defaultFile;
  if (asked === undefined && !existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { function: who, action, resource } = usedRight.parse(JSON.parse(line));
    return { who, action, resource };
  });
};

/** `<TablesDirectoryD82D92C0>` without what tells it from a namesake. */
const plain = (resource: string): string => resource.replace(/[0-9A-F]{8}(?=\/|$)/, '');

const printUnused = (unused: readonly UnusedGrant[]): void => {
  for (const [who, own] of Map.groupBy(unused, (grant) => grant.who)) {
    console.log(`\n${who}: not seen in use`);
    for (const [reason, grants] of Map.groupBy(own, (grant) => grant.reason)) {
      for (const { action, resource } of grants) console.log(`  ${action} on ${plain(resource)}`);
      console.log(`        held, because: ${reason || 'NOBODY SAID WHY'}`);
    }
  }
};

const { values } = parseArgs({ options: { used: { type: 'string' } } });
const used = readUsed(values.used);
const templates = readTemplates();
const statements = templates.flatMap(statementsOf);
for (const [who, own] of Map.groupBy(statements, (statement) => statement.who)) {
  console.log(`\n${who}`);
  own.forEach(print);
}

const wildcards = statements.flatMap((statement) => statement.wildcards);
const unexplained = wildcards.filter(({ reason }) => reason === '');
const roles = new Set(statements.map(({ who }) => who));
const unused = used === undefined ? [] : unusedOf(templates, used);
const unexplainedRights = unused.filter(({ reason }) => reason === '');
printUnused(unused);
console.log(
  `\n${roles.size} roles, ${statements.length} statements, ${wildcards.length} wildcards, ${unexplained.length} of them unexplained.`,
);
if (used === undefined)
  console.log('Which permissions are in use is not known here yet: npm test notes it, and this then tells those that are not.');
else {
  const inUse = new Set(used.map(({ who, action, resource }) => `${who} ${action} ${nameOf(resource)}`));
  console.log(`${inUse.size} permissions seen in use, ${unused.length} not, ${unexplainedRights.length} of them unexplained.`);
}
process.exitCode = unexplained.length + unexplainedRights.length > 0 ? 1 : 0;
