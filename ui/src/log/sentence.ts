// One plain sentence for a row: what happened, and what to do.
import type { Carrier } from '../bindings/Carrier';
import type { Entry } from '../bindings/Entry';
import type { Facts } from '../bindings/Facts';
import { duration } from '../i18n/format';
import { i18n, isMessageKey, t, words } from '../i18n/i18n.svelte';
import { faultWords } from '../header/fault-marks';
import { carrierOf, codeOf, faultOf, findingOf, refusalOf, type Call } from '../state/rows';

/** The words for a carrier's own code, when we have them. No carrier has another one's codes: where it is not known, the code says whose. */
export function carrierWords(facts: Facts | null, carrier: Carrier | null, code: string): string | null {
  const known = facts?.dictionary.carrier_codes.find(
    (one) => one.code === code && one.carrier === (carrier ?? one.carrier),
  );
  return known ? words(known.meaning) : null;
}

/** The words for a code of the cloud. */
export function cloudWords(code: string): string | null {
  const key = `cloud.${code}`;
  return isMessageKey(key) ? t(key) : null;
}

/** A reason in the reader's language when we know it, else as the program gave it. */
export function reasonWords(reason: string): string {
  const key = `reason.${reason}`;
  if (isMessageKey(key)) return t(key);
  const [, status] = /^HTTP (\d+)/.exec(reason) ?? [];
  if (status) return t('reason_of.http', { status });
  const [, seconds] = /^no answer within (\d+) s/.exec(reason) ?? [];
  if (seconds) return t('reason_of.no_answer', { seconds });
  return reason.startsWith('no connection') ? t('reason_of.no_connection') : reason;
}

/** Why an argument was refused (`content.msg` of a 600028), in the reader's language when we know it. */
export function argumentWords(argument: string, why: string | undefined): string {
  const key = `argument_why.${why ?? ''}`;
  if (isMessageKey(key)) return `${argument} ${t(key)}`;
  const rule = `argument.${argument}`;
  return isMessageKey(rule) ? t(rule) : `${argument} ${why ?? ''}`.trim();
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

/** An amount stays on one line: its spaces do not break, nor do its Chinese words. */
const unbroken = (amount: string): string =>
  amount.replaceAll(' ', '\u00a0').replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, '\u2060');

/** A sentence without what only keeps its lines: to be searched, and to be copied. */
export const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');

function success(entry: Entry, facts: Facts | null): string {
  switch (entry.operation) {
    case 'GetAuthToken':
      return t('say.ok.GetAuthToken', {
        access: unbroken(duration(facts?.access_token_seconds ?? 600)),
        jwt: unbroken(duration(facts?.jwt_token_seconds ?? 3600)),
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

function failure(row: Call, code: number, facts: Facts | null): string {
  const { content } = row.entry;
  if (content?.reason === 'superseded') return t('say.superseded');
  if (code === 600025 && content?.reason === 'call order') return t('say.order_verify');
  const why = whyOf(row, code, facts);
  const head = `say.head.${code}`;
  if (why && isMessageKey(head)) return `${t(head)}${t('common.colon')}${why}`;
  const whole: string = `say.code.${code}`;
  return isMessageKey(whole) ? t(whole) : t('say.unknown_code', { code });
}

function whyOf(row: Call, code: number, facts: Facts | null): string | null {
  const { content } = row.entry;
  if (code === 600028) return content?.reason ? argumentWords(content.reason, content.msg) : null;
  if (content?.reason) return reasonWords(content.reason);
  const refusal = code === 600011 || code === 600012 ? refusalOf(row) : null;
  return refusal ? (carrierWords(facts, carrierOf(row), refusal.code) ?? refusal.msg) : null;
}

/** Where the carrier refused behind a failure of the cloud, its words say more than the cloud's code. */
function carriersRefusal(row: Call, facts: Facts | null): string | null {
  const refusal = refusalOf(row);
  const said = refusal && carrierWords(facts, carrierOf(row), refusal.code);
  return said && asSentence(said);
}

/** The slip behind a wrong signature, where it is certain. */
function slip(row: Call, facts: Facts | null): string | null {
  const named = findingOf(row)?.causes.find((cause) => cause.certain);
  const entry = facts?.signature_causes.find((known) => known.cause === named?.cause);
  return entry ? words(entry.meaning) : null;
}

/** Words that follow a colon elsewhere, as a sentence of their own. In Chinese they are the same. */
const asSentence = (words: string) => (i18n.language === 'en' ? words.charAt(0).toUpperCase() + words.slice(1) : words);

/** The sentence of a row. */
export function sentence(row: Call, facts: Facts | null): string {
  const { entry } = row;
  const { outcome } = entry;
  switch (outcome.kind) {
    case 'result':
      return outcome.code === 600000 ? success(entry, facts) : failure(row, outcome.code, facts);
    case 'reply':
      if (outcome.code === 'OK') return success(entry, facts);
      return (
        slip(row, facts) ??
        carriersRefusal(row, facts) ??
        cloudWords(outcome.code) ??
        t('say.unknown_code', { code: outcome.code })
      );
    case 'carrier':
      return asSentence(
        carrierWords(facts, carrierOf(row), outcome.code) ?? t('say.unknown_code', { code: outcome.code }),
      );
    case 'failed':
      return t('say.failed', { reason: reasonWords(outcome.reason) });
  }
}

/** All that a person could read in a row, in one line: what a search looks through. */
export function textOf(row: Call, facts: Facts | null): string {
  const fault = faultOf(row);
  const refusal = refusalOf(row);
  return [
    codeOf(row.entry),
    plain(sentence(row, facts)),
    row.entry.operation,
    carrierOf(row) ?? '',
    refusal?.code ?? '',
    refusal?.msg ?? '',
    fault ? `${fault} ${faultWords(fault)}` : '',
  ].join(' ');
}
