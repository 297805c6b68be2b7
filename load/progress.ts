// How far a run is: one line that changes on a terminal, a line every 10 s elsewhere.
const PLAIN_EVERY_MS = 10_000;
const BAR = 24;

export interface Progress {
  /** `part`: 0 to 1. */
  show(part: number, words: string): void;
  /** What was shown last. */
  doing(): string;
  /** Puts a line above. */
  note(line: string): void;
  end(): void;
}

export const createProgress = (out: NodeJS.WriteStream): Progress => {
  let shownAt = Number.NEGATIVE_INFINITY;
  let last = '';
  let doing = '';
  const clear = () => {
    if (out.isTTY && last !== '') out.write('\r\u001B[K');
  };

  return {
    show(part, words) {
      const filled = Math.round(Math.min(1, part) * BAR);
      doing = `${(part * 100).toFixed(0)} % ${words}`;
      last = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${(part * 100).toFixed(0).padStart(3)} %  ${words}`;
      if (out.isTTY) out.write(`\r\u001B[K${last}`);
      else if (performance.now() - shownAt >= PLAIN_EVERY_MS) {
        shownAt = performance.now();
        out.write(`${last}\n`);
      }
    },
    doing: () => doing,
    note(line) {
      clear();
      out.write(`${line}\n`);
      if (out.isTTY) out.write(last);
    },
    end() {
      clear();
      last = '';
    },
  };
};
