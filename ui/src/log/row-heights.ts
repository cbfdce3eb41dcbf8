// How tall the rows of the log are: measured where they are drawn, guessed from their like where they are not.
import { observeElementRect, type Rect, type Virtualizer } from '@tanstack/svelte-virtual';
import { failed, type Row } from '../state/rows';

/** A row of two lines, in pixels: a success. */
export const rowHeight = 54;
/** Rows that are drawn beyond each edge, so that a scroll shows no gap. A short log is drawn whole. */
export const overscan = (count: number): number => (count <= SHORT ? 20 : 4);
const SHORT = 100;
/** More rows than this are never drawn at once. */
export const MOST_DRAWN = 256;
/** Nearer than this to the end, the log follows. In pixels. */
export const nearEnd = 24;
/** The log's height where it has none: it is not laid out. */
const someHeight = 600;

/** Tells the log's height: one that is not laid out (a tab behind, a test) draws its first rows all the same. */
export const observeHeight = (
  instance: Virtualizer<HTMLElement, HTMLElement>,
  tell: (rect: Rect) => void,
): ReturnType<typeof observeElementRect> =>
  observeElementRect(instance, (rect) => tell(rect.height > 0 ? rect : { ...rect, height: someHeight }));

/**
 * Watches the rows that are drawn. What it saw is told in the next frame, all at once: rows that were placed anew, or drawn at all,
 * while sizes are told would have sizes of their own to tell, which the browser calls a loop. Nobody asks a row for its height by
 * himself: the page would be laid out anew for each row that comes.
 */
export class RowHeights {
  /** What was measured last of each kind of row: the nearest guess, so that little moves when a row is drawn. */
  #last = { failed: rowHeight, fine: rowHeight };
  #seen = new Map<HTMLElement, number>();
  #frame = 0;
  readonly #observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver((all) => this.#see(all));

  /** @param tell takes the heights of drawn rows, in pixels */
  constructor(private readonly tell: (heights: ReadonlyMap<HTMLElement, number>) => void) {}

  /** An action: watches a row while it is drawn. `key` is the row's: where another is drawn in its place, that one is measured. */
  readonly watch = (node: HTMLElement, _key: unknown): { update: () => void; destroy: () => void } => {
    const observe = () => this.#observer?.observe(node, { box: 'border-box' });
    observe();
    return {
      // Whoever begins to observe is told the size, whether or not it is another one.
      update: () => {
        this.#observer?.unobserve(node);
        this.#seen.delete(node);
        observe();
      },
      destroy: () => {
        this.#observer?.unobserve(node);
        this.#seen.delete(node);
      },
    };
  };
  estimated(row: Row | undefined): number {
    return row && failed(row.entry) ? this.#last.failed : this.#last.fine;
  }
  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer?.disconnect();
  }

  #see(all: readonly ResizeObserverEntry[]): void {
    for (const { target, borderBoxSize } of all) {
      const height = Math.round(borderBoxSize[0]?.blockSize ?? 0);
      // A row of a tab behind has no height.
      if (height > 0 && target instanceof HTMLElement) this.#seen.set(target, height);
    }
    if (this.#seen.size > 0 && this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#tell());
  }
  #tell(): void {
    this.#frame = 0;
    const seen = this.#seen;
    this.#seen = new Map();
    for (const [node, height] of seen) this.#last[node.querySelector('.row.failed') ? 'failed' : 'fine'] = height;
    this.tell(seen);
  }
}
