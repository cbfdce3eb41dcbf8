import type { Language } from '../i18n/i18n.svelte';
import type { Shortcut } from './shortcut';

/** What actions are listed under, in this order. */
export const groups = ['flow', 'view', 'device', 'look', 'evidence', 'program', 'code', 'scenario'] as const;
export type Group = (typeof groups)[number];

/** Something that a person can do, wherever it is chosen: in the palette, in a menu, by its keys. */
export interface Action {
  id: string;
  group: Group;
  /** What it does, in words. */
  label: (language: Language) => string;
  /** What it is found by beside its label. */
  keywords?: readonly string[];
  shortcut?: Shortcut;
  /** Keys of their own kind, heard in a text field too: for people, and whether they are pressed. */
  keys?: { shown: string; isPressed: (event: KeyboardEvent) => boolean };
  /** Whether it can be done now; if there is no such question it always can. */
  when?: () => boolean;
  /** Of actions that choose something: whether it is chosen now. */
  chosen?: () => boolean;
  run: () => void | Promise<unknown>;
}
