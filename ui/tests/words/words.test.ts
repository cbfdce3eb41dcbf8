// No word that a person reads is written into the code: a check, not a promise.
import { describe, expect, it } from 'vitest';
import { isMessageKey } from '../../src/i18n/i18n.svelte';
import zh from '../../src/messages/zh.json';
import { ownWords, possibleKeys } from './own-words';

const sources = import.meta.glob<string>(['../../src/**/*.{svelte,ts}', '!../../src/**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const files = Object.entries(sources).map(([path, source]) => [path.replace('../../src/', ''), source] as const);

/** Files whose words are nobody's to read in the lab, each with its reason. */
const notShown: [RegExp, string][] = [
  [/^bindings\//, 'made from Rust: types and no words'],
  [/^sdk\//, 'the vendor SDK’s own results: the seed gives their words, in Chinese, to programs'],
  [/\/testing\//, 'fixtures of tests'],
];
/** Words that no language translates, each with its reason. */
const noWords: [string, string][] = [
  ['Esc', 'what is printed on the key'],
  ['HTTP', 'a protocol'],
  ['· HTTP', 'a protocol'],
  ['LTAI…', 'how AccessKey ids begin'],
  ['FC…', 'how scheme codes begin'],
  ['https://www.example.com', 'an address'],
  ['https://www.example.com/', 'an address'],
  ['dypnsapi.aliyuncs.com', 'an address'],
  ['F11', 'what is printed on the key'],
  ['no such folder', 'within the program’s own sentence, which is English, marked so, and follows ours'],
  ['made there', 'within the program’s own sentence, which is English, marked so, and follows ours'],
  ['has no step', 'an error of a recording that is replayed in a browser, by programmers'],
];

/** Literals that look like keys of the messages and are none. */
const aliens = new Set<string>([]);

type Tree = { [key: string]: string | Tree };
const keysOf = (tree: Tree, prefix = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );

const allowed = new Set(noWords.map(([word]) => word));
const shownFiles = files.filter(([path]) => !notShown.some(([pattern]) => pattern.test(path)));

describe('the words on the screen', () => {
  const found = shownFiles.flatMap(([path, source]) => ownWords(path, source).map((text) => ({ path, text })));

  it('are in the messages, every one', () => {
    expect(shownFiles.length).toBeGreaterThan(100);
    expect(found.filter(({ text }) => !allowed.has(text)).map(({ path, text }) => `${path}: ${text}`)).toEqual([]);
  });

  it('are let through for a reason that still holds', () => {
    const seen = new Set(found.map(({ text }) => text));
    expect(noWords.filter(([word]) => !seen.has(word)).map(([word]) => word)).toEqual([]);
    expect(notShown.filter(([pattern]) => !files.some(([path]) => pattern.test(path)))).toEqual([]);
  });

  it.each([
    ['text', '<p>{t("a.b")} · Saved</p>', '· Saved'],
    ['one letter of text', '<p>x</p>', 'x'],
    ['a label that is read out', '<button aria-label="Close">✕</button>', 'Close'],
    ['a label of a component', '<Popover title="Fault" />', 'Fault'],
    ['either branch of a choice', "<p>{late ? 'Too late' : t('a.b')}</p>", 'Too late'],
    ['a fallback', "<p>{name ?? 'nobody'}</p>", 'nobody'],
    ['a template', '<p title={`${n} new`}></p>', 'new'],
    ['a label in a list', "<Tabs tabs={[{ value: 'a', label: 'About' }]} />", 'About'],
    ['Chinese anywhere', "<Phone digits={read('搜索')} />", '搜索'],
    ['a sentence of the script', "<script>const said = 'not saved yet';</script>", 'not saved yet'],
  ])('are caught as %s', (_, source, word) => {
    expect(ownWords('a.svelte', source)).toEqual([word]);
  });
  it('are caught in code', () => {
    expect(
      ownWords('a.ts', "export const tabs = [{ value: 'log', label: 'Log' }]; say('已保存', `${n} calls more`);"),
    ).toEqual(['Log', '已保存', 'calls more']);
  });
  it('are not what is compared, styled, imported or thrown', () => {
    const source = `<script lang="ts">
      import A from './is not a word.svelte';
      if (reason === 'call order') throw new Error('never comes here');
    </script>
    <p class="small muted" data-kind="no words here" id="x">{kind === 'is not' ? t('a.b') : '·'}</p>`;
    expect(ownWords('a.svelte', source)).toEqual([]);
  });
});

describe('every message', () => {
  const uses = files
    .filter(([path]) => !path.startsWith('bindings/'))
    .map(([path, source]) => possibleKeys(path, source));
  const literals = new Set(uses.flatMap((use) => [...use.literals]));
  const templates = uses.flatMap((use) => use.templates);
  const used = (key: string) => literals.has(key) || templates.some((template) => template.test(key));

  it('is used somewhere', () => {
    expect(keysOf(zh).filter((key) => !used(key))).toEqual([]);
  });
  it('that is used exists: a key, or the beginning of one', () => {
    const known = keysOf(zh);
    const groups = new Set(known.map((key) => key.split('.')[0]));
    // What looks like a key of one of our groups is one.
    const wanted = [...literals].filter((text) => /^[a-z_]+(\.\w+)+$/.test(text) && groups.has(text.split('.')[0]));
    expect(wanted.length).toBeGreaterThan(300);
    expect(wanted.filter((key) => !isMessageKey(key) && !aliens.has(key))).toEqual([]);
    const ofOurs = templates.filter(({ source }) => groups.has(/^\^(\w+)\\\./.exec(source)?.[1] ?? ''));
    expect(ofOurs.length).toBeGreaterThan(30);
    const empty = ofOurs.filter((template) => !known.some((key) => template.test(key)));
    expect(empty.map(String)).toEqual([]);
  });
});
