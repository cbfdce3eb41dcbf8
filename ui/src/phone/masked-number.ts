import type { Carrier } from '../bindings/Carrier';
import type { PhoneServerResult } from '../sdk/index';

/** `138****1234` in the two parts that are shown, and the carrier that gave it. */
export type MaskedNumber = { head: string; tail: string; carrier: Carrier };

/** Reads the mask of a result; null when there is none. */
export function maskedNumber(result: PhoneServerResult): MaskedNumber | null {
  const parts = /^(\d{3})\*{4}(\d{4})$/.exec(result.maskPhone ?? '');
  return parts?.[1] && parts[2] && result.vender ? { head: parts[1], tail: parts[2], carrier: result.vender } : null;
}
