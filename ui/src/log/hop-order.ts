import type { Entry } from '../bindings/Entry';

/** Hops by the time at which each began; of two at the same time, the outer one, which ends later, comes first. */
export const inTime = (hops: readonly Entry[]): Entry[] =>
  hops.toSorted((a, b) => Number(a.late) - Number(b.late) || Date.parse(a.at) - Date.parse(b.at) || b.seq - a.seq);
