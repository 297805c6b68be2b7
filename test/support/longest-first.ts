// The order of the test files: those that take longest begin first, so that neither worker waits for the other in the end. Jest knows how long they
// took the last time; on a fresh checkout it goes by the size of the file, and would begin one of the longest last.
import { createRequire } from 'node:module';

/** What takes a quarter of a minute and more, longest first. */
const longest = [
  'browser/accessibility',
  'cloud/delivery',
  'cloud/costs',
  'browser/history',
  'browser/tabs',
  'browser/talk',
  'browser/tools',
  'browser/privacy',
  'browser/room-rules',
  'browser/rooms',
  'browser/messages',
  'browser/offline',
  'browser/keyboard',
  'browser/profile',
  'infra/readiness',
  'browser/status',
  'cloud/canary',
  'cloud/main/main',
  'browser/accounts',
  'browser/threads',
  'e2e/messages',
  'contracts/gateway',
  'browser/security',
  'browser/layout',
  'cloud/large-room',
].map((name) => `/test/${name}.test.ts`);

/** Its place among the longest; behind all of them if it is none. */
const placeOf = (path: string): number => {
  const place = longest.findIndex((end) => path.endsWith(end));
  return place < 0 ? longest.length : place;
};

// What its types call the default is the module itself to an import.
const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer') as typeof import('@jest/test-sequencer');

export default class LongestFirst extends Sequencer {
  override async sort(tests: Parameters<InstanceType<typeof Sequencer>['sort']>[0]) {
    const sorted = await super.sort(tests);
    const isKnown = sorted.every(({ duration }) => duration !== undefined);
    return isKnown ? sorted : sorted.toSorted((one, other) => placeOf(one.path) - placeOf(other.path));
  }
}
