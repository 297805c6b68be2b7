import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const forbidden: [path: string, specifier: string][] = [
  ['protocol/a.ts', '@aws-sdk/client-sqs'],
  ['protocol/b.ts', '../lambdas/domain/rooms.ts'],
  ['lambdas/domain/a.ts', '../adapters/queue.ts'],
  ['lambdas/domain/b.ts', '@aws-sdk/client-dynamodb'],
  ['lambdas/domain/c.ts', 'node:crypto'],
  ['lambdas/adapters/a.ts', '@middy/core'],
  ['lambdas/adapters/dynamodb/a.ts', '../../runtime/deps.ts'],
  ['lambdas/runtime/a.ts', '../handlers/send.ts'],
  ['lambdas/handlers/a.ts', '../adapters/queue.ts'],
  ['lambdas/handlers/b.ts', '@aws-sdk/client-sqs'],
  ['lib/a.ts', '../lambdas/handlers/send.ts'],
  ['client/a.ts', 'react'],
  ['client/b.ts', 'node:fs'],
  ['client/node/a.ts', '../../web/src/main.tsx'],
  ['web/src/a.tsx', '../../lambdas/domain/rooms.ts'],
  ['web/src/b.tsx', '../../load/clients.ts'],
  ['web/src/room/a.tsx', '../../../costs/prices.ts'],
  ['web/src/room/b.tsx', '../../../emulator/targets.ts'],
  ['web/src/room/c.tsx', '@parley/client/node'],
  ['web/src/c.tsx', 'node:fs'],
  ['costs/a.ts', '../local/ports.ts'],
  ['load/a.ts', '../lambdas/domain/rooms.ts'],
  ['load/b.ts', '../local/cloud.ts'],
  ['load/c.ts', '../web/src/route.ts'],
  ['local/a.ts', '../lambdas/handlers/send.ts'],
  ['local/b.ts', '../load/cloud.ts'],
  ['local/c.ts', '../bin/e2e.ts'],
  ['local/d.ts', '@aws-sdk/client-sqs'],
  ['local/edge/a.ts', '../../load/cloud.ts'],
  ['local/engines/cognito/a.ts', '../../../bin/e2e.ts'],
  ['emulator/a.ts', '../lib/config.ts'],
  ['emulator/b.ts', '../local/cloud.ts'],
];

const allowed: [path: string, specifier: string][] = [
  ['protocol/y.ts', 'zod/mini'],
  ['lambdas/domain/y.ts', './ports.ts'],
  ['lambdas/domain/z.ts', '@parley/protocol'],
  ['lambdas/adapters/dynamodb/y.ts', '../../domain/ports.ts'],
  ['lambdas/adapters/y.ts', '@aws-sdk/client-sqs'],
  ['lambdas/runtime/y.ts', '@middy/core'],
  ['lambdas/handlers/y.ts', '../domain/messages.ts'],
  ['lambdas/handlers/z.ts', '../runtime/pipelines.ts'],
  ['lib/constructs/y.ts', '../../lambdas/runtime/env.ts'],
  ['lib/watch/y.ts', '../../costs/prices.ts'],
  ['client/node/y.ts', '../outbox.ts'],
  ['client/node/z.ts', 'node:fs/promises'],
  ['web/src/y.tsx', '@parley/client'],
  ['web/src/z.tsx', 'react-dom/client'],
  ['web/src/room/y.tsx', '../design/button.tsx'],
  ['web/gallery/y.tsx', '../src/design/button.tsx'],
  ['costs/y.ts', './prices.ts'],
  ['load/y.ts', '@parley/client'],
  ['load/z.ts', '../costs/usage.ts'],
  ['local/y.ts', '../costs/usage.ts'],
  ['local/status/y.ts', '../../costs/usage.ts'],
  ['local/edge/y.ts', '../assembly/definition.ts'],
  ['local/engines/cognito/y.ts', '../../ports.ts'],
  ['local/engines/dynamodb/y.ts', 'dynalite/db/index.js'],
  ['emulator/y.ts', '../local/problem.ts'],
];

describe('the import table is enforced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-imports-'));
  let complaints: { path: string; rule: string }[];

  const plant = (path: string, source: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  };

  beforeAll(() => {
    const config = JSON.parse(readFileSync('biome.json', 'utf8'));
    plant('biome.json', JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }));
    for (const [path, specifier] of [...forbidden, ...allowed]) plant(path, `export * from '${specifier}';\n`);
    for (const path of ['lambdas/domain/env.ts', 'lambdas/runtime/env.ts']) plant(path, 'export const region = process.env.AWS_REGION;\n');

    const { stdout } = spawnSync(resolve('node_modules/.bin/biome'), ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const report = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
    complaints = report.diagnostics.map(({ category, location }) => ({ path: location.path, rule: category.split('/').at(-1) ?? '' }));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(forbidden)('%s may not import %s', (path) => {
    expect(complaints).toContainEqual({ path, rule: 'noRestrictedImports' });
  });

  test.each(allowed)('%s may import %s', (path) => {
    expect(complaints).not.toContainEqual({ path, rule: 'noRestrictedImports' });
  });

  test('the environment is read where it is declared and not in the domain', () => {
    expect(complaints.filter(({ rule }) => rule === 'noProcessEnv')).toEqual([{ path: 'lambdas/domain/env.ts', rule: 'noProcessEnv' }]);
  });
});
