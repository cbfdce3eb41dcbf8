// How tall the rows of the log are: measured where they are drawn, guessed from their like where they are not.
import { observeElementRect, type Rect, type Virtualizer } from '@tanstack/svelte-virtual';
import { failed, type Row } from '../state/rows';

/** A row of two lines, in pixels: a success. */
export const rowHeight = 54;
/** Rows that are drawn beyond each edge, so that a scroll shows no gap. A short log is drawn whole. */
export const overscan = (count: number): number => (count <= SHORT ? 20 : 4);
const SHORT = 100;
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

/** What was measured last of each kind of row: the nearest guess, so that little moves when a row is drawn. */
export class RowHeights {
  #last = { failed: rowHeight, fine: rowHeight };

  /** What the observer saw. Nobody asks a row for its height by himself: the page would be laid out anew for each row that comes. */
  observed(node: HTMLElement, entry: ResizeObserverEntry): number {
    const height = Math.round(entry.borderBoxSize[0]?.blockSize ?? 0) || rowHeight;
    this.#last[node.querySelector('.row.failed') ? 'failed' : 'fine'] = height;
    return height;
  }
  estimated(row: Row | undefined): number {
    return row && failed(row.entry) ? this.#last.failed : this.#last.fine;
  }
}
