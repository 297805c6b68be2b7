import type * as z from 'zod/mini';

/** The result of parsing: the value, or the first thing wrong with it and where (R5). */
export type Parsed<T> = { ok: true; value: T } | { ok: false; path: string; reason: string };

type Issue = z.core.$ZodIssue;

// The schema library is used without its message catalogue, which would double its size: these few sentences are all that a caller needs.
const reason = (issue: Issue): string => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'is not a field of this request';
    case 'invalid_type':
      return `must be of type ${issue.expected}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'custom':
    case 'invalid_format':
      return issue.message === 'Invalid input' ? 'is not valid' : issue.message;
    default:
      return 'is not valid';
  }
};

/** Parses unknown input. `path` is dotted, `(root)` for the whole: `mentions.3`. */
export const parse = <T extends z.ZodMiniType>(schema: T, input: unknown): Parsed<z.output<T>> => {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  if (issue === undefined) return { ok: false, path: '(root)', reason: 'is not valid' };
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  return { ok: false, path: keys.map(String).join('.') || '(root)', reason: reason(issue) };
};
