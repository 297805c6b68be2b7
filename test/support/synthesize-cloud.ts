// Jest's global setup of the cloud project: what its local clouds serve is synthesized once for the whole run.
import { synthesize } from './assembly.ts';

export default async (): Promise<void> => {
  const { folder } = await synthesize({ stage: 'local', web: 'false', canary: 'false' }, { bundled: true, validated: false });
  process.env.PARLEY_CLOUD_ASSEMBLY = folder;
};
