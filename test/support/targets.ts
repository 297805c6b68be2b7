// What the deployment under test can do; `npm run test:e2e` says which one it is.
import { isTarget, lackOf, type NeedName, skippedName } from '../../emulator/targets.ts';

const { PARLEY_TARGET: target = 'embedded' } = process.env;
if (!isTarget(target)) throw new Error(`PARLEY_TARGET is not a target: ${target}`);

/** A test for targets that can do what it needs. Elsewhere it is skipped by name, and the run tells why. */
export const testWith = (need: NeedName, name: string, body: () => Promise<void>): void => {
  if (lackOf(target, need) === undefined) test(name, body);
  else test.skip(skippedName(name, need), body);
};
