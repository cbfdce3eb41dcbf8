use numberauth_protocol::{Carrier, DeviceCarrier, Words, carrier_facts};
use numberauth_simulator::{CarrierRules, NOT_IDENTIFIED, Quota, RuleBook};

use super::{NextOutcome, OutcomeChoice};

/// What a SIM of this carrier could give next, by the carriers' rules; `quota` is its number's quota of verifications.
pub(crate) fn choices(
    carrier: DeviceCarrier,
    rules: &RuleBook,
    quota: Option<Quota>,
) -> Vec<OutcomeChoice> {
    let rules = carrier.served().map(|carrier| rules.of(carrier));
    let choice = |outcome: NextOutcome| OutcomeChoice {
        outcome,
        impossible: impossible(outcome, rules),
        impossible_in_verification: impossible_in_verification(outcome, rules, quota),
    };
    NextOutcome::ALL.into_iter().map(choice).collect()
}

fn impossible(outcome: NextOutcome, rules: Option<&CarrierRules>) -> Option<Words> {
    match rules {
        None if outcome.needs_served_sim() => Some(not_served()),
        Some(rules) if outcome == NextOutcome::Locked && rules.lockout.is_none() => {
            Some(never_locks(rules.carrier))
        }
        _ => None,
    }
}

fn impossible_in_verification(
    outcome: NextOutcome,
    rules: Option<&CarrierRules>,
    quota: Option<Quota>,
) -> Option<Words> {
    if outcome == NextOutcome::Locked {
        return Some(Words {
            zh: "锁定只关系到登录时补全的四位数字，号码校验不受影响。".to_owned(),
            en: "A lock is about a login's four digits: a verification never asks for them."
                .to_owned(),
        });
    }
    let Some(rules) = rules else {
        return outcome.needs_served_sim().then(not_served);
    };
    let used_up = quota.filter(|quota| quota.used >= quota.limit)?;
    // Those come before the carrier looks at its quota.
    let comes_before = matches!(outcome, NextOutcome::Timeout | NextOutcome::NoNetwork);
    // Wi-Fi shows no number, and a hotspot another one.
    let other_path = matches!(outcome, NextOutcome::Wifi | NextOutcome::Hotspot);
    (!comes_before && !other_path).then(|| quota_used_up(rules, used_up))
}

fn not_served() -> Words {
    let (code, _) = NOT_IDENTIFIED;
    Words {
        zh: format!("三家运营商都不服务这张 SIM 卡，到不了这一步（{code}）。"),
        en: format!(
            "None of the three carriers serves this SIM: a run does not get so far ({code})."
        ),
    }
}

fn never_locks(carrier: Carrier) -> Words {
    let facts = carrier_facts()
        .iter()
        .find(|facts| facts.carrier == carrier);
    let name = facts.map(|facts| facts.name.clone()).unwrap_or_default();
    Words {
        zh: format!("{}从不因输错而锁定号码。", name.zh),
        en: format!("{} never locks a number for wrong digits.", name.en),
    }
}

fn quota_used_up(rules: &CarrierRules, quota: Quota) -> Words {
    let hours = rules
        .verify_quota
        .map_or(0, |quota| quota.window_seconds / 3_600);
    let limit = quota.limit;
    Words {
        zh: format!("这个号码 {hours} 小时内已校验 {limit} 次，运营商不再受理。"),
        en: format!(
            "This number was verified {limit} times within {hours} hours: the carrier takes no more."
        ),
    }
}
