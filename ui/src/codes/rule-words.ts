// A carrier's rules in words. The facts are Rust's, and so is where they come from.
import type { CarrierRules } from '../bindings/CarrierRules';
import { duration } from '../i18n/format';
import { isMessageKey, t } from '../i18n/i18n.svelte';

export function factName(fact: string): string {
  const key = `fact.${fact}`;
  return isMessageKey(key) ? t(key) : fact;
}

/** Each fact that some carrier's file gives a source for, in the files' order. */
export const factsOf = (rules: readonly CarrierRules[]): string[] => [
  ...new Set(rules.flatMap((rule) => rule.sources.map((source) => source.fact))),
];

/** What the rule is; null where the carrier's file has none. */
export function ruleWords(rule: CarrierRules, fact: string): string | null {
  switch (fact) {
    case 'sp_token_seconds':
      return duration(rule.sp_token_seconds);
    case 'digits_compared_at':
      return t(`codes.compared_${rule.digits_compared_at}`);
    case 'lockout':
      return rule.lockout
        ? t('codes.lockout', { n: rule.lockout.wrong_entries, time: duration(rule.lockout.seconds) })
        : t('codes.no_lockout');
    case 'verify_quota':
      return rule.verify_quota
        ? t('codes.quota', { n: rule.verify_quota.limit, time: duration(rule.verify_quota.window_seconds) })
        : t('codes.no_quota');
    case 'checks_origin':
      return t(rule.checks_origin ? 'codes.origin_refused' : 'codes.origin_accepted');
    default: {
      const answer = Object.entries(rule.answers).find(([name]) => fact === `answers.${name}`)?.[1];
      return answer?.code ?? null;
    }
  }
}
