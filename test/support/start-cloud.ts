// Jest's global setup of the black-box projects: one local cloud for the whole run, unless PARLEY_OUTPUTS names a deployment already.
import { launchCloud } from './local-cloud.ts';

export default async (): Promise<void> => {
  if (process.env.PARLEY_OUTPUTS) return;
  const launched = await launchCloud();
  process.env.PARLEY_OUTPUTS = launched.outputs;
  process.env.PARLEY_LAUNCHED = JSON.stringify(launched);
};
