// Which rights the roles use: the proof that none has more than it needs (bin/report-iam.ts).
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Identity } from '../ports.ts';
import { grantsOf } from './policy.ts';

/** One action on one resource, as the role's policy names it. */
export interface UsedRight {
  function: string;
  action: string;
  resource: string;
}

export type UseRight = (identity: Identity, action: string, resource: string) => void;

/** Tells of each right once, at its first use. */
export const createRights = (tell: (right: UsedRight) => void): UseRight => {
  const told = new Set<string>();
  return ({ functionName, statements }, action, resource) => {
    for (const grant of grantsOf(statements, action, resource)) {
      const key = `${functionName} ${action} ${grant}`;
      if (told.has(key)) continue;
      told.add(key);
      tell({ function: functionName, action, resource: grant });
    }
  };
};

/** Adds each right to the file as a line of JSON, at once: several clouds may share the file, and any may be killed. */
export const writeRights = (file: string): ((right: UsedRight) => void) => {
  mkdirSync(dirname(file), { recursive: true });
  return (right) => appendFileSync(file, `${JSON.stringify(right)}\n`);
};
