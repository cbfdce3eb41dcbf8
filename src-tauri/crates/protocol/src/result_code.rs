use std::borrow::Cow;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

use crate::{Carrier, SdkCall, Words};

/// Declares the codes and their list at once, so that none is missing in it.
macro_rules! result_codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// The ten result codes of the seed. `res.code` is the number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u32)]
        pub enum ResultCode {
            $($(#[$doc])* $name = $number,)*
        }

        impl ResultCode {
            /// All of them, ascending.
            pub const ALL: [Self; [$($number),*].len()] = [$(Self::$name),*];
        }
    };
}

result_codes! {
    /// Success.
    Success = 600_000,
    /// The scheme does not exist.
    NoScheme = 600_004,
    /// Unknown exception: transport failed, the answer was not understood, or the call was superseded.
    Unknown = 600_010,
    /// The token could not be fetched.
    TokenFailed = 600_011,
    /// The mask could not be fetched.
    MaskFailed = 600_012,
    /// `getLoginMaskPhone` before a successful check.
    NotChecked = 600_013,
    /// `getLoginToken` before a mask.
    NoMask = 600_014,
    /// The reply was later than the caller's timeout.
    Timeout = 600_015,
    /// The integrator's identity check failed.
    IdentityCheckFailed = 600_025,
    /// Bad arguments.
    BadArguments = 600_028,
}

impl ResultCode {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The code with this number.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.number() == number)
    }

    /// The seed's Chinese text: what `res.msg` says.
    #[must_use]
    pub fn msg(self) -> &'static str {
        &self.entry().msg
    }

    /// The dictionary's entry.
    #[must_use]
    pub fn entry(self) -> &'static CodeEntry {
        // A test holds the dictionary to exactly `ALL`, in order.
        let at = Self::ALL.iter().position(|code| *code == self).unwrap_or(0);
        &DICTIONARY.codes[at]
    }
}

impl std::fmt::Display for ResultCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl Serialize for ResultCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.number())
    }
}

impl<'de> Deserialize<'de> for ResultCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(deserializer)?;
        Self::from_number(number)
            .ok_or_else(|| serde::de::Error::custom(format!("{number} is not a result code")))
    }
}

impl JsonSchema for ResultCode {
    fn schema_name() -> Cow<'static, str> {
        "ResultCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One of the ten result codes of the seed.",
            "type": "integer",
            "enum": Self::ALL,
        })
    }
}

/// Who fixes what a code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// Nothing to fix.
    Nobody,
    /// The person holding the phone.
    User,
    /// The page.
    Page,
    /// The integrator's server.
    Server,
    /// Alibaba Cloud.
    Alibaba,
    /// The carrier.
    Carrier,
}

impl Owner {
    /// What the owner is called, in the window, on the command line and in the docs.
    #[must_use]
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Self::Nobody => ("无需处理", "no one needs to"),
            Self::User => ("用户", "the user"),
            Self::Page => ("页面", "the page"),
            Self::Server => ("服务端", "your server"),
            Self::Alibaba => ("阿里云", "Alibaba Cloud"),
            Self::Carrier => ("运营商", "the carrier"),
        };
        let (zh, en) = (zh.to_owned(), en.to_owned());
        Words { zh, en }
    }
}

impl CodeEntry {
    /// Who fixes it, likeliest first, as a list to read.
    #[must_use]
    pub fn owners_in_words(&self) -> Words {
        let words: Vec<_> = self.owners.iter().map(|owner| owner.words()).collect();
        let list =
            |of: fn(&Words) -> &str, comma| words.iter().map(of).collect::<Vec<_>>().join(comma);
        Words {
            zh: list(|words| &words.zh, "、"),
            en: list(|words| &words.en, ", "),
        }
    }
}

/// What a result code means, in the seed's edition, with the sibling edition's meaning beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// The code.
    #[ts(type = "number")]
    pub code: ResultCode,
    /// The seed's Chinese text, which `res.msg` carries.
    pub msg: String,
    /// One plain sentence.
    pub meaning: Words,
    /// What makes it happen.
    pub cause: Words,
    /// Who fixes it, likeliest first.
    pub owners: Vec<Owner>,
    /// What to do.
    pub fix: Words,
    /// The calls that can give it.
    pub calls: Vec<SdkCall>,
    /// The calls that cannot give it, and why.
    pub impossible: Option<Impossible>,
    /// What the sibling edition means by the same number, where that differs.
    pub sibling: Option<Words>,
    /// The facts of the carriers' rules that bear on it, by their names in the rule files.
    pub rules: Vec<String>,
}

/// Why some calls cannot give a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Impossible {
    /// The calls.
    pub calls: Vec<SdkCall>,
    /// Why.
    pub reason: Words,
}

/// A code that only the sibling edition knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SiblingCode {
    /// The code.
    pub code: u32,
    /// What it means there.
    pub meaning: Words,
    /// Why it cannot come here, and what comes instead.
    pub absent: Words,
    /// The seed's code that comes in its place, where one does.
    #[ts(type = "number | null")]
    pub instead: Option<ResultCode>,
}

/// A carrier's own code, which a result carries in `content.code`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CarrierCode {
    /// Whose code it is.
    pub carrier: Carrier,
    /// The code.
    pub code: String,
    /// What it means, and what to do.
    pub meaning: Words,
    /// The result codes that it leads to.
    #[ts(type = "number[]")]
    pub gives: Vec<ResultCode>,
}

/// The dictionary of result codes (`data/result-codes.json`), shared by window, command line and docs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Dictionary {
    /// Where the facts come from.
    pub source: Words,
    /// The ten codes of the seed, ascending.
    pub codes: Vec<CodeEntry>,
    /// The codes that only the sibling edition knows, ascending.
    pub sibling_only: Vec<SiblingCode>,
    /// The carriers' own codes, by carrier: a choice, not all that there are.
    pub carrier_codes: Vec<CarrierCode>,
}

impl Dictionary {
    /// The carriers' own codes that lead to a result code.
    pub fn leading_to(&self, code: ResultCode) -> impl Iterator<Item = &CarrierCode> {
        let leads = move |carrier: &&CarrierCode| carrier.gives.contains(&code);
        self.carrier_codes.iter().filter(leads)
    }
}

#[expect(clippy::expect_used, reason = "a file of this crate, read by a test")]
static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/result-codes.json")).expect("data/result-codes.json")
});

/// The dictionary of result codes.
#[must_use]
pub fn dictionary() -> &'static Dictionary {
    &DICTIONARY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_holds_exactly_the_ten_codes_in_order() {
        let listed: Vec<_> = dictionary().codes.iter().map(|entry| entry.code).collect();
        assert_eq!(listed, ResultCode::ALL);
        for entry in &dictionary().codes {
            assert_eq!(entry.code.entry(), entry);
            assert!(
                !entry.calls.is_empty() && !entry.owners.is_empty(),
                "{}",
                entry.code
            );
            let impossible = entry
                .impossible
                .iter()
                .flat_map(|impossible| &impossible.calls);
            let mut calls: Vec<_> = entry.calls.iter().chain(impossible).copied().collect();
            calls.sort_unstable();
            assert_eq!(
                calls,
                SdkCall::ALL,
                "{}: each call either gives it or cannot, for a reason",
                entry.code
            );
            for words in [&entry.meaning, &entry.cause, &entry.fix] {
                assert!(
                    !words.zh.is_empty() && !words.en.is_empty(),
                    "{}",
                    entry.code
                );
            }
        }
    }

    #[test]
    fn what_only_the_sibling_edition_has_says_why_it_cannot_come_here() {
        let numbers: Vec<_> = dictionary()
            .sibling_only
            .iter()
            .map(|entry| entry.code)
            .collect();
        // PROTOCOL section 2: "Sibling edition only".
        let named = [600_008, 600_009, 600_018, 600_030, 600_032, 600_034];
        assert_eq!(numbers, named);
        for entry in &dictionary().sibling_only {
            assert_eq!(ResultCode::from_number(entry.code), None);
            for words in [&entry.meaning, &entry.absent] {
                assert!(
                    !words.zh.is_empty() && !words.en.is_empty(),
                    "{}",
                    entry.code
                );
            }
            // Whoever is sent on is sent to what the words name.
            let named = |code: ResultCode| entry.absent.en.contains(&code.to_string());
            assert!(entry.instead.is_none_or(named), "{}", entry.code);
        }
    }

    #[test]
    fn each_carrier_code_stands_once_and_leads_somewhere() {
        let codes = &dictionary().carrier_codes;
        for (at, code) in codes.iter().enumerate() {
            let name = (code.carrier, &code.code);
            assert!(!code.gives.is_empty(), "{name:?}");
            assert!(
                !code.meaning.zh.is_empty() && !code.meaning.en.is_empty(),
                "{name:?}"
            );
            let again = codes[at + 1..]
                .iter()
                .any(|other| (other.carrier, &other.code) == name);
            assert!(!again, "{name:?}");
        }
        for code in [ResultCode::TokenFailed, ResultCode::MaskFailed] {
            for carrier in Carrier::ALL {
                let some = dictionary()
                    .leading_to(code)
                    .any(|one| one.carrier == carrier);
                assert!(some, "{code} on {carrier}");
            }
        }
    }

    #[test]
    fn msg_is_the_seeds_text() {
        assert_eq!(ResultCode::NoScheme.msg(), "方案号不存在");
        assert_eq!(
            ResultCode::NoMask.msg(),
            "未查询到掩码,请先调用getLoginMaskPhone接口获取掩码"
        );
    }

    #[test]
    fn a_code_is_a_number_on_the_wire() {
        assert_eq!(
            serde_json::to_string(&ResultCode::Timeout).unwrap(),
            "600015"
        );
        assert_eq!(
            serde_json::from_str::<ResultCode>("600015").unwrap(),
            ResultCode::Timeout
        );
        assert!(serde_json::from_str::<ResultCode>("600016").is_err());
        assert!(serde_json::from_str::<ResultCode>("\"600015\"").is_err());
    }
}
