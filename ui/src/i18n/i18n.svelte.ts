// Two languages, switched live. Messages are data: src/messages/*.json, keys equal in both (tests/messages.test.ts).
import { en, keys, zh } from 'virtual:messages';
import type file from '../messages/zh.json';
import type { Words } from '../bindings/Words';

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];

/** Every key of the message files, dotted: a key that does not exist does not compile. */
export type MessageKey = Leaves<typeof file>;
export type Language = 'zh' | 'en';
export type Parameters = Record<string, string | number>;

/** Every key in the files' order: that of the texts. */
const flat = (tree: typeof keys, prefix: string): string[] =>
  Object.entries(tree).flatMap(([key, value]) => (value === 0 ? [prefix + key] : flat(value, `${prefix}${key}.`)));
const every = flat(keys, '');

const named = (texts: readonly string[]) => new Map(every.map((key, at) => [key, texts[at] ?? key]));
const messages: Record<Language, Map<string, string>> = { zh: named(zh), en: named(en) };

/** The machine's language: Chinese when the first language that we have is Chinese. */
export function systemLanguage(preferred: readonly string[] = navigator.languages): Language {
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/** The lab's language. Reading it in a component makes the component follow it. */
export const i18n = $state<{ language: Language }>({ language: systemLanguage() });

/** The tag for `lang` attributes and `Intl`. */
export const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en');

/** A message in a given language, `{name}` filled from `parameters`. The phone uses this: its language is its own. */
export function translate(language: Language, key: MessageKey, parameters: Parameters = {}): string {
  const message = messages[language].get(key) ?? key;
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

/** A message in the lab's language. */
export function t(key: MessageKey, parameters: Parameters = {}): string {
  return translate(i18n.language, key, parameters);
}

/** For keys made from open sets (a carrier's codes, the cloud's): true when we have words for it. */
export function isMessageKey(key: string): key is MessageKey {
  return messages.zh.has(key);
}

/** The last parts of the keys below a group of an open set: the cloud's codes that we have words for. */
export const keysOf = (group: string): string[] =>
  every.filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1));

/** Words that come from Rust in both languages. */
export function words(both: Words): string {
  return both[i18n.language];
}
