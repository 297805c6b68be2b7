// The proof of delivery, small: docs/delivery.md. Its own process, so that its clients and its clouds are nobody else's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sharedAssembly } from '../support/local-cloud.ts';

const run = async (...flags: string[]): Promise<{ code: number; output: string }> => {
  const child = spawn(process.execPath, ['load/verify-delivery.ts', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const hear = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = await once(child, 'close');
  return { code, output };
};

test('[I1] [I2] [I3] [I4] [I5] hold for a dozen clients under cuts, faults and a killed cloud', async () => {
  const { code, output } = await run('--profile', 'small', ...sharedAssembly());

  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('100.0000 %') });
}, 480_000);
