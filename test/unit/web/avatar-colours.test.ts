import { readFileSync } from 'node:fs';
import { limits } from '@parley/protocol';

type Colour = readonly [number, number, number];

const css = readFileSync(new URL('../../../web/src/design/avatar.css', import.meta.url), 'utf8');

/** Linear light of #rrggbb. */
const linear = (hex: string): Colour => {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};

/** OKLab, in which distances are as large as they look. */
const looks = (hex: string): Colour => {
  const [r, g, b] = linear(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};

const luminance = (hex: string): number => {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const distance = (one: string, other: string): number => {
  const [a, b] = [looks(one), looks(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
};

const hues = [...css.matchAll(/\.avatar-hue-\d \{\s+background: light-dark\((.+), (.+)\);\s+color: light-dark\((.+), (.+)\);/g)];

describe.each([
  ['light', 1, 3],
  ['dark', 2, 4],
])('the avatars of the %s theme', (_theme, ground, ink) => {
  const pairs = hues.map((hue) => ({ ground: hue[ground] ?? '', ink: hue[ink] ?? '' }));

  test('are told from each other', () => {
    const distances = pairs.flatMap((one, index) => pairs.slice(index + 1).map((other) => distance(one.ground, other.ground)));

    expect(pairs).toHaveLength(limits.avatarHues);
    expect(Math.min(...distances)).toBeGreaterThan(0.06);
  });

  test('show their letters at 4.5:1 at least (WCAG AA)', () => {
    expect(Math.min(...pairs.map((pair) => contrast(pair.ground, pair.ink)))).toBeGreaterThan(4.5);
  });
});
