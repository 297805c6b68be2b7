/** The route that a request takes, and what its path parameters are. */
export interface Match<R> {
  route: R;
  parameters: Record<string, string>;
}

interface Pattern<R> {
  route: R;
  method: string;
  /** Undefined: `$default`, which takes everything. */
  segments?: string[];
}

/**
 * Matches as an HTTP API does: the most specific route wins, segment by segment literal before `{parameter}` before `{proxy+}`, then the
 * method itself before ANY, and `$default` last.
 */
export const matcher = <R extends { routeKey: string }>(
  routes: readonly R[],
  stage: string,
): ((method: string, path: string) => Match<R> | undefined) => {
  const patterns = routes.map(patternOf).sort((a, b) => compare(rank(a), rank(b)));
  const prefix = stage === '$default' ? '' : `/${stage}`;
  return (method, path) => {
    if (!path.startsWith(prefix)) return undefined;
    const segments = segmentsOf(path.slice(prefix.length));
    for (const pattern of patterns) {
      if (pattern.method !== 'ANY' && pattern.method !== method) continue;
      const parameters = pattern.segments ? parametersOf(pattern.segments, segments) : {};
      if (parameters) return { route: pattern.route, parameters };
    }
    return undefined;
  };
};

const patternOf = <R extends { routeKey: string }>(route: R): Pattern<R> => {
  const [method = '', path] = route.routeKey.split(' ');
  return path === undefined ? { route, method: 'ANY' } : { route, method, segments: segmentsOf(path) };
};

const segmentsOf = (path: string): string[] => path.replace(/^\//, '').split('/');

const isGreedy = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('+}');
const isParameter = (segment: string): boolean => segment.startsWith('{');

const rank = ({ segments, method }: Pattern<unknown>): number[] => [
  ...(segments ?? ['{+}']).map((segment) => (isGreedy(segment) ? 2 : isParameter(segment) ? 1 : 0)),
  ...(segments ? [] : [3]),
  method === 'ANY' ? 1 : 0,
];

const compare = (a: number[], b: number[]): number => {
  const index = a.findIndex((value, i) => value !== b[i]);
  return index < 0 ? a.length - b.length : (a[index] ?? 0) - (b[index] ?? 0);
};

const parametersOf = (pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined => {
  const greedyAt = pattern.findIndex(isGreedy);
  if (greedyAt < 0 ? pattern.length !== segments.length : segments.length < pattern.length) return undefined;
  const parameters: [string, string][] = [];
  for (const [i, expected] of pattern.entries()) {
    const given = segments[i] ?? '';
    if (isGreedy(expected)) parameters.push([expected.slice(1, -2), decode(segments.slice(i).join('/'))]);
    else if (isParameter(expected) && given !== '') parameters.push([expected.slice(1, -1), decode(given)]);
    else if (expected !== given) return undefined;
  }
  return Object.fromEntries(parameters);
};

/** Decodes what can be decoded; a broken escape stays as it is. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
