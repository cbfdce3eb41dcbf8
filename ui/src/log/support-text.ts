// A call as plain text for a ticket: what happened, why, who fixes it, and how. All of it is redacted already; the words are the lab's
// language, so it is made where the words are.
import type { Facts } from '../bindings/Facts';
import type { Owner } from '../bindings/Owner';
import { dayAndTime, listed, milliseconds } from '../i18n/format';
import { t, words } from '../i18n/i18n.svelte';
import { faultWords } from '../header/fault-marks';
import { carrierOf, codeOf, failed, faultOf, findingOf, refusalOf, type Call } from '../state/rows';
import { cloudOwners } from './cloud-owners';
import { inTime } from './hop-order';
import { carrierWords, plain, reasonWords, sentence } from './sentence';

/** The request ids that the call's answers tell, each once: the gateway's, the cloud's. */
export function requestIds({ hops }: Call): string[] {
  const ids = hops.flatMap(({ response }) => {
    try {
      const body = JSON.parse(response?.body ?? '') as Record<string, unknown>;
      return [body.request_id, body.requestId, body.RequestId];
    } catch {
      return [];
    }
  });
  return [...new Set(ids.filter((id): id is string => typeof id === 'string' && id !== ''))];
}

/** The text, in lines that begin with their name; what the call does not tell has no line. */
export function supportText(call: Call, facts: Facts | null): string {
  const { entry } = call;
  const { outcome, content } = entry;
  const lines: string[] = [t('support.title')];
  const line = (name: string, value: string | null | undefined): void => {
    if (value) lines.push(`${name}${t('common.colon')}${value}`);
  };
  const owners = (list: readonly Owner[]) => listed(list.map((owner) => t(`owner.${owner}`)));
  const code = facts?.dictionary.codes.find((known) => outcome.kind === 'result' && known.code === outcome.code);
  const slip = facts?.signature_causes.find(({ cause }) => cause === findingOf(call)?.causes[0]?.cause);
  const refusal = refusalOf(call);
  const carrier = carrierOf(call);
  const fault = faultOf(call);

  line(t('support.happened'), plain(sentence(call, facts)));
  line(t('log.call'), entry.operation);
  line(t('log.code'), outcome.kind === 'reply' ? `${outcome.code} (HTTP ${outcome.status})` : codeOf(entry));
  line(t('detail.meaning'), code && words(code.meaning));
  line(t('detail.cause'), slip ? words(slip.meaning) : code && words(code.cause));
  if (code) line(t('detail.owner'), owners(code.owners));
  else if (outcome.kind === 'reply' && failed(entry)) line(t('detail.owner'), owners(cloudOwners(outcome.code)));
  line(t('detail.fix'), slip ? words(slip.fix) : code && words(code.fix));
  line(t('log.carrier'), carrier && `${carrier} ${t(`carrier.${carrier}`)}`);
  if (refusal) {
    const said = [refusal.code, carrierWords(facts, carrier, refusal.code), refusal.msg].filter(Boolean);
    line(t('detail.carrier_said'), said.join(' · '));
  }
  if (content?.reason) {
    const why = reasonWords(content.reason);
    line(t('detail.reason'), why === content.reason ? why : `${content.reason} · ${why}`);
  }
  line(t('detail.fault'), fault && faultWords(fault));
  line(t('support.began'), `${dayAndTime(entry.at)} (${entry.at})`);
  line(t('support.took'), milliseconds(entry.elapsed_ms));
  line(t('support.request_id'), requestIds(call).join(', '));
  lines.push(`${t('sequence.tab')}${t('common.colon')}`.trimEnd());
  for (const hop of inTime(call.hops)) {
    const marks = [
      failed(hop) ? t('detail.hop_failed') : t('detail.hop_ok'),
      hop.outcome.kind === 'failed' ? reasonWords(hop.outcome.reason) : codeOf(hop),
      hop.late ? t('log.late') : '',
      hop.fault ? t('fault.hit', { fault: faultWords(hop.fault) }) : '',
      milliseconds(hop.elapsed_ms),
    ];
    const ends = t('detail.ends', { from: t(`party.${hop.from}`), to: t(`party.${hop.to}`) });
    lines.push(`- ${hop.at} ${ends} ${hop.operation} ${marks.filter(Boolean).join(' · ')}`);
  }
  lines.push(t('detail.redacted'));
  return `${lines.join('\n')}\n`;
}
