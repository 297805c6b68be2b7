// Charts as SVG text, drawn in the colours of the page around them (`--ink`, `--faint`, `--accent`, `--bad`).

export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const WIDTH = 880;
const HEIGHT = 240;
const MARGIN = { left: 56, right: 16, top: 12, bottom: 28 };
const INNER = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };

const round = (value: number): number => Math.round(value * 10) / 10;
const figure = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 1 : 0 });

const frame = (label: string, content: string): string =>
  `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">${content}</svg>`;

const xOf = (part: number): number => round(MARGIN.left + part * INNER.width);
const yOf = (part: number): number => round(MARGIN.top + (1 - part) * INNER.height);

/** A round number a little above. */
const ceiling = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power || 1;
};

const grid = (most: number): string =>
  [0, 0.5, 1]
    .map(
      (part) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${yOf(part)}" y2="${yOf(part)}"/><text x="${MARGIN.left - 8}" y="${yOf(part) + 4}" text-anchor="end">${figure(most * part)}</text>`,
    )
    .join('');

const tick = (part: number, text: string): string =>
  `<text x="${xOf(part)}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(text)}</text>`;

export interface Marked {
  /** From and to, as indexes of the values. */
  from: number;
  to: number;
  label: string;
}

/** One value a second, with spans marked behind it and a second, fainter series on a scale of its own. */
export const timeline = (label: string, values: readonly number[], faint: readonly number[], spans: readonly Marked[]): string => {
  const most = ceiling(Math.max(1, ...values));
  const mostFaint = ceiling(Math.max(1, ...faint));
  const last = Math.max(1, values.length - 1);
  const path = (series: readonly number[], top: number) =>
    series.map((value, index) => `${xOf(index / last)},${yOf(value / top)}`).join(' ');
  const every = [10, 30, 60, 120, 300].find((seconds) => last / seconds <= 12) ?? 600;
  const ticks = Array.from({ length: Math.floor(last / every) + 1 }, (_, index) => tick((index * every) / last, `${index * every} s`));
  const bands = spans.map(({ from, to, label: text }) => {
    const [start, end] = [xOf(Math.max(0, from) / last), xOf(Math.min(last, to) / last)];
    return `<rect class="span" x="${start}" y="${MARGIN.top}" width="${Math.max(2, end - start)}" height="${INNER.height}"><title>${escapeHtml(text)}</title></rect>`;
  });
  const area = `<polygon class="area" points="${xOf(0)},${yOf(0)} ${path(values, most)} ${xOf(1)},${yOf(0)}"/>`;
  const lines = `<polyline class="faint" points="${path(faint, mostFaint)}"/><polyline class="line" points="${path(values, most)}"/>`;
  return frame(label, `${bands.join('')}${grid(most)}${area}${lines}${ticks.join('')}`);
};

export interface Bucket {
  upTo: number;
  count: number;
}

/** How durations spread, over buckets whose bounds grow by the ratio `growth`. `marks`: durations worth a line. */
export const spreadChart = (
  label: string,
  buckets: readonly Bucket[],
  growth: number,
  marks: readonly { at: number; label: string; goal?: boolean }[],
): string => {
  const least = (buckets[0]?.upTo ?? 1) / growth;
  const last = Math.max(buckets.at(-1)?.upTo ?? 10, 2 * least, ...marks.map(({ at }) => at));
  const place = (ms: number) => Math.max(0, Math.log(Math.max(ms, least) / least) / (Math.log(last / least) + 0.1));
  const most = ceiling(Math.max(1, ...buckets.map(({ count }) => count)));
  const bars = buckets.map(({ upTo, count }) => {
    const [x, y] = [xOf(place(upTo / growth)), yOf(count / most)];
    const width = round(Math.max(1, xOf(place(upTo)) - x - 1));
    return `<rect class="bar" x="${x}" y="${y}" width="${width}" height="${round(yOf(0) - y)}"><title>≤ ${figure(upTo)} ms: ${figure(count)}</title></rect>`;
  });
  const lines = marks.map(({ at, label: text, goal = false }, index) => {
    const x = xOf(place(at));
    const left = place(at) > 0.85;
    return `<line class="${goal ? 'goal' : 'mark'}" x1="${x}" x2="${x}" y1="${MARGIN.top}" y2="${yOf(0)}"/><text x="${x + (left ? -4 : 4)}" y="${MARGIN.top + 12 + 14 * index}" text-anchor="${left ? 'end' : 'start'}">${escapeHtml(text)}</text>`;
  });
  const ticks = [0.001, 0.01, 0.1, 1, 10, 100].flatMap((seconds) => {
    const part = place(seconds * 1_000);
    return seconds * 1_000 < least || part > 1 ? [] : [tick(part, seconds < 1 ? `${seconds * 1_000} ms` : `${seconds} s`)];
  });
  return frame(label, `${grid(most)}${bars.join('')}${lines.join('')}${ticks.join('')}`);
};

/** Amounts side by side, greatest first. */
export const bars = (rows: readonly { label: string; value: number; text: string }[]): string => {
  const most = Math.max(1e-9, ...rows.map(({ value }) => value));
  return `<table class="bars">${rows
    .toSorted((a, b) => b.value - a.value)
    .map(
      ({ label, value, text }) =>
        `<tr><th>${escapeHtml(label)}</th><td><span style="width:${round((100 * value) / most)}%"></span></td><td>${escapeHtml(text)}</td></tr>`,
    )
    .join('')}</table>`;
};
