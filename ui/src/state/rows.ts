// Groups the journal's hops into the rows of the live log: one row a call, its hops in the order in which they came.
import type { Carrier } from '../bindings/Carrier';
import type { Entry } from '../bindings/Entry';
import type { SignatureFinding } from '../bindings/SignatureFinding';

/** One call as the page sees it: its own hop to the SDK or to your server, and every hop that it caused. */
export type Row = {
  /** The call's own entry; for an outside client of the simulator, its exchange with the gateway or the cloud. */
  entry: Entry;
  /** All hops of the call, its own last but for late replies. */
  hops: readonly Entry[];
};

/** Rows kept; older ones go, with their hops. */
export const MOST_ROWS = 10_000;
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
export const findingOf = (row: Row): SignatureFinding | null =>
  row.hops.find((hop) => hop.signature)?.signature ?? null;

/** The fault that touched any hop of the row. */
export const faultOf = (row: Row): string | null => row.hops.find((hop) => hop.fault !== null)?.fault ?? null;

/** True when an answer came after the caller's timeout. */
export const isLate = (row: Row): boolean => row.hops.some((hop) => hop.late);

const toCarrier = (row: Row): Entry | undefined => row.hops.find((hop) => hop.to === 'carrier');

/** The carrier of the row's path: a failing call's own hop does not know it, but the hop to the carrier does. */
export const carrierOf = (row: Row): Carrier | null =>
  row.entry.carrier ?? toCarrier(row)?.carrier ?? row.hops.find((hop) => hop.carrier !== null)?.carrier ?? null;

/** What a carrier said when it refused. */
export type Refusal = { carrier: Carrier | null; code: string; msg: string | null };

/** The carrier's own code where it refused; null when it agreed or was not asked. */
export function refusalOf(row: Row): Refusal | null {
  const hop = toCarrier(row);
  if (hop) return failed(hop) ? { carrier: hop.carrier, code: codeOf(hop), msg: hop.content?.msg ?? null } : null;
  // With a reason, the code is an HTTP status and not a carrier's.
  const { content } = row.entry;
  if (!content?.code || content.reason) return null;
  return { carrier: row.entry.carrier, code: content.code, msg: content.msg ?? null };
}

/** Hops in, rows out. Rows are replaced, never changed, so that whoever shows them notices. */
export class RowList {
  #rows: Row[] = [];
  #waiting = new Map<number, Entry[]>();

  /** Rows, oldest first. A new array after each change. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  add(entries: readonly Entry[]): void {
    const rows = this.#rows.slice();
    for (const entry of entries) {
      if (isRow(entry)) rows.push({ entry, hops: [...this.#take(entry.call), entry] });
      else if (!this.#addLate(rows, entry)) this.#wait(entry);
    }
    this.#rows = rows.length > MOST_ROWS ? rows.slice(-MOST_ROWS) : rows;
  }

  clear(): void {
    this.#rows = [];
    this.#waiting.clear();
  }

  #take(call: number | null): Entry[] {
    if (call === null) return [];
    const hops = this.#waiting.get(call) ?? [];
    this.#waiting.delete(call);
    return hops;
  }

  /** A reply that came after its row (the SDK had stopped waiting) joins the row. */
  #addLate(rows: Row[], entry: Entry): boolean {
    if (entry.call === null) return false;
    const index = rows.findLastIndex((row) => row.entry.call === entry.call);
    const row = rows[index];
    if (!row) return false;
    rows[index] = { entry: row.entry, hops: [...row.hops, entry] };
    return true;
  }

  #wait(entry: Entry): void {
    if (entry.call === null) return;
    const hops = this.#waiting.get(entry.call);
    if (hops) hops.push(entry);
    else this.#waiting.set(entry.call, [entry]);
    if (this.#waiting.size > MOST_WAITING) {
      const oldest = this.#waiting.keys().next();
      if (!oldest.done) this.#waiting.delete(oldest.value);
    }
  }
}
