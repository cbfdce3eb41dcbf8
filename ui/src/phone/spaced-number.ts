/** `138 0013 1234`, as people read a number. Anything else stays as it is. */
export function spaced(number: string): string {
  return number.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
}

/** `138****1234`, for pages that need not show a whole number. */
export function masked(number: string): string {
  return number.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2');
}
