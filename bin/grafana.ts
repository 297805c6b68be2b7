// `npm run docs:grafana`: writes Grafana's dashboards to docs/grafana, to be imported there: those of the local cloud, and of a stage in AWS.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grafanaDashboardOf } from '../lib/watch/grafana.ts';
import { grafanaDashboards } from '../local/status/grafana.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/grafana');

/** The template of prod's watch stack, without its code. */
const watchTemplate = () => {
  const output = mkdtempSync(join(tmpdir(), 'parley-grafana-'));
  try {
    const context = JSON.stringify({ stage: 'prod', web: 'false', 'aws:cdk:bundling-stacks': [] });
    execFileSync(process.execPath, [join(root, 'bin/parley.ts')], {
      env: { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: context },
    });
    return JSON.parse(readFileSync(join(output, 'parley-prod-watch.template.json'), 'utf8'));
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
};

const write = (name: string, dashboard: object): void =>
  writeFileSync(join(folder, `${name.toLowerCase()}.json`), `${JSON.stringify(dashboard, undefined, 2)}\n`);

mkdirSync(folder, { recursive: true });
const template = watchTemplate();
for (const name of ['Members', 'Operators'] as const) {
  write(name, grafanaDashboards[name]);
  write(`aws-${name}`, grafanaDashboardOf(template, name));
}
