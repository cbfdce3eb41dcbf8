use std::sync::LazyLock;

use numberauth_protocol::{Flow, Words};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::text::{narrowed, unspaced};
use crate::packed;

/// A rule of the consent page, by its name in `data/consent-rules.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsentRule {
    /// The page is shown before any token is fetched.
    BeforeToken,
    /// The app's name.
    AppName,
    /// The masked number.
    MaskedNumber,
    /// The carrier's slogan.
    Slogan,
    /// The button's text.
    ButtonText,
    /// Another way to log in.
    OtherWay,
    /// A way out.
    WayOut,
    /// The carrier's agreement.
    CarrierAgreement,
    /// The app's own agreements.
    AppAgreements,
    /// The box at arrival.
    BoxUnticked,
    /// What a press without the tick does.
    RefusedWithoutTick,
    /// Everything can be seen.
    NothingHidden,
    /// No inducement.
    NoInducement,
    /// The simulation's mark.
    SimulationMark,
    /// A wording's texts.
    ReadableText,
    /// A wording's links.
    SafeLink,
    /// How many agreements a wording has, and their names.
    OwnAgreements,
    /// No phone number in a wording.
    NoNumber,
    /// The privacy policy among them.
    PrivacyNamed,
}

/// A rule with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    /// Which rule.
    pub rule: ConsentRule,
    /// The flows whose page is judged by it; none for what only a wording is held to.
    pub flows: Vec<Flow>,
    /// Where it is written.
    pub source: Words,
    /// What must hold.
    pub what: Words,
    /// Why.
    pub why: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    rules: Vec<RuleEntry>,
    inducements: Vec<String>,
}

#[expect(clippy::expect_used, reason = "a file of this crate, read by a test")]
static FILE: LazyLock<RuleFile> = LazyLock::new(|| {
    let table = packed::table("consent-rules.json");
    serde_json::from_slice(table).expect("data/consent-rules.json")
});

/// The rules, in the order in which they are listed.
#[must_use]
pub fn consent_rules() -> &'static [RuleEntry] {
    &FILE.rules
}

/// The first word of the text that lures, if one does. An English one begins a word (`win a`, but not `Twin app`); blanks
/// within a Chinese one make no other word of it.
pub(super) fn inducement(text: &str) -> Option<&'static str> {
    let (narrow, chinese) = (narrowed(text), unspaced(text));
    let lures = |word: &&str| {
        if !word.is_ascii() {
            return chinese.contains(*word);
        }
        narrow
            .match_indices(*word)
            .any(|(at, _)| !narrow[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
    };
    FILE.inducements.iter().map(String::as_str).find(lures)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_file_holds_each_rule_once_with_its_source_and_both_languages() {
        let mut seen = HashSet::new();
        for entry in consent_rules() {
            assert!(seen.insert(entry.rule), "{:?} twice", entry.rule);
            for text in [
                &entry.source.zh,
                &entry.source.en,
                &entry.what.zh,
                &entry.what.en,
                &entry.why.zh,
                &entry.why.en,
            ] {
                assert!(!text.trim().is_empty(), "{:?}", entry.rule);
            }
        }
        assert_eq!(seen.len(), ConsentRule::PrivacyNamed as usize + 1);
    }

    #[test]
    fn the_page_for_people_names_each_rule_with_its_source() {
        let page = include_str!("../../../../../docs/consent-page.md");
        for entry in consent_rules() {
            let row = page
                .lines()
                .find(|line| line.starts_with(&format!("| `{}` |", name(entry.rule))));
            let row = row.unwrap_or_else(|| panic!("{:?} is not there", entry.rule));
            assert!(
                [&entry.source, &entry.what]
                    .iter()
                    .all(|words| row.contains(&words.zh) && row.contains(&words.en)),
                "{row}"
            );
        }
    }

    #[test]
    fn a_customer_can_open_or_understand_every_source() {
        for entry in consent_rules() {
            let (zh, en) = (&entry.source.zh, &entry.source.en);
            assert!(!zh.contains(".md") && !en.contains(".md"), "{en}");
            let named = [
                ("npm 包 ", "npm package "),
                ("help.aliyun.com/", "help.aliyun.com/"),
                ("本程序自己的规则：", "his program's own rule: "),
            ];
            assert!(
                named.iter().any(|(zh_name, _)| zh.contains(zh_name)),
                "{zh}"
            );
            for (zh_name, en_name) in named {
                assert_eq!(zh.contains(zh_name), en.contains(en_name), "{zh} / {en}");
            }
        }
    }

    fn name(rule: ConsentRule) -> String {
        let name = serde_json::to_value(rule).unwrap();
        name.as_str().unwrap().to_owned()
    }

    #[test]
    fn inducements_are_found_in_any_case_and_plain_words_are_not() {
        assert_eq!(inducement("登录领红包"), Some("红包"));
        assert_eq!(inducement("Log in for a REWARD"), Some("reward"));
        assert_eq!(inducement("登录送钱"), Some("登录送"));
        assert_eq!(inducement("登 录 就 送 会员"), Some("登录就送"));
        assert_eq!(inducement("Ｌog in, ＷIN  a car"), Some("win a"));
        for plain in ["本机号码一键登录", "登录领英", "Twin App", "Learn more"] {
            assert_eq!(inducement(plain), None, "{plain}");
        }
        assert_eq!(inducement("Log in with this number"), None);
    }
}
