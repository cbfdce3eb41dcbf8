// Two languages, switched live. Messages are data: src/messages/*.json, keys equal in both (tests/messages.test.ts).
import en from '../messages/en.json';
import zh from '../messages/zh.json';
import type { Words } from '../bindings/Words';

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];

/** Every key of the message files, dotted: a key that does not exist does not compile. */
export type MessageKey = Leaves<typeof zh>;
export type Language = 'zh' | 'en';
export type Parameters = Record<string, string | number>;

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix: string, into: Map<string, string>): Map<string, string> {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') into.set(prefix + key, value);
    else flatten(value, `${prefix}${key}.`, into);
  }
  return into;
}

const messages: Record<Language, Map<string, string>> = {
  zh: flatten(zh, '', new Map()),
  en: flatten(en, '', new Map()),
};

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

/** Words that come from Rust in both languages. */
export function words(both: Words): string {
  return both[i18n.language];
}
