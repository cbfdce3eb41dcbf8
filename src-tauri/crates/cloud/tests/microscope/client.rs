//! A client of its own, written from the vendor's description alone, with a place for each slip.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use numberauth_cloud::microscope::{Known, SignatureReport, explain};
use numberauth_cloud::{AccessKey, RequestParts, verify};
use numberauth_protocol::SignatureCause as Cause;
use numberauth_protocol::SignatureScheme::{self, Acs3, Rpc};
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub(crate) const SECRET: &str = "TestSecret";
pub(crate) const HOST: &str = "127.0.0.1:18080";
pub(crate) const NOW: &str = "2026-01-01T00:00:00Z";

/// Each field is a place for a slip.
#[allow(clippy::struct_excessive_bools, reason = "each is a slip of its own")]
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) method_signed: &'static str,
    pub(crate) secret: String,
    pub(crate) ampersand: bool,
    /// Encodes for signing.
    pub(crate) encode: fn(&str) -> String,
    /// Encodes for the wire.
    pub(crate) wire: fn(&str) -> String,
    pub(crate) sorted: bool,
    pub(crate) twice: bool,
    pub(crate) host_signed: &'static str,
    pub(crate) date: &'static str,
    pub(crate) skip_empty: bool,
    pub(crate) parameters: Vec<(&'static str, &'static str)>,
    pub(crate) in_body: bool,
}

pub(crate) fn rfc3986(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
            out.push(char::from(b));
        } else {
            write!(out, "%{b:02X}").unwrap();
        }
        out
    })
}

impl Default for Client {
    fn default() -> Self {
        Self {
            method_signed: "POST",
            secret: SECRET.into(),
            ampersand: true,
            encode: rfc3986,
            wire: rfc3986,
            sorted: true,
            twice: true,
            host_signed: HOST,
            date: NOW,
            skip_empty: false,
            // Every character that encoders disagree about.
            parameters: vec![
                ("Url", "https://a.test/~me/*x (it's!)"),
                ("SpToken", "ab+/c=="),
                ("Empty", ""),
                ("Name", "一 键"),
            ],
            in_body: false,
        }
    }
}

pub(crate) struct Sent {
    query: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Sent {
    pub(crate) fn parts(&self) -> RequestParts<'_> {
        RequestParts {
            method: "POST",
            path: "/",
            query: &self.query,
            headers: &self.headers,
            body: self.body.as_bytes(),
        }
    }

    pub(crate) fn report(&self, known: Known<'_>) -> SignatureReport {
        let now: Timestamp = NOW.parse().unwrap();
        let error = verify(&self.parts(), &key(), now).unwrap_err();
        explain(&self.parts(), &error, known)
    }

    /// As a person would paste it.
    pub(crate) fn text(&self) -> String {
        let headers = lines(
            self.headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}")),
        );
        format!("POST /?{} HTTP/1.1\n{headers}\n{}", self.query, self.body)
    }
}

pub(crate) fn key() -> AccessKey {
    AccessKey::new("TestId", SECRET)
}

impl Client {
    fn join(&self, parameters: &[(&str, &str)], encode: fn(&str) -> String) -> String {
        let mut pairs: Vec<_> = parameters
            .iter()
            .map(|(name, value)| (encode(name), encode(value)))
            .collect();
        if self.sorted {
            pairs.sort();
        }
        pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&")
    }

    fn signable<'a>(&self, parameters: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        parameters
            .iter()
            .filter(|(_, value)| !self.skip_empty || !value.is_empty())
            .copied()
            .collect()
    }

    pub(crate) fn rpc(&self) -> Sent {
        let mut parameters = self.parameters.clone();
        parameters.extend([
            ("SignatureMethod", "HMAC-SHA1"),
            ("Action", "GetAuthToken"),
            ("Version", "2017-05-25"),
            ("Format", "JSON"),
            ("AccessKeyId", "TestId"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", "n-1"),
            ("Timestamp", self.date),
        ]);
        let canonical = self.join(&self.signable(&parameters), self.encode);
        let whole = if self.twice {
            (self.encode)(&canonical)
        } else {
            canonical
        };
        let to_sign = format!("{}&%2F&{whole}", self.method_signed);
        let secret = format!("{}{}", self.secret, if self.ampersand { "&" } else { "" });
        let mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes())
            .unwrap()
            .chain_update(to_sign)
            .finalize();
        let signature = STANDARD.encode(mac.into_bytes());
        let mut sent: Vec<_> = parameters
            .iter()
            .map(|(name, value)| format!("{}={}", (self.wire)(name), (self.wire)(value)))
            .collect();
        sent.push(format!("Signature={}", rfc3986(&signature)));
        let all = sent.join("&");
        let (query, body) = if self.in_body {
            (String::new(), all)
        } else {
            (all, String::new())
        };
        let form = "application/x-www-form-urlencoded".to_owned();
        let headers = vec![("host".into(), HOST.into()), ("content-type".into(), form)];
        Sent {
            query,
            headers,
            body,
        }
    }

    pub(crate) fn acs3(&self) -> Sent {
        let hash = hex::encode(Sha256::digest(b""));
        let headers = [
            ("host", self.host_signed),
            ("x-acs-action", "GetAuthToken"),
            ("x-acs-content-sha256", &hash),
            ("x-acs-date", self.date),
            ("x-acs-signature-nonce", "n-1"),
            ("x-acs-version", "2017-05-25"),
        ];
        let lines = lines(
            headers
                .iter()
                .map(|(name, value)| format!("{name}:{value}")),
        );
        let names = headers.map(|(name, _)| name).join(";");
        let query = self.join(&self.signable(&self.parameters), self.encode);
        let canonical = format!(
            "{}\n/\n{query}\n{lines}\n{names}\n{hash}",
            self.method_signed
        );
        let to_sign = format!(
            "ACS3-HMAC-SHA256\n{}",
            hex::encode(Sha256::digest(canonical))
        );
        let mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes())
            .unwrap()
            .chain_update(to_sign)
            .finalize();
        let signature = hex::encode(mac.into_bytes());
        let mut sent: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        sent[0].1 = HOST.into();
        let authorization = format!(
            "ACS3-HMAC-SHA256 Credential=TestId,SignedHeaders={names},Signature={signature}"
        );
        sent.push(("authorization".into(), authorization));
        let query: Vec<_> = self
            .parameters
            .iter()
            .map(|(name, value)| format!("{}={}", (self.wire)(name), (self.wire)(value)))
            .collect();
        Sent {
            query: query.join("&"),
            headers: sent,
            body: String::new(),
        }
    }

    pub(crate) fn send(&self, scheme: SignatureScheme) -> Sent {
        match scheme {
            Acs3 => self.acs3(),
            Rpc => self.rpc(),
        }
    }
}

pub(crate) fn causes(report: &SignatureReport) -> Vec<Cause> {
    report.causes.iter().map(|named| named.cause).collect()
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}
