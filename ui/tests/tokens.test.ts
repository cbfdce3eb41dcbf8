// One place for colour and type: what a component paints with has a name in a tokens file.
import { describe, expect, it } from 'vitest';
import phone from '../src/phone/phone.css?raw';
import css from '../src/styles/tokens.css?raw';

const sheets = import.meta.glob<string>(['../src/**/*.{svelte,css}'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** Where colours are given their names: the lab's, the Live window's, the phone's own. */
const PALETTES = ['/styles/tokens.css', '/styles/live-tokens.css', '/phone/phone.css'];

/** The styles of a file, without comments. */
const stylesOf = (path: string, text: string) =>
  (path.endsWith('.css')
    ? text
    : [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style]) => style).join('\n')
  ).replaceAll(/\/\*[\s\S]*?\*\//g, '');
const COLOUR = /#[0-9a-f]{3,8}\b(?=[^{}]*[;}])|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(/gi;
const FIXED_TYPE = /font(?:-size)?:[^;]*\b\d*\.?\d+px/g;
const offences = (path: string, text: string) => {
  const styles = stylesOf(path, text);
  return [...styles.matchAll(COLOUR), ...styles.matchAll(FIXED_TYPE)].map(([what]) => `${path}: ${what}`);
};

describe('the tokens', () => {
  const others = Object.entries(sheets).filter(([path]) => !PALETTES.some((palette) => path.endsWith(palette)));

  it('are what every component paints and writes with', () => {
    expect(others.length).toBeGreaterThan(60);
    expect(others.flatMap(([path, text]) => offences(path, text))).toEqual([]);
  });
  it('are missed when a component brings a colour or a size of type of its own', () => {
    const own = '<style>a { color: #fff; background: rgb(0 0 0 / 0.4); font: 400 13px/1.5 serif; }</style>';
    expect(offences('x.svelte', own)).toHaveLength(3);
    expect(offences('x.svelte', '<a href="#abc">x</a><style>a { border: 1px solid var(--line); }</style>')).toEqual([]);
  });
  it('that components use are all defined', () => {
    expect(phone).toContain('--p-ground');
    const named = new Set(
      Object.entries(sheets).flatMap(([path, text]) => [
        ...[...stylesOf(path, text).matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name),
        ...[...text.matchAll(/style:(--[\w-]+)/g)].map(([, name]) => name),
      ]),
    );
    const used = Object.entries(sheets).flatMap(([path, text]) =>
      // What bits-ui measures, it names.
      [...stylesOf(path, text).matchAll(/var\((--(?!bits-)[\w-]+)/g)].map(([, name]) => ({ path, name })),
    );
    expect(used.filter(({ name }) => !named.has(name))).toEqual([]);
  });
  it('of colour are given in light, dark and high contrast', () => {
    const names = (selector: string) => {
      const start = css.indexOf(selector);
      const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
      return [...body.matchAll(/(--[\w-]+):\s*(?:#|rgb|0 )/g)].map(([, name]) => name);
    };
    const light = names(':root {').filter((name) => name !== '--overlay');
    expect(light.length).toBeGreaterThan(18);
    expect(names(":root[data-theme='dark']")).toEqual(light);
    expect(names(":root[data-theme='contrast']")).toEqual(light);
  });
});
