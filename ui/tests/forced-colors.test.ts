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

type Rule = { selector: string; body: string; forced: boolean; start: number; end: number };

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
          start: (one as unknown as { start: number }).start,
          end: (one as unknown as { end: number }).end,
        });
      }
    }
  })(css?.children ?? [], false);
  return found;
}

/** A state that one must see: chosen, open, current, ticked. */
const STATE =
  /\[aria-(current|selected|checked|pressed)(?!='false')|\[data-state=['"]?(checked|active|on)|:checked|\.(on|open|current|chosen|selected|active|armed)(?![\w-])/;

type Declaration = [property: string, value: string];
const declarations = (body: string): Declaration[] =>
  body.split(';').map((one) => {
    const [property = '', ...value] = one.split(':');
    return [property.trim(), value.join(':').trim()];
  });

const SIDE = '(-(top|right|bottom|left|block|inline)(-(start|end))?)?';
const LINE = new RegExp(`^(border${SIDE}(-style|-width)?|outline(-style|-width)?)$`);
const COLOUR = new RegExp(`^(border${SIDE}|outline)-color$`);

/** What is seen whatever the colours: a line that is drawn or drawn otherwise, a weight, a mark in words, or no forcing at all. A colour is not. */
const isMark = ([property, value]: Declaration): boolean =>
  (LINE.test(property) && !/^(0|none|inherit|transparent)\b|transparent$/.test(value)) ||
  (/^text-decoration(-line|-style)?$/.test(property) && value !== 'none') ||
  (property === 'font-weight' && /^(600|700|bold)$/.test(value)) ||
  (property === 'content' && /^['"]..*['"]$/.test(value)) ||
  (property === 'forced-color-adjust' && value === 'none');

const colours = (rule: Rule): string[] =>
  declarations(rule.body).flatMap(([property, value]) =>
    COLOUR.test(property) ? [value] : LINE.test(property) ? value.split(' ') : [],
  );
/** In forced colours a line in the ground's colour is not seen. */
const unpaints = (rule: Rule) => rule.forced && colours(rule).includes('Canvas');
const paints = (rule: Rule) => rule.forced && colours(rule).some((colour) => /Highlight|Text|Border/.test(colour));

/** A selector's parts, each of one element: `.bar :global(.tab[aria-selected])` is `.bar` and `.tab[aria-selected]`. */
function parts(selector: string): string[] {
  const plain = selector.replace(/:global\(((?:[^()]|\([^()]*\))*)\)/g, '$1');
  return plain.match(/(?:[^\s,>+~()[\]]|\[[^\]]*\]|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];
}
/** Without what it is not, and without passing states such as `:hover`. */
const bare = (part: string) => part.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, '').replace(/:(?!checked)[a-z-]+/g, '');
/** The element itself: its tag, or its first class. */
const elementOf = (part: string) => /^(\.?[\w-]+)/.exec(bare(part))?.[1] ?? part;
const negated = (part: string) => /:not\(|='false'/.test(part);

/** Whether a state that is told by its ground alone otherwise is seen by another rule. */
function seenElsewhere(state: string, rules: Rule[]): boolean {
  const name = STATE.exec(state)?.[0] ?? '';
  const ofState = (rule: Rule) =>
    parts(rule.selector).some((part) => bare(part).includes(name) && elementOf(part) === elementOf(state));
  if (rules.some((rule) => ofState(rule) && declarations(rule.body).some(isMark))) return true;
  // A line of its own colour, where the same line of the others is in the ground's.
  return rules.some((others) => {
    if (!unpaints(others) || ofState(others)) return false;
    const same = parts(others.selector).filter((part) => elementOf(part) === elementOf(state));
    return same.length > 0 && (same.some(negated) || rules.some((rule) => ofState(rule) && paints(rule)));
  });
}

/** What is lost where colours are forced, as sentences. */
function lost(path: string, source: string): string[] {
  const rules = rulesOf(path, source);
  const told: string[] = [];
  for (const { selector, body, forced } of rules) {
    if (forced) continue;
    const state = parts(selector).find((part) => STATE.test(bare(part)));
    if (state && /background|box-shadow/.test(body) && !/:hover/.test(selector) && !seenElsewhere(state, rules)) {
      told.push(`${path}: ${selector} is told by its ground alone`);
    }
    if (declarations(body).some(([property, value]) => property.startsWith('border') && /transparent/.test(value))) {
      const own = elementOf(parts(selector).at(-1) ?? '');
      const handled = rules.some(
        (rule) =>
          rule.forced && colours(rule).length > 0 && parts(rule.selector).some((part) => elementOf(part) === own),
      );
      if (!handled) told.push(`${path}: ${selector} has a border that forced colours paint`);
    }
  }
  return told;
}

/** The source without its n-th rule for forced colours. */
function without(path: string, source: string, nth: number): string {
  const rule = rulesOf(path, source).filter(({ forced }) => forced)[nth];
  return rule ? source.slice(0, rule.start) + source.slice(rule.end) : source;
}

describe('forced colours', () => {
  it('leave every chosen, open or current state to be seen, and paint no border that was none', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(70);
    expect(Object.entries(sources).flatMap(([path, source]) => lost(path, source))).toEqual([]);
  });
  it('would be missed: without its rule for them a chosen one is not seen', () => {
    // Those that are seen by a line, a weight or a mark of their own as well.
    const needed = Object.entries(sources).flatMap(([path, source]) =>
      rulesOf(path, source)
        .filter(({ forced }) => forced)
        .filter((_, nth) => lost(path, without(path, source, nth)).length > 0)
        .map(({ selector }) => `${path.replace('../src/', '')} ${selector}`),
    );
    expect(needed).toEqual(
      expect.arrayContaining([
        'scenarios/ScenarioList.svelte li',
        'scenarios/ScenarioList.svelte li.open',
        'shell/Nav.svelte .item:not([aria-current])',
        "log/LogRow.svelte .row[aria-selected='true']",
        'phone.css .phone-primary',
      ]),
    );
  });
  it('are honoured in the sheet of the plain controls', () => {
    const forced = rulesOf('base.css', base).filter((rule) => rule.forced);
    expect(forced.map((rule) => rule.selector)).toContain('.button.primary');
  });
  it.each([
    ['a state without a mark', 'li.open { background: red; }'],
    ['a state without a mark', "a[aria-current='page'] { background: red; color: blue; }"],
    ['a border of nothing', 'a { border: 1px solid transparent; }'],
    ['rounder corners', '.on { background: red; border-radius: 4px; }'],
    ['another colour of its border', '.on { background: red; border-color: blue; }'],
    ['a border that is taken away', '.on { background: red; border: none; }'],
    ['an empty mark', ".on { background: red; } .on::after { content: ''; }"],
    ['a mark of another element', '.on { background: red; } b.on { font-weight: 600; }'],
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
