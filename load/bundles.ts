// What each function weighs, and how long a new instance takes to import it, from the assembly that would be deployed.
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';

export interface Bundle {
  name: string;
  file: string;
  bytes: number;
  /** With which the function starts; what only a deployment knows is made up. */
  environment: Record<string, string>;
}

const FunctionResource = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.object({
    Code: z.object({ S3Key: z.string() }),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  }),
});
const Template = z.object({ Resources: z.record(z.string(), z.unknown()) });

/** In place of what only a deployment knows. A user pool's id has a form, which its reader checks. */
const madeUp = (name: string): string => (name === 'USER_POOL_ID' ? 'eu-central-1_madeup' : 'https://example.com/made-up');

const bundleOf = async (folder: string, resource: z.infer<typeof FunctionResource>): Promise<Bundle> => {
  const { Code, Environment } = resource.Properties;
  // Source maps are for people who read stack traces; their cost is not the function's.
  const { NODE_OPTIONS: _, ...environment } = Object.fromEntries(
    Object.entries(Environment.Variables).map(([name, value]) => [name, typeof value === 'string' ? value : madeUp(name)]),
  );
  const file = join(folder, `asset.${Code.S3Key.replace(/\.zip$/, '')}`, 'index.mjs');
  return { name: environment.POWERTOOLS_SERVICE_NAME ?? file, file, bytes: (await stat(file)).size, environment };
};

/** Every function of an assembly, by name. */
export const readBundles = async (folder: string): Promise<Bundle[]> => {
  const templates = (await readdir(folder)).filter((name) => name.endsWith('.template.json'));
  const bundles: Bundle[] = [];
  for (const name of templates) {
    const template = Template.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    for (const resource of Object.values(template.Resources)) {
      const parsed = FunctionResource.safeParse(resource);
      if (parsed.success) bundles.push(await bundleOf(folder, parsed.data));
    }
  }
  return bundles.sort((a, b) => a.name.localeCompare(b.name));
};

const IMPORT = 'const began = performance.now(); await import(process.argv[1]); console.log(performance.now() - began)';

/** How long a new process takes to import the function, milliseconds. */
export const importTime = async ({ file, environment }: Bundle): Promise<number> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', IMPORT, pathToFileURL(file).href], {
    env: {
      ...environment,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'made-up',
      AWS_SECRET_ACCESS_KEY: 'made-up',
      AWS_LAMBDA_FUNCTION_NAME: environment.POWERTOOLS_SERVICE_NAME ?? '',
    },
  });
  return Number(stdout.trim().split('\n').at(-1));
};
