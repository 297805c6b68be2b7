// Apart from the others because what it knows of networks cannot be shaken out of a bundle that it has come into.
import { openPages } from '../adapters/pages.ts';
import { append } from './deps.ts';
import { readEnvironment } from './env.ts';
import type { Observer } from './observer.ts';

export const previewPorts = (observer: Observer) => {
  const report = (defect: unknown): void => observer.logger.error('failed', { error: defect });
  return { ...append(readEnvironment('preview'), observer), pages: openPages(), report };
};
