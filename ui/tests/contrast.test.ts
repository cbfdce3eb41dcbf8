import { describe, expect, it } from 'vitest';
import live from '../src/styles/live-tokens.css?raw';
import css from '../src/styles/tokens.css?raw';

function block(selector: string, after = 0, sheet = css): Record<string, string> {
  const start = sheet.indexOf(selector, after);
  expect(start, selector).toBeGreaterThanOrEqual(0);
  const body = sheet.slice(sheet.indexOf('{', start) + 1, sheet.indexOf('}', start));
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

const own = {
  light: block(':root {'),
  dark: block(":root[data-theme='dark']"),
  contrast: block(":root[data-theme='contrast']"),
};
const ofLive = (selector: string, after = 0) => block(`:root[data-window='live']${selector}`, after, live);
const liveOnly = {
  light: ofLive(' {'),
  dark: ofLive("[data-theme='dark']"),
  contrast: ofLive("[data-theme='contrast']"),
};
const themes = {
  ...own,
  'live light': { ...own.light, ...liveOnly.light },
  'live dark': { ...own.dark, ...liveOnly.dark },
  'live contrast': { ...own.contrast, ...liveOnly.contrast },
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
    const least = name.endsWith('contrast') ? 7 : 4.5;
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
  expect(block(":root[data-theme='system']", css.indexOf('prefers-color-scheme: dark'))).toEqual(own.dark);
  expect(ofLive("[data-theme='system']", live.indexOf('prefers-color-scheme: dark'))).toEqual(liveOnly.dark);
});

it.each(['light', 'dark', 'contrast'] as const)('the Live window is told apart in %s', (theme) => {
  expect(ratio(liveOnly[theme]['real-ink'] ?? '', liveOnly[theme].real ?? '')).toBeGreaterThanOrEqual(4.5);
  expect(Object.keys(liveOnly[theme]).filter((key) => key in own.light)).toEqual(
    Object.keys(liveOnly.light).filter((key) => key in own.light),
  );
  expect(liveOnly[theme].accent).not.toBe(own[theme].accent);
});
