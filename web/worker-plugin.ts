// Builds the service worker along with the app, and tells it what the app is made of.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** In the worker's source, in place of what only the build knows. */
const MARKER = 'PARLEY_SHELL';
const WORKER = 'sw.js';

const hashOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('base64');

export const serviceWorker = (source: string): Plugin => {
  let publicFolder = '';
  return {
    name: 'parley-service-worker',
    apply: 'build',
    // Behind what still changes index.html.
    enforce: 'post',
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    buildStart() {
      this.emitFile({ type: 'chunk', id: source, fileName: WORKER });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER];
        if (worker?.type !== 'chunk') throw new Error(`The build has no ${WORKER}.`);
        if (worker.imports.length > 0) throw new Error(`${WORKER} shares ${worker.imports.join(', ')} with the app: a worker is one file.`);
        const built = Object.values(bundle).flatMap((file) =>
          file === worker ? [] : [[file.fileName, file.type === 'chunk' ? file.code : file.source] as const],
        );
        const copied = readdirSync(publicFolder).map((name) => [name, readFileSync(join(publicFolder, name))] as const);
        const files = [...built, ...copied]
          .map(([name, content]) => ({ path: `/${name}`, integrity: `sha256-${hashOf(content)}` }))
          .sort((a, b) => (a.path < b.path ? -1 : 1));
        const shell = JSON.stringify({ version: hashOf(JSON.stringify(files)).slice(0, 12), files });
        const found = worker.code.match(new RegExp(`(["'\`])${MARKER}\\1`));
        if (found === null) throw new Error(`${WORKER} does not ask for ${MARKER}.`);
        worker.code = worker.code.replace(found[0], () => JSON.stringify(shell));
      },
    },
  };
};
