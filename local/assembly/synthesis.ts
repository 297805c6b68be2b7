import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { Problem } from '../problem.ts';

export interface SynthesisOptions {
  /** The repository. */
  root: string;
  /** The CDK app, relative to the repository. */
  app: string;
  /** Where the assembly goes; emptied first. */
  folder: string;
  /** CDK context, beside the stage. */
  context: Record<string, unknown>;
  /** The child's environment. */
  environment: NodeJS.ProcessEnv;
  /** Ends the synthesis, and with it the child process. */
  signal: AbortSignal;
}

/**
 * What CloudFormation's own rules say of the templates takes three times as long as all the rest. `cdk synth`, each deployment and the tests of
 * every stage ask them; here they are asked only if the environment says so.
 */
const spared = { CDK_VALIDATION: 'false' };

/** Runs the CDK app. Throws a `Problem` with the app's own last words if it fails. */
export const synthesize = async ({ root, app, folder, context, environment, signal }: SynthesisOptions): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', app], {
    cwd: root,
    env: { ...spared, ...environment, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: the app runs the web build as a child, which must end with it.
    detached: true,
  });
  const kill = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', kill, { once: true });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const status = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (status !== 0) throw new Problem(`The CDK app does not synthesize; mend this first:\n${Buffer.concat(output).toString().trimEnd()}`);
};
