import { isComposed } from '../actions/composing';
import type { NextOutcome } from '../bindings/NextOutcome';

/** The outcomes by their keys 1 to 9. Rust lists its choices in the same order. */
export const outcomeKeys: readonly NextOutcome[] = [
  'success',
  'wrong_digits',
  'timeout',
  'no_network',
  'token_expired',
  'locked',
  'wifi',
  'hotspot',
  'server_refuses',
];

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing' | 'keyCode'
>;

/** The digit of the row above the letters or of the number pad, whatever the layout writes on it (AZERTY wants Shift). */
function digitOf({ key, code }: Pressed): number {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? (/^[1-9]$/.test(key) ? key : null);
  return digit === null ? 0 : Number(digit);
}

/** The outcome whose key is pressed: Ctrl or ⌘ with a digit 1 to 9 and nothing else, never while text is composed. Held, it counts once. */
export function outcomeOfKey(event: Pressed): NextOutcome | null {
  if (isComposed(event) || event.repeat) return null;
  if (event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return null;
  return outcomeKeys[digitOf(event) - 1] ?? null;
}
