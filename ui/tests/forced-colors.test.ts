// WebKit knows no forced colours and cannot be made to: that states survive them is read from the styles themselves.
// Forced colours take away backgrounds and shadows, and paint borders that were transparent.
import { parse, parseCss } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import phone from '../src/phone/phone.css?raw';
import base from '../src/styles/base.css?raw';
import live from '../src/styles/live-tokens.css?raw';
import tokens from '../src/styles/tokens.css?raw';

const components = import.meta.glob<string>('../src/**/*.svelte', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const sources: Record<string, string> = {
  ...components,
  'base.css': base,
  'live-tokens.css': live,
  'tokens.css': tokens,
  'phone.css': phone,
};

type Rule = { selector: string; body: string; forced: boolean };

/** Every rule of a source, with whether it stands within `@media (forced-colors: active)`. */
function rulesOf(path: string, source: string): Rule[] {
  const css = path.endsWith('.css') ? parseCss(source) : parse(source, { modern: true }).css;
  const found: Rule[] = [];
  const text = (node: { start: number; end: number }) => source.slice(node.start, node.end);
  (function visit(nodes: readonly unknown[], forced: boolean): void {
    for (const one of nodes as {
      type: string;
      name?: string;
      prelude: unknown;
      block: { children: unknown[] } | null;
    }[]) {
      if (one.type === 'Atrule') {
        visit(one.block?.children ?? [], forced || String(one.prelude).includes('forced-colors: active'));
      } else if (one.type === 'Rule') {
        const declarations = (one.block?.children ?? []).filter(
          (child) => (child as { type: string }).type === 'Declaration',
        );
        found.push({
          selector: text(one.prelude as { start: number; end: number }).replace(/\s+/g, ' '),
          body: declarations.map((child) => text(child as { start: number; end: number })).join('; '),
          forced,
        });
      }
    }
  })(css?.children ?? [], false);
  return found;
}

/** A state that one must see: chosen, open, current, ticked. */
const STATE =
  /\[aria-(current|selected|checked|pressed)|\[data-state=['"]?(checked|active|on)|:checked|\.(on|open|current|chosen|selected|active|armed)(?![\w-])/;
/** What is still seen: a border's style or width, an outline, a line, a weight, a mark, or no forcing at all. */
const SEEN = /border|outline|text-decoration|font-weight|content:|forced-color-adjust/;

/** What is lost where colours are forced, as sentences. */
function lost(path: string, source: string): string[] {
  const rules = rulesOf(path, source);
  const forced = rules.filter((rule) => rule.forced);
  const states = rules
    .filter(({ selector, body, forced }) => !forced && STATE.test(selector) && /background|box-shadow/.test(body))
    .filter(({ selector, body }) => {
      if (/:hover|:not\(/.test(selector) || SEEN.test(body)) return false;
      const state = STATE.exec(selector)?.[0] ?? '';
      // Told by another rule: for everybody, or where colours are forced.
      return !rules.some((rule) => rule.selector.includes(state) && SEEN.test(rule.body));
    });
  const borders = rules.filter(({ body, forced }) => !forced && /border[^;]*transparent/.test(body));
  return [
    ...states.map(({ selector }) => `${path}: ${selector} is told by its ground alone`),
    ...(forced.length === 0
      ? borders.map(({ selector }) => `${path}: ${selector} has a border that forced colours paint`)
      : []),
  ];
}

describe('forced colours', () => {
  it('leave every chosen, open or current state to be seen, and paint no border that was none', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(70);
    expect(Object.entries(sources).flatMap(([path, source]) => lost(path, source))).toEqual([]);
  });
  it('are honoured in the sheet of the plain controls', () => {
    const forced = rulesOf('base.css', base).filter((rule) => rule.forced);
    expect(forced.map((rule) => rule.selector)).toContain('.button.primary');
  });
  it.each([
    ['a state without a mark', 'li.open { background: red; }'],
    ['a state without a mark', "a[aria-current='page'] { background: red; color: blue; }"],
    ['a border of nothing', 'a { border: 1px solid transparent; }'],
  ])('would tell %s', (_, css) => {
    expect(lost('a.css', css)).toHaveLength(1);
  });
});

describe('reduced motion', () => {
  it('ends every animation and transition at once, in one place for all', () => {
    const block = base.slice(base.indexOf('prefers-reduced-motion: reduce'));
    expect(block).toMatch(
      /\*,\s*\*::before,\s*\*::after \{\s*animation-duration: 0\.01ms !important;\s*transition-duration: 0\.01ms !important;/,
    );
  });
  it('is never overruled by a component', () => {
    const own = Object.entries(sources).filter(
      ([path, source]) => !path.endsWith('base.css') && /(animation|transition)[^;{}]*!important/.test(source),
    );
    expect(own.map(([path]) => path)).toEqual([]);
  });
});
