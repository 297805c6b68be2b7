import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../lambdas/runtime/env.ts';
import { type Assembly, resourcesOf, synthesize } from '../support/assembly.ts';

interface Bundle {
  readonly name: string;
  readonly folder: string;
}

let local: Assembly;
let prod: Assembly;

beforeAll(async () => {
  local = await synthesize({ stage: 'local', web: 'false' }, { bundled: true, validated: false });
  prod = await synthesize({ stage: 'prod', web: 'false' }, { bundled: true, validated: false });
}, 240_000);

afterAll(() => {
  local.remove();
  prod.remove();
});

const bundlesOf = (assembly: Assembly): Bundle[] =>
  resourcesOf(assembly, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
    const text = JSON.stringify(Properties);
    const name = /"POWERTOOLS_SERVICE_NAME":"([\w-]+)"/.exec(text)?.[1];
    const hash = /"S3Key":"(\w+)\.zip"/.exec(text)?.[1];
    return name === undefined || hash === undefined ? [] : [{ name, folder: join(assembly.folder, `asset.${hash}`) }];
  });

/** As esbuild counts them: 1,024 bytes. */
const kilobytes = ({ folder }: Bundle): number => statSync(join(folder, 'index.mjs')).size / 1_024;

test('each function has a bundle of its own', () => {
  const bundles = bundlesOf(prod);

  expect(bundles.map(({ name }) => name).sort()).toEqual(Object.keys(environments).sort());
  expect(new Set(bundles.map(({ folder }) => folder)).size).toBe(bundles.length);
});

test('a bundle is one file, with its source map where the stage wants it', () => {
  for (const { folder } of bundlesOf(prod)) expect(readdirSync(folder)).toEqual(['index.mjs']);
  for (const { folder } of bundlesOf(local)) expect(readdirSync(folder)).toEqual(['index.mjs', 'index.mjs.map']);
});

test('credentials come from the environment alone', () => {
  for (const { folder } of bundlesOf(prod))
    expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).not.toMatch(/169\.254\.170\.2|sso_session/);
});

test('the functions that a message or a connection waits for are within 320 KB', () => {
  const tooLarge = bundlesOf(prod)
    .filter(({ name }) => ['connect', 'send', 'signal', 'persist', 'fanout', 'default'].includes(name))
    .map((bundle) => ({ name: bundle.name, kilobytes: kilobytes(bundle) }))
    .filter(({ kilobytes: size }) => size > 320);

  expect(tooLarge).toEqual([]);
});
