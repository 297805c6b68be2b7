import { readFileSync } from 'node:fs';
import { targetTable } from '../../../bin/target-table.ts';
import { needOf, needs, skippedName } from '../../../emulator/targets.ts';

test('docs/targets.md is what npm run docs:targets writes', () => {
  expect(readFileSync('docs/targets.md', 'utf8')).toBe(targetTable());
});

test('the local cloud of npm start can do all that any test needs', () => {
  const lacking = Object.values(needs).filter(({ missing }) => 'embedded' in missing);

  expect(lacking).toEqual([]);
});

test('the name of a skipped test tells what it needs, and no other name does', () => {
  expect(needOf(skippedName('a frame above 32 KB closes the socket', 'frame-limit'))).toBe('frame-limit');
  expect(needOf('a frame above 32 KB closes the socket')).toBeUndefined();
  expect(needOf('a test [needs patience]')).toBeUndefined();
});
