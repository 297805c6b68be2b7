// Jest's global teardown of the black-box projects: ends the cloud that start-cloud.ts has started, once.
import { endCloud, type LaunchedCloud } from './local-cloud.ts';

export default async (): Promise<void> => {
  const { PARLEY_LAUNCHED: launched } = process.env;
  if (!launched) return;
  delete process.env.PARLEY_LAUNCHED;
  delete process.env.PARLEY_OUTPUTS;
  await endCloud(JSON.parse(launched) as LaunchedCloud);
};
