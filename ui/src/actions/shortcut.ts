// Keys that do something from anywhere in the window.
import type { Action } from './action';
import { isComposed } from './composing';

/** A key by what it writes; `mod` is Ctrl, or ⌘ on a Mac. */
export interface Shortcut {
  /** As `KeyboardEvent.key`, letters small. */
  key: string;
  mod?: boolean;
}

export const onMac = (): boolean => /mac/i.test(navigator.platform);

/** Text is typed here: a bare key is the field's. */
const isTyped = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)) ||
  (target instanceof HTMLElement && target.isContentEditable);

/**
 * Whether the shortcut is pressed. Held down it counts once; never while an input method composes; a bare key never while
 * one types. Alt makes it another key: AltGr is Ctrl and Alt to Windows, and writes letters.
 */
export function isPressed({ key, mod = false }: Shortcut, event: KeyboardEvent): boolean {
  if (event.repeat || isComposed(event)) return false;
  const [wanted, other] = onMac() ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (wanted !== mod || other || event.altKey) return false;
  // Shift may be needed to write the key itself, as for “?”: a letter or a named key with it is another one.
  if (event.shiftKey && key !== '?' && key !== '/') return false;
  if (!mod && isTyped(event.target)) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

const names: Record<string, string> = { enter: '↵' };
const nameOf = (key: string) => names[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key);

/** For people: `Ctrl+K`, `⌘K`. */
export const shown = ({ key, mod = false }: Shortcut): string =>
  mod ? (onMac() ? `⌘${nameOf(key)}` : `Ctrl+${nameOf(key)}`) : nameOf(key);

/** For `aria-keyshortcuts`. */
export const spoken = ({ key, mod = false }: Shortcut): string =>
  mod ? `${onMac() ? 'Meta' : 'Control'}+${key.length === 1 ? key.toUpperCase() : key}` : key;

/** An action's keys for people. */
export const keysOf = ({ shortcut, keys }: Pick<Action, 'shortcut' | 'keys'>): string | undefined =>
  shortcut ? shown(shortcut) : keys?.shown;

/** Whether an action's keys are pressed. */
export const isHeard = ({ shortcut, keys }: Pick<Action, 'shortcut' | 'keys'>, event: KeyboardEvent): boolean =>
  shortcut ? isPressed(shortcut, event) : (keys?.isPressed(event) ?? false);
