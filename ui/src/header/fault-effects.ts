import type { Fault } from '../bindings/Fault';
import type { FaultEffect } from '../bindings/FaultEffect';
import type { Operation } from '../bindings/Operation';
import { t } from '../i18n/i18n.svelte';

export const effects: FaultEffect['kind'][] = ['delay', 'refuse', 'carrier', 'server_error', 'cut'];

/** In the order of the two flows. */
export const operations: Operation[] = [
  'GetAuthToken',
  'checkLoginAvailable',
  'getLoginMaskPhone',
  'getLoginToken',
  'GetPhoneWithToken',
  'checkAuthAvailable',
  'getVerifyToken',
  'VerifyPhoneWithToken',
];

/** Calls that ask no carrier: it cannot refuse there. */
export const asksNoCarrier = (operation: Operation): boolean =>
  operation === 'checkLoginAvailable' || operation === 'checkAuthAvailable' || operation === 'GetAuthToken';

/** A whole number of milliseconds up to a day, or null. */
export function delayOf(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,8}$/.test(trimmed)) return null;
  const ms = Number(trimmed);
  return ms <= 86_400_000 ? ms : null;
}

export function faultSummary(fault: Fault): string {
  const effect =
    fault.effect.kind === 'delay' ? t('fault.delay_by', { ms: fault.effect.ms }) : t(`fault.${fault.effect.kind}`);
  return t('fault.armed_short', { effect, operation: fault.operation });
}
