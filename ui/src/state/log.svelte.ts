// The live log: its rows, what of them shows, and which one is selected. Whatever comes costs as much as it is, not as much as there is.
import type { Carrier } from '../bindings/Carrier';
import type { Entry } from '../bindings/Entry';
import type { HopInFlight } from '../bindings/HopInFlight';
import type { Operation } from '../bindings/Operation';
import { i18n } from '../i18n/i18n.svelte';
import { noFilters, Passing, Tally, type Filters, type Visible } from './filters';
import { carrierOf, codeOf, failed, RowList, type Call, type Row } from './rows';
import { waitingCalls, type WaitingCall } from './waiting';

const nobody: readonly WaitingCall[] = [];

export class Log {
  filters = $state<Filters>({ ...noFilters });
  /** `seq` of the selected row's entry. */
  selectedSeq = $state<number | null>(null);
  /** How a row tells its time: by the calendar, or from its flow's beginning. */
  times = $state<'clock' | 'flow'>('clock');
  /** The hops in flight, as they were last told, and when that was (`performance.now()`). */
  inFlight = $state.raw<{ hops: readonly HopInFlight[]; at: number }>({ hops: [], at: 0 });

  #list = new RowList();
  #passing = new Passing(this.#list);
  #failures = 0;
  #codes = new Tally<string>();
  #calls = new Tally<Operation>();
  #carriers = new Tally<Carrier>();
  /** Counts the changes of the rows: what is below is no state of Svelte's. */
  #version = $state(0);

  /** @param textOf all that a person could read in a row, in the language of now */
  constructor(private readonly textOf: (row: Call) => string) {}

  /** The rows that show. */
  readonly visible: Visible = $derived.by(() => {
    void this.#version;
    return this.#passing.under($state.snapshot(this.filters), this.textOf, i18n.language);
  });
  readonly selected: Row | null = $derived.by(() => {
    void this.#version;
    return this.selectedSeq === null ? null : this.bySeq(this.selectedSeq);
  });
  /** The calls that are waited for, oldest first. */
  readonly waiting: readonly WaitingCall[] = $derived.by(() => {
    void this.#version;
    return this.inFlight.hops.length === 0 ? nobody : waitingCalls(this.inFlight.hops, this.#list);
  });

  // Each as a value of its own: what depends on one of them is not drawn anew because a row came.
  readonly rows: readonly Row[] = $derived.by(() => this.#now(() => this.#list.rows));
  readonly length: number = $derived.by(() => this.#now(() => this.#list.length));
  /** The number of the oldest kept row. */
  readonly first: number = $derived.by(() => this.#now(() => this.#list.first));
  readonly last: Row | undefined = $derived.by(() => this.#now(() => this.#list.numbered(this.#list.end - 1)));
  readonly failures: number = $derived.by(() => this.#now(() => this.#failures));
  /** Each code, call and carrier that came. */
  readonly codes: readonly string[] = $derived.by(() => this.#now(() => this.#codes.values));
  readonly calls: readonly Operation[] = $derived.by(() => this.#now(() => this.#calls.values));
  readonly carriers: readonly Carrier[] = $derived.by(() => this.#now(() => this.#carriers.values));

  #now<T>(read: () => T): T {
    void this.#version;
    return read();
  }

  /** The kept row with this entry. */
  bySeq(seq: number): Row | null {
    const all = this.#passing.all;
    const index = all.indexOf(seq);
    return all.at(index) ?? null;
  }

  /** The newest rows of a row's flow, at most so many, oldest first, and whether there are more. */
  flowOf(row: Row, most: number): { rows: readonly Row[]; more: boolean } {
    void this.#version;
    const rows: Row[] = [];
    // Flows overlap at most a little; a crowd of others is not looked through to its end.
    const stop = Math.max(this.#list.first, this.#list.end - 2_000);
    for (let number = this.#list.end - 1; number >= stop; number--) {
      const other = this.#list.numbered(number);
      if (!other || other.entry.seq < row.flow.seq) break;
      if (other.flow.seq !== row.flow.seq) continue;
      if (rows.length === most) return { rows: rows.reverse(), more: true };
      rows.push(other);
    }
    return { rows: rows.reverse(), more: false };
  }

  add(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const start = this.#list.end;
    const replaced = this.#list.add(entries);
    for (const [number, before] of replaced) {
      this.#forget(before);
      const now = this.#list.numbered(number);
      if (now) this.#count(now);
    }
    for (let number = start; number < this.#list.end; number++) {
      const row = this.#list.numbered(number);
      if (row) this.#count(row);
    }
    this.#list.trim().forEach((row) => this.#forget(row));
    this.#passing.take(start, replaced.keys());
    this.#version++;
  }

  clear(): void {
    this.#list.clear();
    this.#passing.clear();
    this.#failures = 0;
    this.#codes.clear();
    this.#calls.clear();
    this.#carriers.clear();
    this.selectedSeq = null;
    this.#version++;
  }

  #count(row: Row): void {
    if (failed(row.entry)) this.#failures++;
    this.#codes.add(codeOf(row.entry));
    this.#calls.add(row.entry.operation);
    this.#carriers.add(carrierOf(row));
  }
  #forget(row: Row): void {
    if (failed(row.entry)) this.#failures--;
    this.#codes.remove(codeOf(row.entry));
    this.#calls.remove(row.entry.operation);
    this.#carriers.remove(carrierOf(row));
  }
}
