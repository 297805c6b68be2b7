// Synthesizes the app the way the CDK CLI and the local cloud do, in a process of its own, and reads what it wrote.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StageName } from '../../lib/config.ts';
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

/**
 * Rejects with what the app said if it refuses to synthesize, and leaves nothing then. Code and site are left out unless `bundled`. Without `validated` CloudFormation's own
 * rules are not asked, which takes three times as long as all the rest: for templates of which another synthesis asks them.
 */
export const synthesize = async (
  context: Readonly<Record<string, unknown>>,
  { bundled = false, validated = true } = {},
): Promise<Assembly> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-assembly-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const json = JSON.stringify({ ...context, ...(!bundled && { 'aws:cdk:bundling-stacks': [] }) });
  try {
    await promisify(execFile)(process.execPath, [app], {
      env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: json, CDK_VALIDATION: String(validated) },
    });
    return { ...readAssembly(folder), remove };
  } catch (error) {
    remove();
    throw error;
  }
};

const readAssembly = (folder: string): Omit<Assembly, 'remove'> => {
  const parse = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  return {
    folder,
    templates: new Map(files.map((file) => [file.replace(/^.*-(\w+)\.template\.json$/, '$1'), parse(file)])),
    findings: parse('validation-report.json').pluginReports,
  };
};

const read = new Map<StageName, Omit<Assembly, 'remove'>>();

/** A stage as it is without further context, synthesized once for the whole run (synthesize-stages.ts). */
export const assemblyOf = (stage: StageName): Omit<Assembly, 'remove'> => {
  const folders = JSON.parse(process.env.PARLEY_ASSEMBLIES ?? '{}') as Record<StageName, string>;
  const assembly = read.get(stage) ?? readAssembly(folders[stage]);
  read.set(stage, assembly);
  return assembly;
};

/** The resources of a type, over all stacks or in one. */
export const resourcesOf = (assembly: Pick<Assembly, 'templates'>, type: string, stack?: string): Resource[] =>
  [...assembly.templates]
    .filter(([name]) => stack === undefined || name === stack)
    .flatMap(([, template]) => Object.values(template.Resources))
    .filter((resource) => resource.Type === type);
