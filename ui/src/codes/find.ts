// The room's list: the ten codes, those that only the sibling edition has, and what is looked up beside them.
import type { CodeEntry } from '../bindings/CodeEntry';
import type { Dictionary } from '../bindings/Dictionary';
import type { Owner } from '../bindings/Owner';
import type { SdkCall } from '../bindings/SdkCall';
import type { SiblingCode } from '../bindings/SiblingCode';

export type Wanted = { text: string; owner: Owner | ''; call: SdkCall | '' };
export const owners: Owner[] = ['user', 'page', 'server', 'alibaba', 'carrier', 'nobody'];

/** What is looked up and is no code: the addresses are `#codes/rules` and so on. */
export const references = ['rules', 'carriers', 'cloud'] as const;
export type Reference = (typeof references)[number];

/** The codes that have every word that is searched for, in either language, the owner and the call. */
export function findCodes(dictionary: Dictionary, wanted: Wanted): CodeEntry[] {
  return dictionary.codes.filter(
    (entry) =>
      (wanted.owner === '' || entry.owners.includes(wanted.owner)) &&
      (wanted.call === '' || entry.calls.includes(wanted.call)) &&
      has(wanted.text, textOf(dictionary, entry)),
  );
}

/** The sibling edition's own: they belong to no owner and no call of this one. */
export function findSiblings(dictionary: Dictionary, wanted: Wanted): SiblingCode[] {
  if (wanted.owner !== '' || wanted.call !== '') return [];
  return dictionary.sibling_only.filter(({ code, meaning, absent }) =>
    has(wanted.text, [String(code), meaning.zh, meaning.en, absent.zh, absent.en]),
  );
}

function has(text: string, parts: readonly string[]): boolean {
  const all = parts.join('\n').toLowerCase();
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => all.includes(word));
}

function textOf(dictionary: Dictionary, entry: CodeEntry): string[] {
  const said = [entry.meaning, entry.cause, entry.fix, ...(entry.sibling ? [entry.sibling] : [])];
  const carriers = dictionary.carrier_codes.filter((one) => one.gives.includes(entry.code));
  return [
    String(entry.code),
    entry.msg,
    ...said.flatMap(({ zh, en }) => [zh, en]),
    ...entry.calls,
    ...carriers.map((one) => `${one.carrier} ${one.code}`),
  ];
}
