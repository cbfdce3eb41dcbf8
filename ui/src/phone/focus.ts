/** The phone moves the focus only when it has it already, or when nobody has: never away from the lab's controls. */
export function takeFocus(target: HTMLElement | null | undefined): void {
  const active = document.activeElement;
  const free = active === null || active === document.body || active.closest('.phone') !== null;
  if (free) target?.focus({ preventScroll: false });
}
