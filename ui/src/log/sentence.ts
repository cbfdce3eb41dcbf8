// One plain sentence for a row: what happened, and what to do.
import type { Carrier } from '../bindings/Carrier';
import type { Entry } from '../bindings/Entry';
import type { Facts } from '../bindings/Facts';
import { duration } from '../i18n/format';
import { isMessageKey, t, type MessageKey } from '../i18n/i18n.svelte';

/** The words for a carrier's own code, when we have them. */
export function carrierWords(carrier: Carrier | null, code: string): string | null {
  const key = `carrier_code.${carrier}.${code}`;
  return isMessageKey(key) ? t(key) : null;
}

/** The words for a code of the cloud. */
export function cloudWords(code: string): string | null {
  const key = `cloud.${code}`;
  return isMessageKey(key) ? t(key) : null;
}

/** A reason in the reader's language when we know it, else as the program gave it. */
export function reasonWords(reason: string): string {
  const key = `reason.${reason}`;
  return isMessageKey(key) ? t(key) : reason;
}

/** The fault marks of the simulator, as its journal writes them. */
const faultMarks: Record<string, MessageKey> = {
  'connection refused': 'fault.refuse',
  'carrier refuses': 'fault.carrier',
  '503': 'fault.server_error',
  cut: 'fault.cut',
};

/** `delay 3000 ms`, `connection refused`, `503` … in words. */
export function faultWords(fault: string): string {
  const delay = /^delay (\d+)/.exec(fault);
  if (delay) return t('fault.delay_by', { ms: delay[1] ?? '' });
  const key = faultMarks[fault];
  return key ? t(key) : fault;
}

function jsonBody(entry: Entry): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(entry.response?.body ?? '');
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function verdictOf(entry: Entry): string | null {
  const body = jsonBody(entry);
  const gate = body.GateVerify as { VerifyResult?: unknown } | undefined;
  const verdict = gate?.VerifyResult ?? body.result;
  return typeof verdict === 'string' ? verdict : null;
}

function success(entry: Entry, facts: Facts | null): string {
  switch (entry.operation) {
    case 'GetAuthToken':
      return t('say.ok.GetAuthToken', {
        access: duration(facts?.access_token_seconds ?? 600),
        jwt: duration(facts?.jwt_token_seconds ?? 3600),
      });
    case 'VerifyPhoneWithToken': {
      const key = `say.verify.${verdictOf(entry) ?? ''}`;
      return isMessageKey(key) ? t(key) : t('say.ok.VerifyPhoneWithToken');
    }
    case 'getLoginMaskPhone': {
      const mask = jsonBody(entry).maskPhone;
      return t('say.ok.getLoginMaskPhone', { mask: typeof mask === 'string' ? mask : t('say.mask_unknown') });
    }
    default:
      return t(`say.ok.${entry.operation}`);
  }
}

function failure(entry: Entry, code: number, carrier: Carrier | null): string {
  const content = entry.content;
  if (content?.reason === 'superseded') return t('say.superseded');
  if (code === 600025 && entry.operation === 'getVerifyToken' && entry.response === null) return t('say.order_verify');
  const head = `say.head.${code}`;
  const argument = `argument.${content?.reason ?? ''}`;
  if (code === 600028 && isMessageKey(argument)) return `${t('say.head.600028')}${t('common.colon')}${t(argument)}`;
  if (isMessageKey(head)) {
    const why =
      (content?.code ? carrierWords(carrier, content.code) : null) ??
      content?.msg ??
      (content?.reason ? reasonWords(content.reason) : null);
    if (why) return `${t(head)}${t('common.colon')}${why}`;
  }
  const whole: string = `say.code.${code}`;
  return isMessageKey(whole) ? t(whole) : t('say.unknown_code', { code });
}

/** The sentence of a row. `carrier` is the path's. */
export function sentence(entry: Entry, carrier: Carrier | null, facts: Facts | null): string {
  const { outcome } = entry;
  switch (outcome.kind) {
    case 'result':
      return outcome.code === 600000 ? success(entry, facts) : failure(entry, outcome.code, carrier);
    case 'reply':
      if (outcome.code === 'OK') return success(entry, facts);
      return cloudWords(outcome.code) ?? t('say.unknown_code', { code: outcome.code });
    case 'carrier':
      return carrierWords(carrier, outcome.code) ?? t('say.unknown_code', { code: outcome.code });
    case 'failed':
      return t('say.failed', { reason: reasonWords(outcome.reason) });
  }
}
