// The two message files as one module: both have the same keys, so the window's scripts hold them once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

type Tree = { [key: string]: string | Tree };
/** The keys without their texts. */
type Keys = { [key: string]: 0 | Keys };

const MODULE = 'virtual:messages';
const languages = ['zh', 'en'] as const;

const textsOf = (tree: Tree): string[] =>
  Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : textsOf(value)));
const keysOf = (tree: Tree): Keys =>
  Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, typeof value === 'string' ? 0 : keysOf(value)] as const),
  );

/** The module's source: the keys as a tree, and the texts of each language in the tree's order. Fails where the keys differ. */
export function messagesModule(zh: Tree, en: Tree): string {
  const keys = JSON.stringify(keysOf(zh));
  if (keys !== JSON.stringify(keysOf(en))) {
    throw new Error('src/messages/zh.json and en.json have other keys, or the same in another order: make them equal');
  }
  return `export const keys = ${keys};\nexport const zh = ${lines(zh)};\nexport const en = ${lines(en)};`;
}

/** The texts as one, cut into lines when it is read: that is shorter than a list of them. */
function lines(tree: Tree): string {
  const texts = textsOf(tree);
  const broken = texts.find((text) => text.includes('\n'));
  if (broken !== undefined) throw new Error(`a message has two lines: ${JSON.stringify(broken)}`);
  return `${JSON.stringify(texts.join('\n'))}.split('\\n')`;
}

/** Serves `virtual:messages` from the files in the folder. */
export function messages(folder: string): Plugin {
  const files = languages.map((language) => join(folder, `${language}.json`));
  return {
    name: 'messages',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load(id) {
      if (id !== `\0${MODULE}`) return null;
      for (const file of files) this.addWatchFile(file);
      const [zh = {}, en = {}] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Tree);
      return messagesModule(zh, en);
    },
  };
}
