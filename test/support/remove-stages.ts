// Jest's global teardown of the infra project.
import { rmSync } from 'node:fs';

export default (): void => {
  const folders = Object.values(JSON.parse(process.env.PARLEY_ASSEMBLIES ?? '{}') as Record<string, string>);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
};
