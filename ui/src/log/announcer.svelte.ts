// Screen readers hear the log at most once a second: the newest line, never a flood.
export const ANNOUNCE_EVERY_MS = 1_000;

export class Announcer {
  /** What the polite region says now. */
  line = $state('');
  #waiting: (() => string) | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** The line is made only when it is said. */
  say(line: () => string): void {
    if (this.#timer !== null) {
      this.#waiting = line;
      return;
    }
    this.line = line();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const next = this.#waiting;
      this.#waiting = null;
      if (next !== null) this.say(next);
    }, ANNOUNCE_EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting = null;
  }
}
