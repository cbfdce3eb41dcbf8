// The hops in flight as the calls that they belong to: who is waited for, and whether anybody still waits.
import type { Entry } from '../bindings/Entry';
import type { HopInFlight } from '../bindings/HopInFlight';
import type { Operation } from '../bindings/Operation';
import type { RowList } from './rows';

/** A call that is waited for: the page's, or an outside client's. */
export type WaitingCall = {
  call: number | null;
  operation: Operation;
  /** Its hops in flight, the outermost first; the last one is waited for by all. */
  flights: readonly HopInFlight[];
  /** Hops that ended already. */
  hops: readonly Entry[];
};

/** Oldest first. Whoever gave up waits no more, though the gateway may still be at work. */
export function waitingCalls(flights: readonly HopInFlight[], list: RowList): readonly WaitingCall[] {
  const calls = new Map<number | string, HopInFlight[]>();
  for (const hop of flights) {
    const key = hop.call ?? `outside ${hop.id}`;
    const known = calls.get(key);
    if (known) known.push(hop);
    else calls.set(key, [hop]);
  }
  return [...calls.values()].flatMap((flights) => {
    const first = flights[0];
    if (!first) return [];
    const { call, operation } = first;
    const isWaitedFor = call === null || (!list.has(call) && flights.some((hop) => hop.from === 'page'));
    return isWaitedFor ? [{ call, operation, flights, hops: call === null ? [] : list.waiting(call) }] : [];
  });
}
