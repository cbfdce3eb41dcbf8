use std::collections::HashMap;
use std::sync::LazyLock;

use numberauth_protocol::Words;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// Whether the system has a keychain, and it is open.
    Keychain,
    /// Whether a proxy is in the way.
    Proxy,
    /// The page's address ends in a slash.
    PageUrl,
    /// The origin does not, and is the page's.
    Origin,
    /// The scheme code's shape.
    SceneCode,
    /// Whether the endpoint is the real cloud's.
    Endpoint,
    /// Whether there is a secret.
    Secret,
    /// Whether the secret has spaces or line ends in it.
    SecretShape,
    /// This machine's clock against the cloud's.
    Clock,
    /// Whether the cloud accepts the key and the scheme.
    Key,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, or may, but a person should know.
    Warning,
    /// It will not work.
    Bad,
    /// Not looked at; the message says why.
    Skipped,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Finding {
    /// Which check.
    pub check: CheckId,
    /// How it came out.
    pub verdict: Verdict,
    /// What was found.
    pub message: Words,
    /// What to do.
    pub fix: Option<Words>,
}

/// Every way in which a check can come out; its words are in `data/doctor.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Case {
    KeychainAvailable,
    KeychainAbsent,
    KeychainLocked,
    ProxyNone,
    ProxyByVariable,
    ProxyBySystem,
    ProxyNotSpoken,
    ProxyUnreadable,
    PageUrlGood,
    PageUrlWithoutSlash,
    PageUrlWithPath,
    OriginGood,
    OriginWithSlash,
    OriginOfAnotherPage,
    SceneCodeGood,
    SceneCodeUnusual,
    EndpointDefault,
    EndpointOther,
    SecretInKeychain,
    SecretForThisRun,
    SecretMissing,
    SecretLocked,
    SecretUnreadable,
    SecretWithoutToken,
    SecretShapeGood,
    SecretShapeBlank,
    SecretShapeSkipped,
    ClockGood,
    ClockOff,
    ClockTooFar,
    ClockNotTold,
    ClockUnanswered,
    ClockSkipped,
    KeyGood,
    KeyRefused,
    KeyUnanswered,
    KeyNotTried,
    KeyWithoutSecret,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseEntry {
    check: CheckId,
    verdict: Verdict,
    message: Words,
    fix: Option<Words>,
}

#[expect(clippy::expect_used, reason = "a file of this crate, read by a test")]
static CASES: LazyLock<HashMap<Case, CaseEntry>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/doctor.json")).expect("data/doctor.json")
});

impl Case {
    /// The finding, with `{name}` in its words replaced by the values.
    #[expect(clippy::expect_used, reason = "a test finds every case in the file")]
    pub(crate) fn with(self, values: &[(&str, &str)]) -> Finding {
        let entry = CASES.get(&self).expect("every case is in data/doctor.json");
        Finding {
            check: entry.check,
            verdict: entry.verdict,
            message: filled(&entry.message, values),
            fix: entry.fix.as_ref().map(|words| filled(words, values)),
        }
    }
}

fn filled(words: &Words, values: &[(&str, &str)]) -> Words {
    let fill = |text: &str| {
        values.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    };
    Words {
        zh: fill(&words.zh),
        en: fill(&words.en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All variants: `Case::KeyWithoutSecret` is the last.
    fn all() -> Vec<Case> {
        let text = include_str!("finding.rs");
        let body = text.split("enum Case {").nth(1).unwrap();
        let names = body.split('}').next().unwrap();
        let names = names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        names
            .map(|name| {
                let snake = name.chars().fold(String::new(), |mut snake, c| {
                    if c.is_uppercase() && !snake.is_empty() {
                        snake.push('_');
                    }
                    snake.push(c.to_ascii_lowercase());
                    snake
                });
                serde_json::from_value(snake.into()).unwrap()
            })
            .collect()
    }

    #[test]
    fn every_case_has_words_in_both_languages_and_what_is_not_good_says_what_to_do() {
        let all = all();
        assert_eq!(all.len(), CASES.len());
        for case in all {
            let finding = case.with(&[]);
            assert!(
                !finding.message.zh.is_empty() && !finding.message.en.is_empty(),
                "{case:?}"
            );
            let has_fix = matches!(finding.verdict, Verdict::Warning | Verdict::Bad);
            assert_eq!(finding.fix.is_some(), has_fix, "{case:?}");
        }
    }
}
