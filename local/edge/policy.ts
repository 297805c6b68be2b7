// IAM's decision on identity policies: an explicit Deny wins, then an Allow, and what nobody allows is denied.
import type { PolicyStatement } from '../ports.ts';

export type Decision = 'allowed' | 'implicitly denied' | 'explicitly denied';

/** What a request says of itself: condition keys in lower case to their values. */
export type RequestContext = Readonly<Record<string, string | undefined>>;

interface CompiledStatement {
  effect: 'Allow' | 'Deny';
  actions: RegExp[];
  resources: RegExp[];
  conditions: Condition[];
}
type Condition = (context: RequestContext) => boolean;

/** What a role's statements came to: all of them, and those that speak of an action, since a role calls few actions and those often. */
interface Compiled {
  statements: CompiledStatement[];
  byAction: Map<string, CompiledStatement[]>;
}
const compiled = new WeakMap<readonly PolicyStatement[], Compiled>();
/** Actions remembered for a role: a caller may invent any number of them. */
const rememberedActions = 100;

/** Decides on one action on one resource. Actions are compared without regard to case, resources with. */
export const decide = (statements: readonly PolicyStatement[], action: string, resource: string, context: RequestContext): Decision => {
  let allowed = false;
  for (const statement of statementsOn(action, statements)) {
    if (!matches(statement.resources, resource)) continue;
    if (!statement.conditions.every((condition) => condition(context))) continue;
    if (statement.effect === 'Deny') return 'explicitly denied';
    allowed = true;
  }
  return allowed ? 'allowed' : 'implicitly denied';
};

/** The resources of the role's policies, as they stand there, by which the action on this one is allowed. */
export const grantsOf = (statements: readonly PolicyStatement[], action: string, resource: string): string[] =>
  statements
    .filter(({ effect, actions }) => effect === 'Allow' && actions.some((pattern) => wildcard(pattern, 'i').test(action)))
    .flatMap(({ resources }) => resources.filter((pattern) => wildcard(pattern).test(resource)));

const compiledOf = (statements: readonly PolicyStatement[]): Compiled => {
  const known = compiled.get(statements);
  if (known) return known;
  const fresh: Compiled = { statements: statements.map(compile), byAction: new Map() };
  compiled.set(statements, fresh);
  return fresh;
};

const statementsOn = (action: string, all: readonly PolicyStatement[]): CompiledStatement[] => {
  const { statements, byAction } = compiledOf(all);
  const known = byAction.get(action);
  if (known) return known;
  const found = statements.filter(({ actions }) => matches(actions, action));
  if (byAction.size >= rememberedActions) byAction.clear();
  byAction.set(action, found);
  return found;
};

const compile = ({ effect, actions, resources, conditions = {} }: PolicyStatement): CompiledStatement => ({
  effect,
  actions: actions.map((pattern) => wildcard(pattern, 'i')),
  resources: resources.map((pattern) => wildcard(pattern)),
  conditions: Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileCondition(effect, operator, key.toLowerCase(), [values].flat())),
  ),
});

const matches = (patterns: readonly RegExp[], value: string): boolean => patterns.some((pattern) => pattern.test(value));

/** `*` stands for any characters, `?` for one. */
const wildcard = (pattern: string, flags = ''): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    `s${flags}`,
  );

type Test = (value: string, expected: string) => boolean;

const same: Test = (value, expected) => value === expected;
const sameFolded: Test = (value, expected) => value.toLowerCase() === expected.toLowerCase();
const like: Test = (value, expected) => wildcard(expected).test(value);

/** Each operator's test, and whether the condition holds when no value passes it. */
const operators = new Map<string, { test: Test; negated: boolean }>([
  ['StringEquals', { test: same, negated: false }],
  ['StringNotEquals', { test: same, negated: true }],
  ['StringEqualsIgnoreCase', { test: sameFolded, negated: false }],
  ['StringNotEqualsIgnoreCase', { test: sameFolded, negated: true }],
  ['StringLike', { test: like, negated: false }],
  ['StringNotLike', { test: like, negated: true }],
  ['ArnEquals', { test: like, negated: false }],
  ['ArnNotEquals', { test: like, negated: true }],
  ['ArnLike', { test: like, negated: false }],
  ['ArnNotLike', { test: like, negated: true }],
  ['Bool', { test: sameFolded, negated: false }],
]);

const compileCondition = (effect: 'Allow' | 'Deny', operator: string, key: string, expected: string[]): Condition => {
  if (operator === 'Null') return (context) => expected.includes(String(context[key] === undefined));
  const base = operator.replace(/IfExists$/, '');
  const known = operators.get(base);
  if (!known) {
    console.warn(`The edge does not know the policy condition operator ${operator}: it denies what depends on it.`);
    return () => effect === 'Deny';
  }
  return (context) => {
    const value = context[key];
    if (value === undefined) return known.negated || base !== operator;
    return expected.some((wanted) => known.test(value, wanted)) !== known.negated;
  };
};
