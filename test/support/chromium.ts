// A real browser from npm alone: @sparticuz/chromium's, or the system's.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
];

/** Where the package's browser is unpacked, once an installation. */
const home = join(import.meta.dirname, '../../node_modules/.cache/chromium');
const unpackedBrowser = join(home, 'chromium');

/**
 * Unpacks the package's browser with its libraries and fonts. In a process of its own, since the package is an ES module, which Jest's loader
 * is not; and beside its place first, so that nobody ever starts one that another worker has half unpacked.
 */
const unpack = async (): Promise<void> => {
  mkdirSync(dirname(home), { recursive: true });
  const folder = mkdtempSync(`${home}-`);
  const script = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  // As in Lambda, the libraries come along that a bare system lacks.
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  try {
    await run(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname, env });
    renameSync(folder, home);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    // Another worker was faster, or the system's browser has to do.
    if (!existsSync(unpackedBrowser)) console.warn(`The Chromium from npm could not be unpacked: ${String(error)}`);
  }
};

/** The package brings a font for machines that have none; whatever the machine has stays. */
const fontsBeside = (executable: string): Record<string, string> => {
  const folder = join(dirname(executable), 'fonts');
  if (!existsSync(folder)) return {};
  const file = join(folder, 'parley-fonts.conf');
  const list = [folder, '/usr/share/fonts'].map((each) => `<dir>${each}</dir>`).join('');
  const text = `<?xml version="1.0"?><fontconfig>${list}<cachedir>${folder}-cache</cachedir></fontconfig>`;
  // Never half written under a browser that another worker has just started.
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    const beside = `${file}-${process.pid}`;
    writeFileSync(beside, text);
    renameSync(beside, file);
  }
  return { FONTCONFIG_FILE: file };
};

/** Tries with the machine's libraries first, then with those of the package. */
const environmentsFor = (executable: string): Record<string, string | undefined>[] => {
  const own = { ...process.env, ...fontsBeside(executable) };
  const libraries = join(dirname(executable), 'al2023/lib');
  return existsSync(libraries) ? [own, { ...own, LD_LIBRARY_PATH: libraries }] : [own];
};

/** Starts a headless Chromium; whoever starts it closes it. `CHROMIUM_PATH` names one to prefer. `more`: flags for this one. */
export const openBrowser = async (...more: string[]): Promise<Browser> => {
  if (!existsSync(unpackedBrowser)) await unpack();
  const executables = [process.env.CHROMIUM_PATH, unpackedBrowser, ...systemBrowsers].filter(
    (path) => path !== undefined && existsSync(path),
  );
  const failures: unknown[] = [];
  for (const executablePath of executables.filter((path) => path !== undefined)) {
    for (const env of environmentsFor(executablePath)) {
      try {
        return await chromium.launch({ executablePath, args: [...flags, ...more], env });
      } catch (error) {
        failures.push(error);
      }
    }
  }
  throw new AggregateError(failures, 'No Chromium starts here. Run npm ci again, or install Debian’s package "chromium".');
};
