// Numbers and how they spread.

/** What was measured, once a round. */
export interface Figure {
  name: string;
  unit: string;
  rounds: number[];
  /** The median should be at most this. */
  atMost?: number;
  /** Or at least this. */
  atLeast?: number;
}

const goalOf = ({ rounds, atMost, atLeast }: Figure): string => {
  const reached = median(rounds);
  if (atMost !== undefined) return `≤ ${atMost} ${reached <= atMost ? '✓' : '✗'}`;
  return atLeast === undefined ? '' : `≥ ${atLeast} ${reached >= atLeast ? '✓' : '✗'}`;
};

/** The value below which the share `part` (0 to 1) of the values lies; 0 if there are none. */
export const percentile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

/** A table for people: the median, the spread over the rounds, and how it stands against its goal. */
export const table = (figures: readonly Figure[]): string => {
  const rows = figures.map((figure) => [
    figure.name,
    `${round(median(figure.rounds))} ${figure.unit}`,
    figure.rounds.length > 1 ? `${round(Math.min(...figure.rounds))} – ${round(Math.max(...figure.rounds))}` : '',
    goalOf(figure),
  ]);
  const all = [['', 'median', 'spread', 'goal'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
