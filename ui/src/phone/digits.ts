// Reading digits out of what people type and paste. Presentation only: whether a number is a number is decided in Rust.

const FULL_WIDTH_ZERO = 0xff10;

/** Full-width digits as ASCII, everything that is no digit left out. */
export function onlyDigits(text: string): string {
  return text.replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - FULL_WIDTH_ZERO)).replace(/[^0-9]/g, '');
}

/**
 * The middle four of what was pasted. A whole number gives its own middle when its ends are the ones on the page (with or without
 * `+86` or `0086`), and nothing (null) when it is somebody else's; anything shorter gives its first four digits.
 */
export function pastedMiddle(text: string, head: string, tail: string): string | null {
  const digits = onlyDigits(text);
  const number = digits.replace(/^(?:00)?86(?=\d{11}$)/, '');
  if (number.length === 11) return number.startsWith(head) && number.endsWith(tail) ? number.slice(3, 7) : null;
  return digits.slice(0, 4);
}
