//! JSON that knows where each of its values stands.

mod misfit;
mod reading;

use std::collections::HashSet;
use std::fmt;

use numberauth_protocol::Words;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

use super::problem::{JsonPath, Segment, plain, words};

/// Objects and lists stand in one another at most so deep; a scenario needs 8.
const MOST_DEEP: usize = 32;

/// A value and where it begins, in bytes.
pub(super) struct Node {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

/// What a value is.
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(Key, Node)>),
}

/// A key and where it begins, in bytes.
pub(super) struct Key {
    pub(super) at: usize,
    pub(super) name: String,
}

/// What is wrong at a place.
pub(super) struct Flaw {
    /// Where it begins, in bytes.
    pub(super) at: usize,
    pub(super) path: JsonPath,
    pub(super) message: Words,
}

impl Flaw {
    /// Of the text as a whole, at a place.
    pub(super) fn at(at: usize, message: Words) -> Self {
        Self {
            at,
            path: JsonPath::default(),
            message,
        }
    }
}

impl Node {
    /// Reads a JSON text. Neither doubled keys nor deep nesting are accepted.
    pub(super) fn parse(text: &str) -> Result<Self, Flaw> {
        let whole: &RawValue = serde_json::from_str(text).map_err(|error| {
            Flaw::at(offset(text, error.line(), error.column()), no_json(&error))
        })?;
        Source(text).node(whole, &JsonPath::default())
    }

    /// Where the value at a path begins, or the nearest one above it that is there.
    pub(super) fn find(&self, path: &JsonPath) -> usize {
        let mut node = self;
        for segment in &path.0 {
            let next = match (segment, &node.kind) {
                (Segment::Key(name), Kind::Object(members)) => members
                    .iter()
                    .find_map(|(key, value)| (key.name == *name).then_some(value)),
                (Segment::Index(index), Kind::List(items)) => items.get(*index),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node.at
    }

    /// A member of an object.
    pub(super) fn member(&self, name: &str) -> Option<&(Key, Self)> {
        match &self.kind {
            Kind::Object(members) => members.iter().find(|(key, _)| key.name == name),
            _ => None,
        }
    }
}

struct Source<'a>(&'a str);

impl<'a> Source<'a> {
    /// Where a part of the text begins.
    fn at(&self, part: &str) -> usize {
        part.as_ptr().addr().saturating_sub(self.0.as_ptr().addr())
    }

    fn node(&self, raw: &'a RawValue, path: &JsonPath) -> Result<Node, Flaw> {
        let text = raw.get();
        let at = self.at(text);
        let flaw = |message| Flaw {
            at,
            path: path.clone(),
            message,
        };
        if path.0.len() > MOST_DEEP {
            return Err(flaw(words(
                format!("嵌套超过 {MOST_DEEP} 层；场景文件不需要这么深，请改平"),
                format!(
                    "nested more than {MOST_DEEP} deep; no scenario needs that: make it flatter"
                ),
            )));
        }
        let wrong = |error: serde_json::Error| flaw(no_json(&error));
        let kind = match text.as_bytes().first() {
            Some(b'{') => self.object(text, path, wrong)?,
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).map_err(wrong)?;
                let nodes = items.into_iter().enumerate();
                let nodes = nodes.map(|(index, item)| self.node(item, &path.index(index)));
                Kind::List(nodes.collect::<Result<_, _>>()?)
            }
            _ => match serde_json::from_str(text).map_err(wrong)? {
                Value::Bool(bool) => Kind::Bool(bool),
                Value::Number(number) => Kind::Number(number),
                Value::String(text) => Kind::Text(text),
                _ => Kind::Null,
            },
        };
        Ok(Node { at, kind })
    }

    fn object(
        &self,
        text: &'a str,
        path: &JsonPath,
        wrong: impl Fn(serde_json::Error) -> Flaw,
    ) -> Result<Kind, Flaw> {
        let Members(raw) = serde_json::from_str(text).map_err(&wrong)?;
        let mut names = HashSet::with_capacity(raw.len());
        let mut members = Vec::with_capacity(raw.len());
        for (key, value) in raw {
            let at = self.at(key.get());
            let name: String = serde_json::from_str(key.get()).map_err(&wrong)?;
            let path = path.key(&name);
            if !names.insert(name.clone()) {
                let name = plain(&name);
                return Err(Flaw {
                    at,
                    path,
                    message: words(
                        format!("键“{name}”在同一个对象里出现了两次；请删去一个"),
                        format!("the key `{name}` stands twice in one object: take one away"),
                    ),
                });
            }
            let value = self.node(value, &path)?;
            members.push((Key { at, name }, value));
        }
        Ok(Kind::Object(members))
    }
}

/// All members of an object in order, doubled keys too.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Vec<(&'de RawValue, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(All).map(Self)
    }
}

/// Where a line and column (from 1, in bytes, as `serde_json` counts) are.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// The line and the column of an offset in bytes: from 1, the column in characters.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The parser's own words for what is no JSON.
fn no_json(error: &serde_json::Error) -> Words {
    let told = error.to_string();
    let told = told.split(" at line ").next().unwrap_or_default();
    let zh = match told {
        "EOF while parsing a value" => "文件在应有值的地方结束了",
        "EOF while parsing a list" => "列表没有写完，缺“]”",
        "EOF while parsing an object" => "对象没有写完，缺“}”",
        "EOF while parsing a string" => "文本没有写完，缺右引号",
        "trailing comma" => "最后一项后面多了逗号",
        "trailing characters" => "JSON 结束后还有内容",
        "expected `:`" => "键后面缺“:”",
        "expected `,` or `}`" => "这里应为“,”或“}”",
        "expected `,` or `]`" => "这里应为“,”或“]”",
        "key must be a string" => "键必须写在双引号里",
        "expected value" => "这里应为一个值",
        "expected ident" => "这里应为 true、false 或 null",
        "invalid number" => "数字写得不对",
        "number out of range" => "数字太大",
        "invalid escape" => "转义写得不对",
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => "\\u 转义不成对",
        told if told.starts_with("control character") => {
            "文本里有换行等控制字符，请写成 \\n 等转义"
        }
        _ => "格式不对",
    };
    words(format!("不是合法的 JSON：{zh}"), format!("no JSON: {told}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_place() {
        let text = "{\n  \"标题\": [1, {\"a\": true}],\n  \"b\": null\n}";
        let node = Node::parse(text).unwrap_or_else(|_| panic!("it is JSON"));
        let place = |path: JsonPath| line_and_column(text, node.find(&path));
        let root = JsonPath::default();
        assert_eq!(place(root.clone()), (1, 1));
        assert_eq!(place(root.key("标题").index(1).key("a")), (2, 19));
        assert_eq!(place(root.key("b")), (3, 8));
        assert_eq!(place(root.key("b").key("not there")), (3, 8));
    }

    #[test]
    fn a_json_bomb_is_refused_and_not_followed() {
        for bomb in ["[".repeat(40_000), "{\"a\":".repeat(40_000)] {
            assert!(Node::parse(&bomb).is_err());
        }
        let closed = format!("{}{}", "[".repeat(40_000), "]".repeat(40_000));
        let Err(flaw) = Node::parse(&closed) else {
            panic!("it is too deep");
        };
        assert_eq!(flaw.at, MOST_DEEP + 1);
    }
}
