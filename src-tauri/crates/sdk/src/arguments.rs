use std::time::Duration;

use numberauth_protocol::{AccessToken, Content, Hint, JwtToken, MaskDigits, SdkCall};
use serde_json::{Map, Value};

/// The raw options of a call, without its callback. A key that is absent was `undefined`; a value that JSON cannot carry
/// came as `{"invalid": "NaN"}`. Only this crate judges values.
pub type Options = Map<String, Value>;

/// A timeout is above 0 and at most this many seconds: a day.
pub const LONGEST_TIMEOUT_SECONDS: f64 = 86_400.0;
/// From this many seconds on, milliseconds were probably meant.
const LOOKS_LIKE_MILLISECONDS: f64 = 1_000.0;

/// The timeouts of calls that name none, in seconds: the seed's.
pub const DEFAULT_TIMEOUTS: [(SdkCall, u32); 5] = [
    (SdkCall::CheckLoginAvailable, 2),
    (SdkCall::GetLoginMaskPhone, 3),
    (SdkCall::GetLoginToken, 2),
    (SdkCall::CheckAuthAvailable, 2),
    (SdkCall::GetVerifyToken, 3),
];

/// What a call needs, judged.
#[derive(Clone, Debug)]
pub(crate) struct Arguments {
    pub(crate) timeout: Duration,
    pub(crate) what: Parameters,
    pub(crate) hint: Option<Hint>,
}

/// The parameters beside the timeout.
#[derive(Clone, Debug)]
pub(crate) enum Parameters {
    Check(Tokens),
    Mask,
    LoginToken(MaskDigits),
    VerifyToken,
}

/// The page's tokens from `GetAuthToken`.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub(crate) access: AccessToken,
    pub(crate) jwt: JwtToken,
}

/// Which argument is wrong, and why: 600028.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArgumentError {
    name: &'static str,
    why: &'static str,
}

impl ArgumentError {
    /// The reason names the argument; the words do not repeat its value.
    pub(crate) fn content(self) -> Content {
        Content {
            code: None,
            msg: Some(self.why.to_owned()),
            reason: Some(self.name.to_owned()),
        }
    }
}

impl Arguments {
    pub(crate) fn parse(call: SdkCall, options: &Options) -> Result<Self, ArgumentError> {
        let what = match call {
            SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable => {
                Parameters::Check(Tokens {
                    access: AccessToken::new(token(options, "accessToken")?),
                    jwt: JwtToken::new(token(options, "jwtToken")?),
                })
            }
            SdkCall::GetLoginMaskPhone => Parameters::Mask,
            SdkCall::GetLoginToken => Parameters::LoginToken(mask(options)?),
            SdkCall::GetVerifyToken => Parameters::VerifyToken,
        };
        let (timeout, hint) = timeout(call, options)?;
        Ok(Self {
            timeout,
            what,
            hint,
        })
    }
}

fn token<'a>(options: &'a Options, name: &'static str) -> Result<&'a str, ArgumentError> {
    match options.get(name) {
        None => Err(ArgumentError {
            name,
            why: "missing",
        }),
        Some(Value::String(text)) if text.is_empty() => Err(ArgumentError { name, why: "empty" }),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(ArgumentError {
            name,
            why: "not a string",
        }),
    }
}

fn mask(options: &Options) -> Result<MaskDigits, ArgumentError> {
    let wrong = |why| ArgumentError { name: "mask", why };
    match options.get("mask") {
        None => Err(wrong("missing")),
        Some(Value::String(text)) => {
            MaskDigits::parse(text).ok_or_else(|| wrong("not four digits 0 to 9"))
        }
        Some(Value::Number(_)) => Err(wrong("a number: a string of four digits keeps its zeros")),
        Some(_) => Err(wrong("not a string")),
    }
}

fn timeout(call: SdkCall, options: &Options) -> Result<(Duration, Option<Hint>), ArgumentError> {
    let wrong = |why| ArgumentError {
        name: "timeout",
        why,
    };
    let seconds = match options.get("timeout") {
        None => {
            let default = DEFAULT_TIMEOUTS.iter().find(|(known, _)| *known == call);
            f64::from(default.map_or(2, |(_, seconds)| *seconds))
        }
        Some(Value::Number(number)) => number
            .as_f64()
            .ok_or_else(|| wrong("not a number of seconds"))?,
        Some(_) => return Err(wrong("not a number of seconds")),
    };
    if !(seconds > 0.0 && seconds <= LONGEST_TIMEOUT_SECONDS) {
        return Err(wrong("not above 0 and at most 86400 seconds"));
    }
    let timeout =
        Duration::try_from_secs_f64(seconds).map_err(|_| wrong("not a number of seconds"))?;
    Ok((
        timeout,
        (seconds >= LOOKS_LIKE_MILLISECONDS).then_some(Hint::TimeoutLooksLikeMilliseconds),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(call: SdkCall, options: Value) -> Result<Arguments, ArgumentError> {
        let Value::Object(options) = options else {
            panic!("options are an object")
        };
        Arguments::parse(call, &options)
    }

    #[test]
    fn absent_timeouts_are_the_seeds() {
        for (call, seconds) in [
            (SdkCall::GetLoginMaskPhone, 3),
            (SdkCall::GetVerifyToken, 3),
        ] {
            assert_eq!(
                parse(call, json!({})).unwrap().timeout,
                Duration::from_secs(seconds)
            );
        }
        let check = json!({"accessToken": "a", "jwtToken": "j"});
        assert_eq!(
            parse(SdkCall::CheckAuthAvailable, check).unwrap().timeout,
            Duration::from_secs(2)
        );
    }

    #[test]
    fn what_is_no_timeout_is_refused_by_name() {
        let bad = [
            json!(0),
            json!(-1),
            json!(86_400.001),
            json!("2"),
            json!(null),
            json!([2]),
            json!(true),
            json!({"invalid": "NaN"}),
            json!(1e300),
            json!(-0.0),
        ];
        for timeout in bad {
            let refused =
                parse(SdkCall::GetLoginMaskPhone, json!({"timeout": timeout})).unwrap_err();
            assert_eq!(refused.name, "timeout", "{timeout}");
        }
        for good in [json!(0.001), json!(86_400), json!(2.5), json!(8_000)] {
            assert!(
                parse(SdkCall::GetLoginMaskPhone, json!({"timeout": good})).is_ok(),
                "{good}"
            );
        }
    }

    #[test]
    fn milliseconds_are_legal_but_hinted_at() {
        let hint = |seconds: f64| {
            parse(SdkCall::GetVerifyToken, json!({"timeout": seconds}))
                .unwrap()
                .hint
        };
        assert_eq!(
            (hint(999.0), hint(8_000.0)),
            (None, Some(Hint::TimeoutLooksLikeMilliseconds))
        );
    }

    #[test]
    fn what_is_no_mask_is_refused_by_name() {
        for mask in [
            json!(1234),
            json!("123"),
            json!("12345"),
            json!("12 4"),
            json!("１２３４"),
            json!(null),
            json!(""),
        ] {
            let refused = parse(SdkCall::GetLoginToken, json!({"mask": mask})).unwrap_err();
            assert_eq!(refused.name, "mask", "{mask}");
        }
        assert!(parse(SdkCall::GetLoginToken, json!({"mask": "0000"})).is_ok());
        assert!(parse(SdkCall::GetLoginToken, json!({})).is_err());
    }

    #[test]
    fn what_is_no_token_is_refused_by_name() {
        for bad in [
            json!(null),
            json!(""),
            json!(1),
            json!({"invalid": "symbol"}),
        ] {
            for name in ["accessToken", "jwtToken"] {
                let mut options = json!({"accessToken": "a", "jwtToken": "j"});
                options[name] = bad.clone();
                let refused = parse(SdkCall::CheckLoginAvailable, options).unwrap_err();
                assert_eq!(refused.name, name, "{bad}");
            }
        }
    }
}
