use numberauth_protocol::{MaskDigits, SdkCall};
use serde_json::{Map, Value};

use super::Numbers;
use crate::scenario::Digits;

/// Stands for a token that your server did not hand out last: forged, old, or made up.
const OTHER_TOKEN: &str = "another-token";
/// The longest timeout that the SDK takes, in seconds.
const LONGEST_TIMEOUT: f64 = numberauth_sdk::LONGEST_TIMEOUT_SECONDS;

/// What a page gave to a call, where it is not what a scenario's page would give.
#[derive(Default)]
pub(super) struct Given {
    pub(super) arguments: Map<String, Value>,
    pub(super) omit: Vec<String>,
    /// What was typed, at a `getLoginToken`.
    pub(super) digits: Option<Digits>,
}

impl Given {
    /// `held` are the tokens that your server handed out last.
    pub(super) fn of(
        call: SdkCall,
        options: &Map<String, Value>,
        held: Option<&(String, String)>,
        numbers: Numbers,
    ) -> Self {
        let mut given = Self::default();
        if let Some(timeout) = options.get("timeout") {
            given.put("timeout", timeout_like(timeout));
        }
        match call {
            SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable => {
                let (access, jwt) = held.map(|(access, jwt)| (access, jwt)).unzip();
                given.token("accessToken", options, access);
                given.token("jwtToken", options, jwt);
            }
            SdkCall::GetLoginToken => given.mask(options.get("mask"), numbers),
            SdkCall::GetLoginMaskPhone | SdkCall::GetVerifyToken => {}
        }
        given
    }

    fn put(&mut self, name: &str, value: Value) {
        self.arguments.insert(name.to_owned(), value);
    }

    fn token(&mut self, name: &str, options: &Map<String, Value>, held: Option<&String>) {
        match options.get(name) {
            None => self.omit.push(name.to_owned()),
            Some(Value::String(text)) if Some(text) == held => {}
            Some(Value::String(text)) if !text.is_empty() => self.put(name, OTHER_TOKEN.into()),
            Some(odd) => self.put(name, harmless(odd)),
        }
    }

    fn mask(&mut self, mask: Option<&Value>, numbers: Numbers) {
        let Numbers { own, path } = numbers;
        let typed = mask.and_then(Value::as_str).and_then(MaskDigits::parse);
        // Every call takes the person's next try, whatever the page makes of it.
        self.digits = Some(match typed {
            Some(typed) if typed != own.hidden_digits() => {
                if path.is_some_and(|path| path.hidden_digits() == typed) {
                    Digits::Path
                } else {
                    Digits::Wrong
                }
            }
            _ => Digits::Right,
        });
        match mask {
            None => self.omit.push("mask".to_owned()),
            Some(odd) if typed.is_none() => self.put("mask", harmless(odd)),
            Some(_) => {}
        }
    }
}

/// A timeout that the SDK takes as it is, and of any other its kind.
fn timeout_like(value: &Value) -> Value {
    match value.as_f64() {
        Some(seconds) if seconds > LONGEST_TIMEOUT => (LONGEST_TIMEOUT + 1.0).into(),
        Some(seconds) if seconds > 0.0 => value.clone(),
        _ => harmless(value),
    }
}

/// A value of the same kind that tells of nobody: what stands in the place of an odd mask or token may be a number's digits.
fn harmless(value: &Value) -> Value {
    match value {
        Value::Number(_) => 0.into(),
        Value::String(text) => text
            .chars()
            .take(64)
            .map(|c| if c.is_numeric() { '0' } else { c })
            .collect::<String>()
            .into(),
        Value::Array(_) => Value::Array(Vec::new()),
        // What JSON cannot carry came so from the page: `{"invalid": "NaN"}`.
        Value::Object(fields) => fields
            .get("invalid")
            .map_or_else(Map::new, |odd| {
                [("invalid".to_owned(), harmless(odd))]
                    .into_iter()
                    .collect()
            })
            .into(),
        plain => plain.clone(),
    }
}
