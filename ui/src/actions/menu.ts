// The menu as data: src-tauri makes the system's menu of the same file on macOS.
import { isMessageKey, translate, type Language } from '../i18n/i18n.svelte';
import type { Action } from './action';
import menu from './menu.json';

/** An entry that is a line between groups. */
export const LINE = '-';
export type MenuName = 'file' | 'view' | 'flow' | 'help';

/** The menus, each with the ids of its actions. */
/** What an entry says: in its menu an action needs fewer words than among all others. */
export function entryWords(action: Action, language: Language): string {
  const key = `action.${action.id}`;
  return isMessageKey(key) ? translate(language, key) : action.label(language);
}

export const menus = menu as readonly { menu: MenuName; actions: readonly string[] }[];
