import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { isMessageKey, systemLanguage, translate } from '../src/i18n/i18n.svelte';
import en from '../src/messages/en.json';
import zh from '../src/messages/zh.json';

type Tree = { [key: string]: string | Tree };
function flat(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
}
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const sources = import.meta.glob<string>(['../src/**/*.{svelte,ts}', '!../src/**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** What a component shows without asking the messages: its text, and the attributes that are read out. */
function ownWords(source: string): string[] {
  const found: string[] = [];
  const { fragment } = parse(source, { modern: true });
  (function visit(node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    const { type, name, value, data } = node as Record<string, unknown>;
    if (type === 'Comment' || type === 'StyleDirective') return;
    if (type === 'Attribute' && !SPOKEN.includes(String(name))) return;
    if (type === 'Text') found.push(String(data).trim());
    if (type === 'Literal' && typeof value === 'string' && CJK.test(value)) found.push(value);
    Object.values(node).forEach(visit);
  })(fragment);
  return found.filter((text) => /[A-Za-z]{2}/.test(text) || CJK.test(text));
}
const SPOKEN = ['aria-label', 'title', 'placeholder', 'alt'];
const CJK = /[\u3400-\u9fff\uff00-\uffef]/;
const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*|<!--[\s\S]*?-->/g, '');

describe('messages', () => {
  const chinese = flat(zh);
  const english = new Map(flat(en));

  it('have the same keys in the same order in both languages', () => {
    expect([...english.keys()]).toEqual(chinese.map(([key]) => key));
  });
  it('have the same placeholders in both languages, and none is empty', () => {
    for (const [key, text] of chinese) {
      expect(text.trim(), key).not.toBe('');
      expect(english.get(key)?.trim(), key).not.toBe('');
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
    }
  });
  it('are used where they are written: every literal key exists', () => {
    const used = Object.values(sources).flatMap((text) =>
      [...text.matchAll(/\b(?:t|say|translate)\((?:\w+, )?'([\w.]+\.[\w.]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((key) => !isMessageKey(key))).toEqual([]);
  });
  it('hold every word that a component shows, but for names of the protocol', () => {
    const components = Object.entries(sources).filter(([path]) => path.endsWith('.svelte'));
    expect(components.length).toBeGreaterThan(40);
    const words = components.flatMap(([path, source]) => ownWords(source).map((text) => `${path}: ${text}`));
    expect(words.filter((found) => !/: (·\s*)?HTTP$/.test(found))).toEqual([]);
  });
  it('hold every Chinese word of the page; the page SDK’s own results carry the seed’s', () => {
    const chinese = Object.entries(sources).filter(
      ([path, source]) =>
        !/\/(sdk|bindings|testing)\//.test(path) && CJK.test(withoutComments(source).replaceAll(/\[０-９\]/g, '')),
    );
    expect(chinese.map(([path]) => path)).toEqual([]);
  });
  it('catch a word that was written into a component', () => {
    expect(ownWords('<p>{t("a.b")} · Saved</p><input placeholder="搜索" class="input" />')).toEqual([
      '· Saved',
      '搜索',
    ]);
  });
  it('are filled in, and what is not given stays visible', () => {
    expect(translate('en', 'log.newer', { n: 3 })).toBe('3 new ↓');
    expect(translate('zh', 'log.newer')).toBe('{n} 条新的 ↓');
  });
  it('follow the first language of the system that we have', () => {
    expect(systemLanguage(['fr-FR', 'zh-TW', 'en'])).toBe('zh');
    expect(systemLanguage(['en-GB', 'zh'])).toBe('en');
    expect(systemLanguage(['fr'])).toBe('en');
  });
  it('say SIMULATION in the title of both languages', () => {
    expect(translate('zh', 'app.title')).toContain('SIMULATION');
    expect(translate('en', 'app.title')).toContain('SIMULATION');
    expect(translate('zh', 'app.first_run')).toBe('这里模拟一键登录，不会连网。按 ▶ 开始。');
  });
});
