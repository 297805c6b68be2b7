// Jest's global setup of the infra project: every stage is synthesized once for the whole run, two at a time.
import { inPool } from '../../lambdas/domain/pool.ts';
import { stageNames } from '../../lib/config.ts';
import { synthesize } from './assembly.ts';

export default async (): Promise<void> => {
  const folders = await inPool(stageNames, 2, async (stage) => [stage, (await synthesize({ stage })).folder]);
  process.env.PARLEY_ASSEMBLIES = JSON.stringify(Object.fromEntries(folders));
};
