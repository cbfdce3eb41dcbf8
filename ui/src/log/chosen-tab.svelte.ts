import { failed, type Row } from '../state/rows';

export type DetailTab = 'why' | 'sequence' | 'request' | 'response' | 'signature';

/** The chosen tab of the selected call's details. It outlives their drawing: a window that is narrowed draws them anew. */
export class ChosenTab {
  value = $state<DetailTab>('why');
  #shown: number | null = null;

  /** A call is shown: a failure that was not shown until now opens on why. */
  show(row: Row): void {
    if (row.entry.seq === this.#shown) return;
    this.#shown = row.entry.seq;
    if (failed(row.entry)) this.value = 'why';
  }
}
