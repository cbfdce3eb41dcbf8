/** Whether every word of what is typed stands in one of the texts; capitals, full-width letters and digits count alike. */
export function matches(typed: string, texts: readonly string[]): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase();
  const whole = plain(texts.join(' '));
  return plain(typed)
    .split(/\s+/)
    .every((word) => whole.includes(word));
}
