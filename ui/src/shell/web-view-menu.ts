// The web view's own menu offers to reload the page and to go back: both lose what the person does.
const TEXT_INPUTS = new Set(['text', 'search', 'tel', 'url', 'email', 'password', 'number']);

function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.has(target.type);
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof Element && target.closest('[contenteditable]:not([contenteditable="false"])') !== null;
}

/** Keeps that menu to fields for text, where it cuts, copies and pastes. */
export function menuForTextAlone(event: Event): void {
  if (!takesText(event.target)) event.preventDefault();
}
