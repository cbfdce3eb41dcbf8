import type { Carrier } from '../bindings/Carrier';
import type { FlowDoors } from './doors';

/** An spToken in the page's hands. */
export type HeldToken = { value: string; carrier: Carrier | null; issuedAt: number; spent: boolean };

type Calendar = Pick<FlowDoors, 'simulation' | 'facts'>;

/** Seconds on the simulated calendar, which a user can move: only differences mean anything. */
function seconds(calendar: Calendar): number {
  return performance.now() / 1000 + calendar.simulation().shift_seconds;
}

/** A token just received. */
export function holdToken(calendar: Calendar, value: string, carrier: Carrier | null): HeldToken {
  return { value, carrier, issuedAt: seconds(calendar), spent: false };
}

/** How long an spToken of this carrier lives, in seconds, by the rules that are in force. */
export function lifeOf(calendar: Calendar, carrier: Carrier | null): number | null {
  return calendar.facts().rules.find((rules) => rules.carrier === carrier)?.sp_token_seconds ?? null;
}

/** Seconds left, 0 when it has expired; null when nobody knows its life. */
export function secondsLeft(calendar: Calendar, token: HeldToken): number | null {
  const life = lifeOf(calendar, token.carrier);
  return life === null ? null : Math.max(0, Math.ceil(token.issuedAt + life - seconds(calendar)));
}
