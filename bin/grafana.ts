// `npm run docs:grafana`: writes Grafana's dashboards to docs/grafana, to be imported there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grafanaDashboards } from '../local/status/grafana.ts';

const folder = join(import.meta.dirname, '../docs/grafana');

mkdirSync(folder, { recursive: true });
for (const [name, dashboard] of Object.entries(grafanaDashboards))
  writeFileSync(join(folder, `${name.toLowerCase()}.json`), `${JSON.stringify(dashboard, undefined, 2)}\n`);
