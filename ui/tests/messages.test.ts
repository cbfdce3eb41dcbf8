import { describe, expect, it } from 'vitest';
import { systemLanguage, translate } from '../src/i18n/i18n.svelte';
import en from '../src/messages/en.json';
import zh from '../src/messages/zh.json';

type Tree = { [key: string]: string | Tree };
function flat(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
}
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
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
  it('have one word for one thing', () => {
    const others: [RegExp, Iterable<[string, string]>][] = [
      [/令牌|通证/, chinese],
      [/移动数据|移动网络/, chinese],
      [/mobile data|mobile network/i, english],
    ];
    for (const [other, texts] of others) {
      expect([...texts].filter(([, text]) => other.test(text)).map(([key]) => key)).toEqual([]);
    }
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
