import { describe, expect, it } from 'vitest';
import css from '../src/styles/tokens.css?raw';

function block(selector: string, after = 0): Record<string, string> {
  const start = css.indexOf(selector, after);
  expect(start, selector).toBeGreaterThanOrEqual(0);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]));
}
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
function ratio(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const themes = {
  light: block(':root {'),
  dark: block(":root[data-theme='dark']"),
  contrast: block(":root[data-theme='contrast']"),
};
const text: [string, string[]][] = [
  ['ink', ['ground', 'panel', 'panel-2', 'accent-soft', 'wait-soft', 'bad-soft']],
  ['ink-2', ['ground', 'panel', 'panel-2', 'accent-soft']],
  ['ink-3', ['ground', 'panel', 'panel-2', 'accent-soft', 'wait-soft']],
  ['accent', ['ground', 'panel', 'accent-soft']],
  ['accent-ink', ['accent']],
  ['ok', ['ground', 'panel', 'ok-soft', 'accent-soft']],
  ['bad', ['ground', 'panel', 'panel-2', 'bad-soft', 'accent-soft']],
  ['wait', ['panel', 'panel-2', 'wait-soft', 'accent-soft']],
  ['sim', ['sim-soft']],
];

describe.each(Object.entries(themes))('the %s theme', (name, colours) => {
  const colour = (key: string) => colours[key] ?? '';
  it('has every text at 4.5:1 or more on each of its grounds (7:1 in high contrast)', () => {
    const least = name === 'contrast' ? 7 : 4.5;
    const poor = text.flatMap(([ink, grounds]) =>
      grounds
        .filter((ground) => ratio(colour(ink), colour(ground)) < least)
        .map((ground) => `${ink} on ${ground}: ${ratio(colour(ink), colour(ground)).toFixed(2)}`),
    );
    expect(poor).toEqual([]);
  });
  it('has a border of 3:1 or more on whatever can be pressed', () => {
    for (const ground of ['ground', 'panel', 'panel-2', 'accent-soft']) {
      expect(ratio(colour('control'), colour(ground)), ground).toBeGreaterThanOrEqual(3);
    }
    expect(ratio(colour('sim-line'), colour('sim-soft'))).toBeGreaterThanOrEqual(3);
  });
});

it('the system’s dark is the same as the chosen dark', () => {
  expect(block(":root[data-theme='system']", css.indexOf('prefers-color-scheme: dark'))).toEqual(themes.dark);
});
