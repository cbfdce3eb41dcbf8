// The hints that the system shows for a `title`: words about a control, not about what it opens.

/** The attribute of each control that was pressed and is still pointed at; what it said last. */
const pressed = new Map<Element, string>();
const watcher = new MutationObserver((changes) => {
  // The page renews a hint that it was not seen to have lost, as in another language: that comes back too, and no sooner.
  for (const { target } of changes) if (target instanceof Element && pressed.has(target)) take(target);
});

function take(control: Element): void {
  const title = control.getAttribute('title');
  if (!title) return;
  pressed.set(control, title);
  control.removeAttribute('title');
  watcher.observe(control, { attributes: true, attributeFilter: ['title'] });
}

function giveBack(): void {
  watcher.disconnect();
  for (const [control, title] of pressed) if (!control.hasAttribute('title')) control.setAttribute('title', title);
  pressed.clear();
}

/** Ends the hint of what is pressed: it would lie over what opens, or tell what was so before. */
export function endHintOnPress({ target }: Event): void {
  if (!(target instanceof Element)) return;
  for (let at = target.closest('[title]'); at; at = at.parentElement?.closest('[title]') ?? null) take(at);
}

/** Has it again once something else is pointed at. */
export function hintAgain({ target }: Event): void {
  if (pressed.size === 0 || !(target instanceof Node)) return;
  if (![...pressed.keys()].some((control) => control.isConnected && control.contains(target))) giveBack();
}
