//! `JwtToken`: a compact JWS with HS256 under the run's own key. The real one is RS256, whose public key nobody outside
//! holds; a forged one is told either way.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use numberauth_protocol::JwtToken;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// How long a `JwtToken` lives, in seconds.
pub const JWT_TOKEN_SECONDS: i64 = 3600;
/// `nbf` lies this many seconds before `iat`.
const NOT_BEFORE_SECONDS: i64 = 60;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    #[serde(rename = "aliUid")]
    pub(crate) ali_uid: String,
    pub(crate) iat: i64,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    typ: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Forged,
    Expired,
    NotYetValid,
}

/// The run's signing key.
#[derive(Clone)]
pub(crate) struct Signer([u8; 32]);

impl Signer {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    pub(crate) fn issue(&self, ali_uid: &str, at: Timestamp) -> JwtToken {
        let iat = at.as_second();
        let claims = Claims {
            ali_uid: ali_uid.to_owned(),
            iat,
            nbf: iat - NOT_BEFORE_SECONDS,
            exp: iat + JWT_TOKEN_SECONDS,
        };
        let header = Header {
            alg: "HS256".into(),
            typ: "JWT".into(),
        };
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = URL_SAFE_NO_PAD.encode(self.mac(&signed));
        JwtToken::new(format!("{signed}.{signature}"))
    }

    /// The claims of a token that this key signed and that is valid at `now`.
    pub(crate) fn check(&self, token: &JwtToken, now: Timestamp) -> Result<Claims, Refusal> {
        let claims = self.signed_claims(token.reveal()).ok_or(Refusal::Forged)?;
        if now.as_second() >= claims.exp {
            Err(Refusal::Expired)
        } else if now.as_second() < claims.nbf {
            Err(Refusal::NotYetValid)
        } else {
            Ok(claims)
        }
    }

    fn signed_claims(&self, token: &str) -> Option<Claims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let sent = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let ours = self.mac(signed);
        if !bool::from(ours.ct_eq(sent.as_slice())) {
            return None;
        }
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        (header.alg == "HS256").then_some(claims)
    }

    fn mac(&self, text: &str) -> [u8; 32] {
        // HMAC takes a key of any length; the error type exists for other MACs.
        Hmac::<Sha256>::new_from_slice(&self.0)
            .map(|mac| mac.chain_update(text).finalize().into_bytes().into())
            .unwrap_or_default()
    }
}

fn part(value: &impl Serialize) -> String {
    // Plain structs of strings and integers always serialise.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn it_lives_from_a_minute_before_to_an_hour_after() {
        let signer = Signer::new([7; 32]);
        let token = signer.issue("uid", at(1_000_000));
        for (second, verdict) in [
            (1_000_000 - 61, Err(Refusal::NotYetValid)),
            (1_000_000 - 60, Ok(())),
            (1_000_000 + 3_599, Ok(())),
            (1_000_000 + 3_600, Err(Refusal::Expired)),
        ] {
            assert_eq!(
                signer.check(&token, at(second)).map(|_| ()),
                verdict,
                "{second}"
            );
        }
        assert_eq!(signer.check(&token, at(1_000_000)).unwrap().ali_uid, "uid");
    }

    #[test]
    fn no_forgery_passes() {
        let signer = Signer::new([7; 32]);
        let genuine = signer.issue("uid", at(1_000_000));
        let other_key = Signer::new([8; 32]).issue("uid", at(1_000_000));
        let none = format!(
            "{}.{}.",
            part(&Header {
                alg: "none".into(),
                typ: "JWT".into()
            }),
            { genuine.reveal().split('.').nth(1).unwrap() }
        );
        let mut forgeries = vec![
            other_key.reveal().to_owned(),
            none,
            String::new(),
            "a.b.c".into(),
            "...".into(),
        ];
        for at in 0..genuine.reveal().len() {
            let mut text = genuine.reveal().to_owned().into_bytes();
            text[at] = if text[at] == b'A' { b'B' } else { b'A' };
            let text = String::from_utf8(text).unwrap();
            // The last character's spare bits carry nothing; the decoder refuses them, so every change counts.
            forgeries.push(text);
        }
        forgeries.push(format!("{}\n", genuine.reveal()));
        for forgery in forgeries {
            assert_eq!(
                signer.check(&JwtToken::new(&*forgery), at(1_000_000)),
                Err(Refusal::Forged),
                "{forgery}"
            );
        }
    }
}
