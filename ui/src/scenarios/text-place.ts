/** Where a line and a column, both from 1, are in a text. Columns count characters. What is past the end is its end. */
export function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const current = text.slice(start).split('\n', 1)[0] ?? '';
  // A character may be two of a string's units.
  const skipped = [...current].slice(0, Math.max(0, column - 1)).join('');
  return Math.min(start + skipped.length, text.length);
}
