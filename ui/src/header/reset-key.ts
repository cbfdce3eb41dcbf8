/** The key that resets: no letter, and none that a text field uses. */
export const RESET_KEY = 'F5';

/** Text is typed here: a bare key is the field's. */
const isTyped = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)) ||
  (target instanceof HTMLElement && target.isContentEditable);

/** The bare key, while nothing is typed or composed. Held down it counts once. */
export const isResetKey = (event: KeyboardEvent): boolean =>
  event.key === RESET_KEY &&
  !event.repeat &&
  !event.isComposing &&
  !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) &&
  !isTyped(event.target);
