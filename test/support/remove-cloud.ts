// Jest's global teardown of the cloud project.
import { rmSync } from 'node:fs';

export default (): void => {
  const { PARLEY_CLOUD_ASSEMBLY: folder } = process.env;
  if (folder) rmSync(folder, { recursive: true, force: true });
};
