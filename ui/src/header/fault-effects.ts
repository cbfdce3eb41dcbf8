import type { Fault } from '../bindings/Fault';
import type { FaultEffect } from '../bindings/FaultEffect';
import type { Operation } from '../bindings/Operation';
import { t, type MessageKey } from '../i18n/i18n.svelte';

export type Kind = FaultEffect['kind'];

/** Every kind, by what it spoils. */
export const groups = {
  time: ['delay', 'jitter', 'slow_drip', 'hang'],
  connection: ['refuse', 'reset', 'empty_reply'],
  reply: ['cut', 'bad_json', 'wrong_content_type'],
  server: ['server_error', 'carrier'],
  cloud: ['throttle', 'out_of_service', 'permission_denied', 'clock_skew'],
} as const satisfies Record<string, readonly Kind[]>;

export type Group = keyof typeof groups;
export const kinds: readonly Kind[] = Object.values(groups).flat();

/** How often a fault may be told to strike here; files and the admin API may tell more. */
export const MOST_TIMES = 99;

/** How often, as it was typed; undefined where that is no whole number from 1 to the most. */
export function countOf(text: string): number | undefined {
  const count = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 0;
  return count > 0 ? count : undefined;
}

/** The one number that a kind has: its name, its bounds, and what stands in the field at first. */
interface NumberOf {
  label: MessageKey;
  least: number;
  most: number;
  usual: number;
}

const day = { most: 86_400_000, usual: 3000 };
const tenYears = 316_224_000;
const numbers: Partial<Record<Kind, NumberOf>> = {
  delay: { label: 'fault.number.delay', least: 0, ...day },
  jitter: { label: 'fault.number.jitter', least: 1, ...day },
  slow_drip: { label: 'fault.number.slow_drip', least: 1, ...day },
  server_error: { label: 'fault.number.server_error', least: 500, most: 599, usual: 503 },
  clock_skew: { label: 'fault.number.clock_skew', least: -tenYears, most: tenYears, usual: 3600 },
};

export const numberOf = (kind: Kind): NumberOf | null => numbers[kind] ?? null;

/** What the window's jitter is drawn from; files and the admin API choose their own. */
const jitterSeed = 1;

/** A carrier's own code as it was typed; null for none, undefined where that is no code. */
export function carrierCodeOf(text: string): string | null | undefined {
  const code = text.trim();
  if (code === '') return null;
  return /^[A-Za-z0-9._-]{1,32}$/.test(code) ? code : undefined;
}

/** The effect of a kind, with its number and a carrier's code as they were typed; null where they are none. */
export function effectOf(kind: Kind, text: string, codeText = ''): FaultEffect | null {
  const bounds = numberOf(kind);
  const trimmed = text.trim();
  if (bounds && !/^[+-]?\d{1,9}$/.test(trimmed)) return null;
  const number = Number(trimmed);
  if (bounds && !(number >= bounds.least && number <= bounds.most)) return null;
  switch (kind) {
    case 'delay':
    case 'slow_drip':
      return { kind, ms: number };
    case 'jitter':
      return { kind, least_ms: 0, most_ms: number, seed: jitterSeed };
    case 'server_error':
      return { kind, status: number };
    case 'clock_skew':
      return number === 0 ? null : { kind, seconds: number };
    case 'carrier': {
      const code = carrierCodeOf(codeText);
      if (code === undefined) return null;
      return code === null ? { kind } : { kind, code };
    }
    default:
      return { kind };
  }
}

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

const ofTheCloud: readonly Kind[] = groups.cloud;

export const isPossible = (kind: Kind, operation: Operation): boolean =>
  !(kind === 'carrier' && asksNoCarrier(operation)) && !(ofTheCloud.includes(kind) && !asksCloud(operation));

/** An effect in words, with its numbers. */
export function effectWords(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'delay':
      return t('fault.delay_by', { ms: effect.ms });
    case 'jitter':
      return t('fault.jitter_by', { ms: `${effect.least_ms}–${effect.most_ms}` });
    case 'slow_drip':
      return t('fault.slow_drip_by', { ms: effect.ms });
    case 'server_error':
      return t('fault.server_error_by', { status: effect.status ?? 503 });
    case 'clock_skew':
      return t('fault.clock_skew_by', { seconds: signed(effect.seconds) });
    case 'carrier':
      return effect.code ? t('fault.carrier_by', { code: effect.code }) : t('fault.carrier');
    default:
      return t(`fault.${effect.kind}`);
  }
}

const signed = (seconds: number): string => (seconds > 0 ? `+${seconds}` : `${seconds}`);

export const faultSummary = (fault: Fault): string =>
  t('fault.armed_short', { effect: effectWords(fault.effect), operation: fault.operation });

/** How often it still strikes, what it lets pass, and what is left to chance. */
export function faultFrequency(fault: Fault): string {
  const times = fault.times ?? null;
  return [
    times === null ? t('fault.always') : t('fault.left', { times }),
    fault.skip ? t('fault.skips', { calls: fault.skip }) : '',
    fault.chance ? t('fault.by_chance', { percent: fault.chance.percent }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
