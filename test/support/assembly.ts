// Synthesizes the app the way the CDK CLI and the local cloud do, in a process of its own, and reads what it wrote.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Resource, Template } from '../../lib/iam-report.ts';

const app = join(import.meta.dirname, '../../bin/parley.ts');

export interface Assembly {
  /** The folder, until `remove`. */
  readonly folder: string;
  /** By the last part of the stack's name: `data`, `web`, `chat`, `watch`. */
  readonly templates: ReadonlyMap<string, Template & { readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>> }>;
  /** What cdk-nag and CloudFormation's own rules found. */
  readonly findings: readonly unknown[];
  remove(): void;
}

/** Rejects with what the app said if it refuses to synthesize. Code and site are left out unless `bundled`. */
export const synthesize = async (context: Readonly<Record<string, unknown>>, { bundled = false } = {}): Promise<Assembly> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-assembly-'));
  const json = JSON.stringify({ ...context, ...(!bundled && { 'aws:cdk:bundling-stacks': [] }) });
  await promisify(execFile)(process.execPath, [app], { env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: json } });
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  return {
    folder,
    templates: new Map(files.map((file) => [file.replace(/^.*-(\w+)\.template\.json$/, '$1'), read(file)])),
    findings: read('validation-report.json').pluginReports,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** The resources of a type, over all stacks or in one. */
export const resourcesOf = (assembly: Assembly, type: string, stack?: string): Resource[] =>
  [...assembly.templates]
    .filter(([name]) => stack === undefined || name === stack)
    .flatMap(([, template]) => Object.values(template.Resources))
    .filter((resource) => resource.Type === type);
