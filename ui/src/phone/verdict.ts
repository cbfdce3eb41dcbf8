import type { CarrierRules } from '../bindings/CarrierRules';
import type { Connection, PhoneServerResult } from '../sdk/index';
import type { Failure } from './screens';
import type { HeldToken } from './token-life';

// What the app makes of a code. It reads what any integrator can read: the result, the network it was told, the carriers'
// published rules. PROTOCOL.md §2 and §3 say which code has which cause.

/** China Mobile: the digits are not this card's; too many failures. */
const CM_WRONG_DIGITS = '104012';
const CM_LOCKED = '104009';
/** No carrier of the three serves this SIM. */
const NOT_SERVED = '105002';

export const failureOf = (result: PhoneServerResult): Failure => ({
  code: String(result.code),
  carrierCode: result.content?.code ?? null,
});

export function maskVerdict(
  result: PhoneServerResult,
  connection: Connection,
): 'locked' | 'notServed' | 'wifi' | 'other' {
  if (result.code !== 600012) return 'other';
  if (result.content?.code === CM_LOCKED) return 'locked';
  if (result.content?.code === NOT_SERVED) return 'notServed';
  return connection === 'wifi' ? 'wifi' : 'other';
}

export function tokenVerdict(result: PhoneServerResult): 'wrongDigits' | 'locked' | 'other' {
  if (result.code !== 600011) return 'other';
  if (result.content?.code === CM_WRONG_DIGITS) return 'wrongDigits';
  return result.content?.code === CM_LOCKED ? 'locked' : 'other';
}

/** China Unicom and China Telecom compare the digits only now, and an old or spent token gets the same code. */
export function exchangeVerdict(
  code: string,
  token: HeldToken | null,
  secondsLeft: number | null,
  rules: CarrierRules | undefined,
): 'wrongDigits' | 'expired' | 'locked' | 'other' {
  if (code === 'ERROR_MOBILE_OVER_LIMIT') return 'locked';
  if (code !== 'isv.TOKEN_INVALID' || !token || token.spent) return 'other';
  if (secondsLeft === 0) return 'expired';
  return rules?.digits_compared_at === 'exchange' ? 'wrongDigits' : 'other';
}
