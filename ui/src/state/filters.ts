// Which rows of the log show. What passes is kept as it comes: a new row costs one look, not one at every row there is.
import type { Carrier } from '../bindings/Carrier';
import type { Operation } from '../bindings/Operation';
import { carrierOf, codeOf, failed, type Call, type Row, type RowList } from './rows';

/** What the log shows; an empty string lets everything through. */
export type Filters = { failed: boolean; code: string; call: Operation | ''; carrier: Carrier | ''; text: string };

export const noFilters: Filters = { failed: false, code: '', call: '', carrier: '', text: '' };

export const isFiltered = (filters: Filters): boolean =>
  filters.failed || filters.code !== '' || filters.call !== '' || filters.carrier !== '' || wanted(filters) !== '';

/** What is typed into the search, as it is looked for. */
const wanted = (filters: Filters): string => filters.text.trim().toLowerCase();

/** Whether a row shows; `textOf` is all that a person could read in it. */
export function passes(filters: Filters, row: Call, textOf: (row: Call) => string): boolean {
  const text = wanted(filters);
  return (
    (!filters.failed || failed(row.entry)) &&
    (filters.code === '' || codeOf(row.entry) === filters.code) &&
    (filters.call === '' || row.entry.operation === filters.call) &&
    (filters.carrier === '' || carrierOf(row) === filters.carrier) &&
    (text === '' || textOf(row).toLowerCase().includes(text))
  );
}

/** The rows that show, by index from 0. A picture of one moment: rows that come later are in the next one. */
export class Visible {
  /** `numbers` from `from` on; null: every row from the one with the number `from`. */
  constructor(
    private readonly list: RowList,
    private readonly numbers: readonly number[] | null,
    private readonly from: number,
    readonly length: number,
  ) {}

  /** A row's own number, which stays its own while others come and go. */
  keyAt(index: number): number {
    return this.numbers ? (this.numbers[this.from + index] ?? -1) : this.from + index;
  }
  /** Ascending by one from row to row, and the same while others come at the end or go at the beginning. */
  placeOf(index: number): number {
    return this.from + index;
  }
  at(index: number): Row | undefined {
    return index < 0 || index >= this.length ? undefined : this.list.numbered(this.keyAt(index));
  }
  get last(): Row | undefined {
    return this.at(this.length - 1);
  }
  /** How many rows stand before the first one whose entry is above `seq`. */
  countUpTo(seq: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // What is let go of already is older than all that is kept.
      if ((this.at(middle)?.entry.seq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  /** The index of the row with this entry, or -1. */
  indexOf(seq: number): number {
    const index = this.countUpTo(seq) - 1;
    return this.at(index)?.entry.seq === seq ? index : -1;
  }
  *[Symbol.iterator](): Iterator<Row> {
    for (let index = 0; index < this.length; index++) {
      const row = this.at(index);
      if (row) yield row;
    }
  }
}

/** Keeps the numbers of the rows that pass. */
export class Passing {
  #filters: Filters = noFilters;
  #textOf: (row: Call) => string = () => '';
  /** What the numbers were found by. */
  #key = '';
  /** Null: everything passes. */
  #numbers: number[] | null = null;
  #from = 0;

  constructor(private readonly list: RowList) {}

  /** The rows that show under these filters; looked for anew only where the filters are others, or `key` is. */
  under(filters: Filters, textOf: (row: Call) => string, key: string): Visible {
    const whole = isFiltered(filters) ? JSON.stringify([filters, key]) : '';
    if (whole !== this.#key) {
      this.#key = whole;
      this.#filters = { ...filters };
      this.#textOf = textOf;
      this.#numbers = whole === '' ? null : [];
      this.#from = 0;
      this.#look(this.list.first, this.list.end);
    }
    return this.#numbers
      ? new Visible(this.list, this.#numbers, this.#from, this.#numbers.length - this.#from)
      : this.all;
  }

  /** Every row. */
  get all(): Visible {
    return new Visible(this.list, null, this.list.first, this.list.length);
  }

  /** The rows are gone. */
  clear(): void {
    if (this.#numbers) this.#numbers = [];
    this.#from = 0;
  }

  /** Rows from the number `start` on are new, those of `replaced` are others than before. */
  take(start: number, replaced: Iterable<number>): void {
    if (!this.#numbers) return;
    for (const number of replaced) this.#lookAgain(number);
    this.#look(Math.max(start, this.list.first), this.list.end);
    while ((this.#numbers[this.#from] ?? Infinity) < this.list.first) this.#from++;
    if (this.#from > 1_000 && this.#from * 2 > this.#numbers.length) {
      // Another array: who holds an older picture keeps its own.
      this.#numbers = this.#numbers.slice(this.#from);
      this.#from = 0;
    }
  }

  #look(start: number, end: number): void {
    if (!this.#numbers) return;
    for (let number = start; number < end; number++) {
      const row = this.list.numbered(number);
      if (row && passes(this.#filters, row, this.#textOf)) this.#numbers.push(number);
    }
  }

  /** Late replies are rare: this may move what comes after. */
  #lookAgain(number: number): void {
    const row = this.list.numbered(number);
    if (!this.#numbers || !row) return;
    const index = this.#numbers.findIndex((known, at) => at >= this.#from && known >= number);
    const known = index >= 0 && this.#numbers[index] === number;
    const shows = passes(this.#filters, row, this.#textOf);
    if (known === shows) return;
    const kept = this.#numbers.slice();
    if (known) kept.splice(index, 1);
    else kept.splice(index < 0 ? kept.length : index, 0, number);
    this.#numbers = kept;
  }
}

/** How often each value is there: the choices of a filter. */
export class Tally<T extends string> {
  #counts = new Map<T, number>();
  #values: readonly T[] | null = [];

  add(value: T | null): void {
    if (!value) return;
    const count = this.#counts.get(value) ?? 0;
    this.#counts.set(value, count + 1);
    if (count === 0) this.#values = null;
  }
  remove(value: T | null): void {
    if (!value) return;
    const count = this.#counts.get(value) ?? 0;
    if (count > 1) this.#counts.set(value, count - 1);
    else if (this.#counts.delete(value)) this.#values = null;
  }
  /** Each value once, in order; the same array while there is no other value. */
  get values(): readonly T[] {
    return (this.#values ??= [...this.#counts.keys()].sort());
  }
  clear(): void {
    this.#counts.clear();
    this.#values = [];
  }
}
