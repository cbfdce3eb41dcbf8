//! What does not fit a type, in words.

use std::fmt;

use numberauth_protocol::{Operation, ResultCode, Words};
use serde::de::{self, Expected, Unexpected};

use super::super::problem::{Segment, plain, words};
use super::{Key, Node};

/// Names that are less alike are not proposed (0 to 1).
const ALIKE: f64 = 0.75;

/// What does not fit, and where.
#[derive(Debug)]
pub(in crate::scenario) struct Misfit {
    pub(super) what: What,
    /// Where it begins, in bytes, once that is known.
    pub(super) at: Option<usize>,
    /// The way up to the root.
    pub(super) upwards: Vec<Segment>,
}

#[derive(Debug)]
pub(in crate::scenario) enum What {
    UnknownKey {
        name: String,
        known: &'static [&'static str],
    },
    MissingKey(&'static str),
    UnknownWord {
        word: String,
        known: &'static [&'static str],
    },
    /// Another kind of value than was expected.
    Other {
        found: Words,
        expected: String,
    },
    /// Neither one of these words nor an object with one of them as its only key.
    NotOneOf(&'static [&'static str]),
    /// Refused by a reader of our own.
    Told(String),
}

impl Misfit {
    pub(super) fn new(what: What) -> Self {
        Self {
            what,
            at: None,
            upwards: Vec::new(),
        }
    }

    /// It is at this key.
    pub(super) fn at_key(mut self, key: &Key) -> Self {
        self.at.get_or_insert(key.at);
        self.upwards.push(Segment::Key(key.name.clone()));
        self
    }

    /// It is in this value of that place, or below.
    pub(super) fn within(mut self, node: &Node, segment: Segment) -> Self {
        if self.at.is_none() {
            // Tagged enums are read from a copy that knows no places.
            let named = match &self.what {
                What::UnknownKey { name, .. } => node.member(name),
                _ => None,
            };
            match named {
                Some((key, _)) => self = self.at_key(key),
                None => self.at = Some(node.at),
            }
        }
        self.upwards.push(segment);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what.words(None).en)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(told: T) -> Self {
        Self::new(What::Told(told.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let (found, expected) = (kind_of(found), expected.to_string());
        Self::new(What::Other { found, expected })
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        let word = word.to_owned();
        Self::new(What::UnknownWord { word, known })
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        let name = name.to_owned();
        Self::new(What::UnknownKey { name, known })
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(What::MissingKey(name))
    }
}

/// The kind of what was found; never the value, which may be a number of somebody's.
fn kind_of(found: Unexpected<'_>) -> Words {
    match found {
        Unexpected::Bool(_) => words("true 或 false", "true or false"),
        Unexpected::Unsigned(_) => words("一个整数", "a whole number"),
        Unexpected::Signed(_) => words("一个负数", "a negative number"),
        Unexpected::Float(_) => words("一个小数", "a number with a fraction"),
        Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::UnitVariant => {
            words("一段文本", "a text")
        }
        Unexpected::Unit | Unexpected::Option => words("null", "null"),
        Unexpected::Seq => words("一个列表", "a list"),
        _ => words("一个对象", "an object"),
    }
}

/// What serde's derived code expects, in plain words.
fn expectation(expected: &str) -> Words {
    match expected {
        "a string" | "string" | "variant identifier" | "field identifier" => {
            words("写在双引号里的文本", "a text in quotes")
        }
        "a boolean" => words("true 或 false", "true or false"),
        "u8" => words(" 0 到 255 的整数", "a whole number from 0 to 255"),
        "u16" => words(" 0 到 65535 的整数", "a whole number from 0 to 65535"),
        "u32" => words(
            "0 到 4294967295 的整数",
            "a whole number from 0 to 4294967295",
        ),
        "u64" => words("不小于 0 的整数", "a whole number from 0"),
        "i64" => words("整数", "a whole number"),
        "f64" => words("数", "a number"),
        "a sequence" => words("列表 […]", "a list […]"),
        "newtype variant" => words("对象 {\"名称\": {…}}", "an object {\"name\": {…}}"),
        _ => words("对象 {…}", "an object {…}"),
    }
}

impl What {
    /// The last step down to it tells what a value of several forms is.
    pub(super) fn words(&self, last: Option<&Segment>) -> Words {
        match self {
            Self::UnknownKey { name, known } => {
                let (name, proposal) = (plain(name), proposal(name, known));
                let Words { zh, en } = choices(known);
                words(
                    format!("这里没有“{name}”这个键{}；可用的键：{zh}", proposal.zh),
                    format!("`{name}` is no key here{}; known keys: {en}", proposal.en),
                )
            }
            Self::MissingKey(name) => words(
                format!("缺少“{name}”这个键，请补上"),
                format!("the key `{name}` is missing: add it"),
            ),
            Self::UnknownWord { word, known } => {
                let (word, proposal) = (plain(word), proposal(word, known));
                let Words { zh, en } = choices(known);
                words(
                    format!("不认识“{word}”{}；应为其中之一：{zh}", proposal.zh),
                    format!("`{word}` is not known here{}; one of: {en}", proposal.en),
                )
            }
            Self::Other { found, expected } => {
                let expected = match last {
                    Some(Segment::Key(key)) if key == "code" && expected == "u32" => words(
                        "不带引号的返回码，例如 600012",
                        "a result code without quotes, such as 600012",
                    ),
                    _ => expectation(expected),
                };
                words(
                    format!("这里是{}，应为{}", found.zh, expected.zh),
                    format!("{} stands here; expected {}", found.en, expected.en),
                )
            }
            Self::NotOneOf(known) => {
                let Words { zh, en } = choices(known);
                words(
                    format!("应为其中之一（带内容时写成只有这一个键的对象）：{zh}"),
                    format!(
                        "expected one of these, as an object with this one key if it holds anything: {en}"
                    ),
                )
            }
            Self::Told(told) => told_words(told, last),
        }
    }
}

/// Words for a value that a reader of our own refused.
fn told_words(told: &str, last: Option<&Segment>) -> Words {
    let joined = |all: &mut dyn Iterator<Item = String>| all.collect::<Vec<_>>().join(", ");
    match last {
        Some(Segment::Key(key)) if key == "operation" => {
            let all = joined(&mut Operation::ALL.iter().map(ToString::to_string));
            words(
                format!("不是可以放故障的操作；应为其中之一：{all}"),
                format!("no operation that a fault can touch; one of: {all}"),
            )
        }
        Some(Segment::Key(key)) if key == "code" => {
            let all = joined(&mut ResultCode::ALL.iter().map(ToString::to_string));
            words(
                format!("不是返回码；应为其中之一：{all}"),
                format!("no result code; one of: {all}"),
            )
        }
        _ => words(format!("这个值不能用：{told}"), told),
    }
}

fn choices(known: &[&str]) -> Words {
    if known.is_empty() {
        return words("（没有）", "none");
    }
    words(known.join("、"), known.join(", "))
}

/// The known name that is most like a wrong one.
fn proposal(name: &str, known: &[&str]) -> Words {
    let name: String = name.to_lowercase().chars().take(100).collect();
    let alike = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &name);
    let nearest = known
        .iter()
        .map(|known| (alike(known), known))
        .filter(|(alike, _)| *alike > ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    match nearest {
        Some((_, nearest)) => words(
            format!("，是不是“{nearest}”？"),
            format!(", did you mean `{nearest}`?"),
        ),
        None => Words::default(),
    }
}
