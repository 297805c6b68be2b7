// `npm run localstack`: a LocalStack-compatible endpoint from PyPI, without Docker and without a token.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { install, startMiniStack } from '../emulator/mini-stack.ts';
import { messageOf, Problem } from '../local/problem.ts';

const usage = `Usage: npm run localstack -- [options]

Starts MiniStack, which answers like LocalStack, on 127.0.0.1. It keeps nothing when it ends.
Needs Python 3.10 or newer with venv; everything else is installed into the folder.

  --port N    where it listens (default 4566)
  --data DIR  where it is installed (default .parley-localstack)
  --help      show this`;

const readOptions = () => {
  try {
    const options = {
      port: { type: 'string', default: '4566' },
      data: { type: 'string', default: '.parley-localstack' },
      help: { type: 'boolean', default: false },
    } as const;
    const { values } = parseArgs({ options });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new Problem(`--port must be a number from 1 to 65535, not ${values.port}.`);
    return { ...values, port };
  } catch (cause) {
    throw new Problem(`${messageOf(cause)}\n\n${usage}`, { cause });
  }
};

const main = async (): Promise<void> => {
  const { port, data, help } = readOptions();
  if (help) return console.log(usage);
  const python = install(resolve(data), (line) => console.log(line));
  const emulator = await startMiniStack({ python, port, environment: process.env });
  let stopping = false;
  const stop = (): void => {
    stopping = true;
    void emulator.stop();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  console.log(
    `\nA LocalStack-compatible endpoint is ready: ${emulator.endpoint}. Deploy to it with npm run deploy:localstack. Press Ctrl-C to stop.\n`,
  );
  await emulator.ended;
  if (!stopping) throw new Problem('The emulator ended by itself; what it printed says why.');
};

main().catch((error) => {
  console.error(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
});
