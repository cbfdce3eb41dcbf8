import type { Fault } from '../bindings/Fault';
import type { FaultEffect } from '../bindings/FaultEffect';
import type { Operation } from '../bindings/Operation';
import { t } from '../i18n/i18n.svelte';

type Kind = FaultEffect['kind'];

export const effects: Kind[] = [
  'delay',
  'refuse',
  'carrier',
  'server_error',
  'cut',
  'throttle',
  'out_of_service',
  'permission_denied',
];

/** What only the cloud API says. */
const ofTheCloud: Kind[] = ['throttle', 'out_of_service', 'permission_denied'];

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

/** The cloud API's actions; all other operations go to the gateway. */
export const asksCloud = (operation: Operation): boolean =>
  operation === 'GetAuthToken' || operation === 'GetPhoneWithToken' || operation === 'VerifyPhoneWithToken';

export const isPossible = (kind: Kind, operation: Operation): boolean =>
  !(kind === 'carrier' && asksNoCarrier(operation)) && !(ofTheCloud.includes(kind) && !asksCloud(operation));

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
