// The menu as data: src-tauri makes the system's menu of the same file on macOS.
import menu from './menu.json';

/** An entry that is a line between groups. */
export const LINE = '-';
export type MenuName = 'file' | 'view' | 'flow' | 'help';

/** The menus, each with the ids of its actions. */
export const menus = menu as readonly { menu: MenuName; actions: readonly string[] }[];
