/** Where a line and a column, both from 1, are in a text. What is past the end is its end. Columns count bytes, as Rust tells them. */
export function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const current = text.slice(start).split('\n', 1)[0] ?? '';
  let bytes = 0;
  let index = 0;
  for (const char of current) {
    bytes += new TextEncoder().encode(char).length;
    if (bytes >= column) break;
    index += char.length;
  }
  return Math.min(start + index, text.length);
}
