use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use numberauth_protocol::JwtToken;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// When a `JwtToken` says that it is valid. Read without a check: the key is the cloud's (PROTOCOL "Cloud API").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct JwtTimes {
    /// `iat`
    #[ts(type = "string")]
    pub issued_at: Timestamp,
    /// `nbf`, where it is given.
    #[ts(type = "string | null")]
    pub not_before: Option<Timestamp>,
    /// `exp`
    #[ts(type = "string")]
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    iat: i64,
    nbf: Option<i64>,
    exp: i64,
}

impl JwtTimes {
    /// Reads a token's times; `None` if it is not of the form, or names no calendar's time.
    #[must_use]
    pub fn read(token: &JwtToken) -> Option<Self> {
        let mut parts = token.reveal().split('.');
        let (_header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
        let claims: Claims = serde_json::from_slice(&claims).ok()?;
        Some(Self {
            issued_at: Timestamp::from_second(claims.iat).ok()?,
            not_before: claims.nbf.map(Timestamp::from_second).transpose().ok()?,
            expires_at: Timestamp::from_second(claims.exp).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> JwtToken {
        JwtToken::new(format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims)))
    }

    #[test]
    fn the_times_of_a_token_are_read() {
        let times = JwtTimes::read(&token(
            r#"{"aliUid":"1","iat":1767225600,"nbf":1767225540,"exp":1767229200}"#,
        ))
        .unwrap();
        assert_eq!(times.issued_at.to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(
            times.not_before.unwrap().to_string(),
            "2025-12-31T23:59:00Z"
        );
        assert_eq!(times.expires_at.to_string(), "2026-01-01T01:00:00Z");
        assert!(JwtTimes::read(&token(r#"{"iat":1,"exp":2}"#)).is_some());
    }

    #[test]
    fn what_is_no_jwt_has_no_times() {
        let far = i64::MAX;
        for bad in [
            JwtToken::new(""),
            JwtToken::new("a.b"),
            JwtToken::new("e30.e30.c2ln"),
            JwtToken::new("a.!.c"),
            JwtToken::new("a.b.c.d"),
            token("not json"),
            token(r#"{"iat":"1","exp":2}"#),
            token(&format!(r#"{{"iat":1,"exp":{far}}}"#)),
        ] {
            assert_eq!(JwtTimes::read(&bad), None, "{bad:?}");
        }
    }
}
