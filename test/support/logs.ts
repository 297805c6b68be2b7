const METHODS = ['log', 'debug', 'info', 'warn', 'error'] as const;

/** What functions log during a test, instead of on the screen. Call it at the top of a suite. */
export const captureLogs = (): { entries(): Record<string, unknown>[]; text(): string } => {
  const lines: string[] = [];
  const keep = (...line: unknown[]): void => {
    lines.push(line.map(String).join(' '));
  };
  const restore: (() => void)[] = [];
  beforeAll(() => {
    for (const method of METHODS) {
      const original = console[method];
      console[method] = keep;
      restore.push(() => {
        console[method] = original;
      });
    }
  });
  beforeEach(() => {
    // Powertools then writes by the global console, metrics too.
    Object.assign(process.env, { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' });
    lines.length = 0;
  });
  afterAll(() => {
    delete process.env.POWERTOOLS_DEV;
    delete process.env.POWERTOOLS_METRICS_DISABLED;
    for (const undo of restore) undo();
  });
  return { entries: () => lines.map((line) => JSON.parse(line)), text: () => lines.join('\n') };
};
