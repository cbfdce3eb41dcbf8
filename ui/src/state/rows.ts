// Groups the journal's hops into the rows of the live log: one row a call, its hops in the order in which they came.
import type { Carrier } from '../bindings/Carrier';
import type { Entry } from '../bindings/Entry';
import type { SignatureFinding } from '../bindings/SignatureFinding';

/** One call as the page sees it: its own hop to the SDK or to your server, and every hop that it caused. */
export type Call = {
  /** The call's own entry; for an outside client of the simulator, its exchange with the gateway or the cloud. */
  entry: Entry;
  /** All hops of the call, its own last but for late replies. */
  hops: readonly Entry[];
};

/** Where a flow began: at the first call for tokens, or at the first call there was. */
export type FlowStart = {
  /** `seq` of the flow's first row. */
  seq: number;
  /** When that call began, in milliseconds since 1970, by the calendar. */
  at: number;
};

/** A call in the log. */
export type Row = Call & { flow: FlowStart };

/** Rows kept; older ones go, with their hops: as many as Rust keeps entries. */
export const MOST_ROWS = 10_000;
/** When there are more, so many go at once: what is drawn need not move at each new row. */
const DROPPED_AT_ONCE = 500;
/** Hops whose row has not come (yet). Each call has a handful; more than this are nobody's. */
const MOST_WAITING = 1_000;

/** A hop without a call is an outside client's. The gateway's late reply also goes to the SDK, but makes no row. */
const isRow = (entry: Entry): boolean =>
  entry.call === null ? entry.to === 'gateway' || entry.to === 'cloud' : entry.from === 'page';

/** True when the call did not do what was asked. */
export function failed(entry: Entry): boolean {
  const { outcome } = entry;
  switch (outcome.kind) {
    case 'result':
      return outcome.code !== 600000;
    case 'reply':
      return outcome.code !== 'OK';
    case 'carrier':
      return !['103000', '0000', '0'].includes(outcome.code);
    case 'failed':
      return true;
  }
}

/** The code that an entry shows: `600011`, `isv.TOKEN_INVALID`, `104012`, or the reason of a failure. */
export function codeOf(entry: Entry): string {
  const { outcome } = entry;
  return outcome.kind === 'failed' ? outcome.reason : String(outcome.code);
}

/** What was found about a signature that does not hold, on any hop of the row. */
export const findingOf = (row: Call): SignatureFinding | null =>
  row.hops.find((hop) => hop.signature)?.signature ?? null;

/** The fault that touched any hop of the row. */
export const faultOf = (row: Call): string | null => row.hops.find((hop) => hop.fault !== null)?.fault ?? null;

/** True when an answer came after the caller's timeout. */
export const isLate = (row: Call): boolean => row.hops.some((hop) => hop.late);

const toCarrier = (row: Call): Entry | undefined => row.hops.find((hop) => hop.to === 'carrier');

/** The carrier of the row's path: a failing call's own hop does not know it, but the hop to the carrier does. */
export const carrierOf = (row: Call): Carrier | null =>
  row.entry.carrier ?? toCarrier(row)?.carrier ?? row.hops.find((hop) => hop.carrier !== null)?.carrier ?? null;

/** What a carrier said when it refused. */
export type Refusal = { carrier: Carrier | null; code: string; msg: string | null };

/** The carrier's own code where it refused; null when it agreed or was not asked. */
export function refusalOf(row: Call): Refusal | null {
  const hop = toCarrier(row);
  if (hop) return failed(hop) ? { carrier: hop.carrier, code: codeOf(hop), msg: hop.content?.msg ?? null } : null;
  // With a reason, the code is an HTTP status and not a carrier's.
  const { content } = row.entry;
  if (!content?.code || content.reason) return null;
  return { carrier: row.entry.carrier, code: content.code, msg: content.msg ?? null };
}

/** When a call was answered: rows stand in the order of their answers. Milliseconds since 1970. */
export const answeredAt = ({ entry }: Call): number => Date.parse(entry.at) + entry.elapsed_ms;

/**
 * Hops in, rows out. A row is replaced, never changed, so that whoever shows it notices. Each row has a number of its own, ascending
 * without gaps and never used again; adding costs as much as there is to add, however many rows there are.
 */
export class RowList {
  /** The kept rows, from `#first` on. */
  #rows: Row[] = [];
  /** How many of `#rows` are let go of already. */
  #gone = 0;
  /** The number of `#rows[0]`. */
  #base = 0;
  #waiting = new Map<number, Entry[]>();
  #byCall = new Map<number, number>();
  #flows = new Map<Entry['flow'], FlowStart>();
  #all: readonly Row[] | null = [];

  /** The number of the oldest kept row. */
  get first(): number {
    return this.#base + this.#gone;
  }
  /** The number that the next row gets. */
  get end(): number {
    return this.#base + this.#rows.length;
  }
  get length(): number {
    return this.#rows.length - this.#gone;
  }
  /** The row with this number, while it is kept. */
  numbered(number: number): Row | undefined {
    return number < this.first ? undefined : this.#rows[number - this.#base];
  }
  /** All rows, oldest first. A new array after each change; made when it is asked for. */
  get rows(): readonly Row[] {
    return (this.#all ??= this.#rows.slice(this.#gone));
  }
  /** The hops of a call that has no row yet. */
  waiting(call: number): readonly Entry[] {
    return this.#waiting.get(call) ?? [];
  }
  /** Whether a call has a row. */
  has(call: number): boolean {
    return this.#byCall.has(call);
  }

  /** Answers the numbers of the rows that were replaced, and as what they stood there before. */
  add(entries: readonly Entry[]): Map<number, Row> {
    const replaced = new Map<number, Row>();
    const start = this.end;
    for (const entry of entries) {
      if (isRow(entry)) this.#push(entry);
      else {
        const number = this.#addLate(entry, replaced);
        // What came in this same batch is new, not replaced.
        if (number !== null && number >= start) replaced.delete(number);
      }
    }
    this.#all = null;
    return replaced;
  }

  /** Lets go of the oldest rows, where there are too many; answers those. */
  trim(): readonly Row[] {
    if (this.length <= MOST_ROWS) return [];
    const count = Math.max(this.length - MOST_ROWS, DROPPED_AT_ONCE);
    const dropped = this.#rows.slice(this.#gone, this.#gone + count);
    for (const { entry } of dropped) {
      if (entry.call !== null) this.#byCall.delete(entry.call);
    }
    this.#gone += count;
    // Now and then, so that each row is moved about once.
    if (this.#gone >= MOST_ROWS) {
      this.#base += this.#gone;
      this.#rows = this.#rows.slice(this.#gone);
      this.#gone = 0;
    }
    this.#all = null;
    return dropped;
  }

  clear(): void {
    this.#base = this.end;
    this.#rows = [];
    this.#gone = 0;
    this.#waiting.clear();
    this.#byCall.clear();
    this.#flows.clear();
    this.#all = null;
  }

  #push(entry: Entry): void {
    const number = this.end;
    const hops = [...this.#take(entry.call), entry];
    this.#rows.push({ entry, hops, flow: this.#flowOf(entry) });
    if (entry.call !== null) this.#byCall.set(entry.call, number);
  }

  #flowOf(entry: Entry): FlowStart {
    const known = this.#flows.get(entry.flow);
    if (known && entry.operation !== 'GetAuthToken') return known;
    const begun = { seq: entry.seq, at: Date.parse(entry.at) };
    this.#flows.set(entry.flow, begun);
    return begun;
  }

  #take(call: number | null): Entry[] {
    if (call === null) return [];
    const hops = this.#waiting.get(call) ?? [];
    this.#waiting.delete(call);
    return hops;
  }

  /** A reply that came after its row (the SDK had stopped waiting) joins the row. */
  #addLate(entry: Entry, replaced: Map<number, Row>): number | null {
    if (entry.call === null) return null;
    const number = this.#byCall.get(entry.call);
    const row = number === undefined ? undefined : this.numbered(number);
    if (number === undefined || !row) {
      this.#wait(entry.call, entry);
      return null;
    }
    if (!replaced.has(number)) replaced.set(number, row);
    this.#rows[number - this.#base] = { ...row, hops: [...row.hops, entry] };
    return number;
  }

  #wait(call: number, entry: Entry): void {
    const hops = this.#waiting.get(call);
    if (hops) hops.push(entry);
    else this.#waiting.set(call, [entry]);
    if (this.#waiting.size > MOST_WAITING) {
      const oldest = this.#waiting.keys().next();
      if (!oldest.done) this.#waiting.delete(oldest.value);
    }
  }
}
