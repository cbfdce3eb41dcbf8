//! Redaction by field: numbers become `138****1234`, typed digits `••••`, tokens their first six characters and length.
//!
//! Everything that reaches the journal passes here before it is serialised, with the copies in queries, headers and
//! bodies. Fields are known by name; a text in any other field is searched for numbers and for token-like runs, so that
//! a value pasted into the wrong field does not show either.

use std::ops::Range;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::PhoneNumber;
pub use crate::written_number::holds_number;
use crate::written_number::{WrittenNumber, numbers_in};

/// What the typed digits look like.
pub const DIGITS: &str = "••••";
/// A token shorter than this shows only its length: six characters would be most of it.
const SHOWN_FROM: usize = 24;
/// A run of token characters this long is taken for a token wherever it stands. UUIDs have 36.
const TOKEN_LIKE: usize = 40;

#[derive(Clone, Copy)]
enum Kind {
    Token,
    Digits,
    Number,
    /// A value that is a number of seconds, or somebody's slip.
    Timeout,
    /// Fixed-length facts about a request that are no secret though they look like one.
    Plain,
    Other,
}

/// A field's name without case and separators: `SpToken`, `sp_token` and `sp-token` are one.
pub(crate) fn plain_name(field: &str) -> String {
    field
        .chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .collect::<String>()
        .to_ascii_lowercase()
}

/// Whether redaction has left its mark somewhere in the text.
pub(crate) fn has_mark(text: &str) -> bool {
    text.contains(DIGITS) || text.contains("…(") || text.contains("****")
}

fn kind(field: &str) -> Kind {
    match plain_name(field).as_str() {
        "accesstoken" | "jwttoken" | "sptoken" | "token" | "securitytoken"
        | "xacssecuritytoken" | "accesskeysecret" | "secret" | "signature" | "admintoken"
        | "cookie" | "setcookie" => Kind::Token,
        "mask" | "digits" => Kind::Digits,
        "phonenumber" | "number" | "mobile" | "phone" => Kind::Number,
        "timeout" => Kind::Timeout,
        "xacscontentsha256" | "xacssignaturenonce" | "signaturenonce" => Kind::Plain,
        _ => Kind::Other,
    }
}

/// The first six characters of a token and its length: `c3AgdG…(2304)`.
#[must_use]
pub fn token(text: &str) -> String {
    let length = text.chars().count();
    let shown: String = if length < SHOWN_FROM {
        String::new()
    } else {
        text.chars().take(6).collect()
    };
    format!("{}…({length})", shown.replace(char::is_control, "·"))
}

/// A number as it may be shown; what is no number shows only its length.
#[must_use]
pub fn number(text: &str) -> String {
    PhoneNumber::parse_typed(text).map_or_else(
        |_| format!("…({})", text.chars().count()),
        |number| number.masked().to_string(),
    )
}

fn by_kind(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Token if text.is_empty() => String::new(),
        Kind::Token => token(text),
        Kind::Digits => DIGITS.to_owned(),
        // A mask that is already one stays as it is.
        Kind::Number if text.is_empty() || is_masked(text) => text.to_owned(),
        Kind::Number => number(text),
        // A number of seconds is no string; what was typed instead may be anything.
        Kind::Timeout => format!("…({})", text.chars().count()),
        // Long and random, and no number of anybody's.
        Kind::Plain => scrub_written_numbers(text),
        Kind::Other => scrub(text),
    }
}

/// `138****1234`
fn is_masked(text: &str) -> bool {
    let (head, tail) = (text.get(..3), text.get(7..));
    text.len() == 11
        && text.get(3..7) == Some("****")
        && [head, tail]
            .into_iter()
            .flatten()
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

/// Numbers as people write them, `138 0013 1234` or `１３８－００１３－１２３４`, are masked; all else stays.
fn scrub_written_numbers(text: &str) -> String {
    put_in_place(text, numbers_in(text))
}

/// The text with something else in these places, which come in their order.
fn put_in_place(text: &str, places: impl IntoIterator<Item = WrittenNumber>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for WrittenNumber { at, shown } in places {
        out.push_str(&text[from..at.start]);
        out.push_str(&shown);
        from = at.end;
    }
    out.push_str(&text[from..]);
    out
}

/// Whether a character shows nothing of its own, but moves the cursor, or turns the direction of what follows: in a text from
/// outside it can make a reader see something else.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A text in a field that should hold no secret: numbers and token-like runs in it are redacted all the same.
#[must_use]
pub fn scrub(text: &str) -> String {
    let mut numbers = numbers_in(text).into_iter().peekable();
    let mut places: Vec<WrittenNumber> = Vec::new();
    for token in tokens_in(text) {
        while let Some(number) = numbers.next_if(|number| number.at.start < token.start) {
            places.push(number);
        }
        // A number within a token goes with it; one that reaches out of it keeps its part.
        while numbers
            .next_if(|number| number.at.end <= token.end)
            .is_some()
        {}
        let start = places
            .last()
            .map_or(0, |number| number.at.end)
            .max(token.start);
        let end = numbers
            .peek()
            .map_or(token.end, |number| number.at.start.min(token.end));
        if start < end {
            let shown = self::token(&text[start..end]);
            let at = start..end;
            places.push(WrittenNumber { at, shown });
        }
    }
    places.extend(numbers);
    put_in_place(text, places)
}

/// Where a text holds runs that look like tokens.
fn tokens_in(text: &str) -> Vec<Range<usize>> {
    let is_token_char =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '/' | '=' | '%');
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(is_token_char).map(|at| from + at) {
        let length = text[start..].find(|c| !is_token_char(c));
        let end = length.map_or(text.len(), |length| start + length);
        let run = &text[start..end];
        // A long path of an address is not one run: its parts are told apart by their slashes.
        let is_path = run.starts_with("//") && run.split('/').all(|part| part.len() < TOKEN_LIKE);
        if run.len() >= TOKEN_LIKE && !is_path {
            found.push(start..end);
        }
        from = end;
    }
    found
}

/// A JSON value, redacted by field and laid out in lines.
#[must_use]
pub fn json(value: &Value) -> String {
    let mut value = value.clone();
    redact_value(Kind::Other, &mut value);
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

fn redact_value(inherited: Kind, value: &mut Value) {
    match value {
        Value::String(text) => *text = by_kind(inherited, text),
        // A day has 86,400 seconds: what is longer is no timeout, but may be somebody's number.
        Value::Number(seconds)
            if matches!(inherited, Kind::Timeout)
                && seconds.as_f64().is_some_and(|seconds| seconds.abs() < 1e6) => {}
        Value::Number(number) => {
            let text = number.to_string();
            let shown = by_kind(inherited, &text);
            if shown != text {
                *value = Value::String(shown);
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| redact_value(inherited, item)),
        Value::Object(fields) => {
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(name, mut value)| {
                    let own = match kind(&name) {
                        Kind::Other => inherited,
                        known => known,
                    };
                    redact_value(own, &mut value);
                    (scrub(&name), value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// A request target: the path, and the query redacted pair by pair.
#[must_use]
pub fn target(target: &str) -> String {
    match target.split_once('?') {
        Some((path, query)) => format!("{}?{}", scrub(path), pairs(query)),
        None => scrub(target),
    }
}

fn pairs(query: &str) -> String {
    let redacted = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) => {
            let kind = kind(&decode(name));
            match kind {
                // What need not be hidden keeps its encoding, as it was sent.
                Kind::Other | Kind::Plain
                    if scrub(name) == name && by_kind(kind, &decode(value)) == decode(value) =>
                {
                    pair.to_owned()
                }
                _ => format!("{}={}", scrub(name), by_kind(kind, &decode(value))),
            }
        }
        None => scrub(pair),
    });
    redacted.collect::<Vec<_>>().join("&")
}

/// A canonical request or a string to sign, of whatever client: header lines by header, parameters by parameter, whether encoded
/// once or twice. What need not be hidden stays byte for byte.
#[must_use]
pub fn canonical(text: &str) -> String {
    let lines = text.split('\n').map(|line| match line.split_once(':') {
        Some((name, value)) if !name.contains(['&', '=', '%']) => {
            format!("{}:{}", scrub(name), header(name, value))
        }
        // A content hash is long, but hides nothing.
        _ if line.len() == 64 && line.bytes().all(|b| b.is_ascii_hexdigit()) => line.to_owned(),
        _ if line.contains(['&', '=']) || line.contains("%26") => canonical_pairs(line),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where the parameters of a canonical line begin, and what separates them. The legacy string to sign begins with `POST&%2F&`,
/// and its parameters are encoded once more, unless a client forgot it.
#[must_use]
pub fn canonical_parameters(line: &str) -> (usize, &'static str) {
    let root = "&%2F&";
    let from = line.find(root).map_or(0, |at| at + root.len());
    let encoded_once_more = from > 0 && !line[from..].contains('&');
    (from, if encoded_once_more { "%26" } else { "&" })
}

/// Where a parameter's name ends and its value begins, whether its `=` is encoded or not.
#[must_use]
pub fn canonical_equals(pair: &str) -> Option<(usize, usize)> {
    let signs = ["=", "%3D"].map(|sign| pair.find(sign).map(|at| (at, at + sign.len())));
    signs.into_iter().flatten().min()
}

fn canonical_pairs(line: &str) -> String {
    let (from, separator) = canonical_parameters(line);
    let (start, rest) = line.split_at(from);
    let pairs = rest.split(separator).map(|pair| {
        let Some((end, begin)) = canonical_equals(pair) else {
            return scrub(pair);
        };
        let (name, value) = (&pair[..end], &pair[begin..]);
        let plain = decode(&decode(value));
        let shown = by_kind(kind(&decode(&decode(name))), &plain);
        if shown == plain && scrub(name) == name {
            pair.to_owned()
        } else {
            format!("{}{}{shown}", scrub(name), &pair[end..begin])
        }
    });
    format!("{start}{}", pairs.collect::<Vec<_>>().join(separator))
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', "%20"))
        .decode_utf8_lossy()
        .into_owned()
}

/// A header's value.
#[must_use]
pub fn header(name: &str, value: &str) -> String {
    if name.eq_ignore_ascii_case("authorization") {
        return authorization(value);
    }
    by_kind(kind(name), value)
}

/// Keeps who signed and which headers; hides the signature and any bearer token.
fn authorization(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once(' ') else {
        return token(value);
    };
    if !rest.contains("Signature=") {
        return format!("{scheme} {}", token(rest));
    }
    let parts = rest.split(',').map(|part| match part.split_once('=') {
        Some(("Signature", signature)) => format!("Signature={}", token(signature)),
        // The list of header names is long and no secret.
        Some(("SignedHeaders", _)) => part.to_owned(),
        _ => scrub(part),
    });
    format!("{scheme} {}", parts.collect::<Vec<_>>().join(","))
}

/// A body: JSON by field, a form pair by pair, anything else as text.
#[must_use]
pub fn body(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        return json(&value);
    }
    let text = String::from_utf8_lossy(bytes);
    let looks_like_a_form = !text.contains(char::is_whitespace)
        && !text.contains(['{', '<', '"'])
        && text.contains('=');
    if looks_like_a_form {
        pairs(&text)
    } else {
        scrub_cut_json(&text)
    }
}

/// A body that was cut short is JSON no more, but its fields can still be seen: hide every quoted string that follows a
/// secret field's name, closed or not.
fn scrub_cut_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut name = String::new();
    for (at, piece) in text.split('"').enumerate() {
        if at > 0 {
            out.push('"');
        }
        let is_string = at % 2 == 1;
        if is_string {
            out.push_str(&by_kind(
                if name.is_empty() {
                    Kind::Other
                } else {
                    kind(&name)
                },
                piece,
            ));
            piece.clone_into(&mut name);
        } else {
            out.push_str(&scrub(piece));
            if !piece.trim_start().starts_with(':') {
                name.clear();
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
