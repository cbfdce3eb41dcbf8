use std::sync::LazyLock;

use numberauth_protocol::gateway::CarrierContent;
use numberauth_protocol::{Carrier, Words};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A carrier's rules (`rules/<carrier>.json`): change the file and the behaviour follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CarrierRules {
    /// Which carrier.
    pub carrier: Carrier,
    /// When the facts were last checked (`yyyy-MM`).
    pub checked_on: String,
    /// How long an spToken lives, in seconds.
    pub sp_token_seconds: i64,
    /// Where the four digits are compared.
    pub digits_compared_at: Comparison,
    /// What wrong entries in a row lead to, if anything.
    pub lockout: Option<Lockout>,
    /// How often a number may be verified, if there is a limit.
    pub verify_quota: Option<VerifyQuota>,
    /// Whether an `Origin` with a slash is refused.
    pub checks_origin: bool,
    /// The carrier's own codes.
    pub answers: Answers,
    /// Where each fact comes from.
    pub sources: Vec<FactSource>,
}

/// Where the four digits are compared with the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Comparison {
    /// Inside `getLoginToken`.
    Token,
    /// Inside `GetPhoneWithToken`.
    Exchange,
}

/// Wrong entries in a row lock a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Lockout {
    /// The entry that locks; it is answered like those before it.
    pub wrong_entries: u32,
    /// For how long, in seconds.
    pub seconds: i64,
}

/// A limit on verifications of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VerifyQuota {
    /// How many.
    pub limit: u32,
    /// Within how many seconds from the first.
    pub window_seconds: i64,
}

/// The carrier's own codes for what can happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// All well.
    pub ok: Answer,
    /// The path shows no number: Wi-Fi.
    pub no_number: Answer,
    /// The digits are not the number's.
    pub wrong_digits: Answer,
    /// The number is locked.
    pub locked: Option<Answer>,
    /// The verification quota is used up.
    pub quota: Option<Answer>,
    /// The `Origin` has a slash.
    pub origin: Option<Answer>,
    /// The carrier refuses for a reason of its own.
    pub busy: Answer,
}

impl Answers {
    /// All that the carrier has.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Answer> {
        let Self {
            ok,
            no_number,
            wrong_digits,
            locked,
            quota,
            origin,
            busy,
        } = self;
        let some = [locked, quota, origin].into_iter().flatten();
        [busy, no_number, wrong_digits, ok].into_iter().chain(some)
    }
}

/// A carrier's code and words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The code.
    pub code: String,
    /// The words.
    pub msg: String,
}

impl From<&Answer> for CarrierContent {
    fn from(answer: &Answer) -> Self {
        Self {
            code: answer.code.clone(),
            msg: answer.msg.clone(),
        }
    }
}

/// Where a fact of a rule file comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FactSource {
    /// The field's name in the file.
    pub fact: String,
    /// Who says so.
    pub source: Words,
    /// `H` stated by the vendor or seen, `M` one secondary source, `D` our own decision.
    pub confidence: Confidence,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum Confidence {
    /// Stated by the vendor, or seen in a run.
    H,
    /// One secondary source.
    M,
    /// Our own decision where nothing is known.
    D,
}

/// What is said for a carrier that none of the three is: SIMs of other operators are not identified. Code and words.
pub const NOT_IDENTIFIED: (&str, &str) = ("105002", "number not identified");

/// The rules of the three carriers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleBook([CarrierRules; 3]);

impl RuleBook {
    /// A book of given rules, one a carrier; `None` if one is missing.
    #[must_use]
    pub fn new(rules: impl IntoIterator<Item = CarrierRules>) -> Option<Self> {
        let rules: Vec<_> = rules.into_iter().collect();
        let one = |carrier| rules.iter().find(|rules| rules.carrier == carrier).cloned();
        Some(Self([
            one(Carrier::Cm)?,
            one(Carrier::Cu)?,
            one(Carrier::Ct)?,
        ]))
    }

    /// The rules that come with the program.
    #[must_use]
    pub fn shipped() -> Self {
        SHIPPED.clone()
    }

    /// A carrier's rules.
    #[must_use]
    pub fn of(&self, carrier: Carrier) -> &CarrierRules {
        let [cm, cu, ct] = &self.0;
        match carrier {
            Carrier::Cm => cm,
            Carrier::Cu => cu,
            Carrier::Ct => ct,
        }
    }

    /// All three, in [`Carrier::ALL`]'s order.
    #[must_use]
    pub fn all(&self) -> &[CarrierRules] {
        &self.0
    }
}

#[expect(clippy::expect_used, reason = "files of this crate, read by a test")]
static SHIPPED: LazyLock<RuleBook> = LazyLock::new(|| {
    let files = [
        include_str!("../rules/cm.json"),
        include_str!("../rules/cu.json"),
        include_str!("../rules/ct.json"),
    ];
    let rules = files.map(|file| serde_json::from_str(file).expect("rules/*.json"));
    RuleBook::new(rules).expect("rules/*.json: one file a carrier")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_the_documented_ones() {
        let book = RuleBook::shipped();
        let lives: Vec<_> = book
            .all()
            .iter()
            .map(|rules| rules.sp_token_seconds / 60)
            .collect();
        assert_eq!(lives, [2, 30, 10]);
        assert_eq!(
            book.of(Carrier::Cm).verify_quota.map(|quota| quota.limit),
            Some(10)
        );
        assert_eq!(book.of(Carrier::Cu).lockout, None);
        for rules in book.all() {
            assert_eq!(
                rules.lockout.is_some(),
                rules.answers.locked.is_some(),
                "{}: `lockout` and `answers.locked` go together",
                rules.carrier
            );
            assert_eq!(
                rules.verify_quota.is_some(),
                rules.answers.quota.is_some(),
                "{}: `verify_quota` and `answers.quota` go together",
                rules.carrier
            );
            assert_eq!(
                rules.checks_origin,
                rules.answers.origin.is_some(),
                "{}: `checks_origin` and `answers.origin` go together",
                rules.carrier
            );
        }
    }

    #[test]
    fn each_fact_of_a_carrier_has_one_source_in_both_languages_and_nothing_else_has() {
        for rules in RuleBook::shipped().all() {
            let file = serde_json::to_value(rules).unwrap();
            let mut facts: Vec<_> = [
                "sp_token_seconds",
                "digits_compared_at",
                "lockout",
                "verify_quota",
                "checks_origin",
            ]
            .map(str::to_owned)
            .into();
            let answers = file["answers"].as_object().unwrap();
            let given = answers.iter().filter(|(_, answer)| !answer.is_null());
            facts.extend(given.map(|(name, _)| format!("answers.{name}")));
            facts.sort();
            let mut sourced: Vec<_> = rules
                .sources
                .iter()
                .map(|source| source.fact.clone())
                .collect();
            sourced.sort();
            assert_eq!(sourced, facts, "{}", rules.carrier);
            for FactSource { fact, source, .. } in &rules.sources {
                assert!(!source.zh.is_empty() && !source.en.is_empty(), "{fact}");
            }
        }
    }
}
