//! How a client may have come from its parameters to its string to sign: the right way, or with slips.

use hmac::digest::Digest as _;
use numberauth_protocol::SignatureScheme;
use percent_encoding::percent_decode_str;

use super::specimen::Specimen;
use crate::encoding::decode_pairs;
use crate::signature::CanonicalStrings;
use crate::{acs3, rpc};

/// A way of canonicalising. The default is the right one.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a slip that is made or not, whatever the others"
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recipe {
    /// The method that is signed instead of the one that was sent.
    pub(crate) method: Option<&'static str>,
    /// The path that is signed is empty.
    pub(crate) no_path: bool,
    /// `~` is encoded.
    pub(crate) tilde_encoded: bool,
    /// Characters beside the unreserved ones that stay.
    pub(crate) raw: Vec<u8>,
    /// Hexadecimal digits in lower case.
    pub(crate) lower_case: bool,
    /// A space is `+`.
    pub(crate) plus_for_space: bool,
    /// How the parameters were meant that arrived.
    pub(crate) reading: Reading,
    /// How they are ordered.
    pub(crate) order: Order,
    /// Parameters without a value are left out.
    pub(crate) empty_left_out: bool,
    /// ACS3: the query is left out.
    pub(crate) query_left_out: bool,
    /// Legacy: the whole is not encoded once more.
    pub(crate) once: bool,
    /// Legacy: the whole is encoded rightly, whatever was done to the parameters.
    pub(crate) whole_rightly: bool,
    /// ACS3: `host` loses its port.
    pub(crate) host_without_port: bool,
}

/// How the parameters that arrived were meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As they decode.
    #[default]
    Decoded,
    /// `+` is a plus that was not encoded.
    PlusKept,
    /// They were encoded twice.
    DecodedTwice,
}

/// How parameters are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// By name, byte by byte.
    #[default]
    Sorted,
    /// As they were sent.
    AsSent,
    /// By name, whatever the case.
    IgnoringCase,
}

impl Recipe {
    /// The strings that this way makes of a request.
    pub(crate) fn strings(&self, specimen: &Specimen) -> CanonicalStrings {
        let query = self.query(specimen);
        let method = self.method.unwrap_or(&specimen.method);
        match specimen.scheme {
            SignatureScheme::Acs3 => {
                let headers: Vec<_> = specimen
                    .signed_headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), self.header(name, value)))
                    .collect();
                let query = if self.query_left_out { "" } else { &query };
                let hash = &specimen.content_sha256;
                let mut canonical =
                    acs3::canonical_request(method, &specimen.path, query, &headers, hash);
                if self.no_path {
                    canonical = canonical.replacen("\n/\n", "\n\n", 1);
                }
                CanonicalStrings {
                    string_to_sign: acs3::string_to_sign(&canonical),
                    canonical_request: Some(canonical),
                }
            }
            SignatureScheme::Rpc => CanonicalStrings {
                canonical_request: None,
                string_to_sign: if self.once {
                    format!("{method}&%2F&{query}")
                } else if self.whole_rightly {
                    rpc::string_to_sign(method, &query)
                } else {
                    format!("{method}&%2F&{}", self.encode(&query))
                },
            },
        }
    }

    fn header<'a>(&self, name: &str, value: &'a str) -> &'a str {
        if name == "host" && self.host_without_port {
            value.rsplit_once(':').map_or(value, |(host, _)| host)
        } else {
            value
        }
    }

    fn query(&self, specimen: &Specimen) -> String {
        let mut pairs = self.read(&specimen.query);
        if specimen.scheme == SignatureScheme::Rpc {
            pairs.extend(self.read(&specimen.form));
            pairs.retain(|(name, _)| name != "Signature");
        }
        if self.empty_left_out {
            pairs.retain(|(_, value)| !value.is_empty());
        }
        let mut pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (self.encode(name), self.encode(value)))
            .collect();
        match self.order {
            Order::Sorted => pairs.sort(),
            Order::AsSent => {}
            Order::IgnoringCase => pairs.sort_by_key(|(name, _)| name.to_ascii_lowercase()),
        }
        pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&")
    }

    fn read(&self, raw: &str) -> Vec<(String, String)> {
        match self.reading {
            Reading::Decoded => decode_pairs(raw),
            Reading::PlusKept => decode_pairs(&raw.replace('+', "%2B")),
            Reading::DecodedTwice => {
                let twice =
                    |text: String| percent_decode_str(&text).decode_utf8_lossy().into_owned();
                let once = decode_pairs(raw).into_iter();
                once.map(|(name, value)| (twice(name), twice(value)))
                    .collect()
            }
        }
    }

    fn encode(&self, text: &str) -> String {
        use std::fmt::Write as _;
        let mut out = String::with_capacity(text.len());
        for byte in text.bytes() {
            let stays = match byte {
                b'~' => !self.tilde_encoded,
                b'-' | b'_' | b'.' => true,
                _ => byte.is_ascii_alphanumeric() || self.raw.contains(&byte),
            };
            // Writing to a string cannot fail.
            let _ = match byte {
                b' ' if self.plus_for_space => out.write_char('+'),
                _ if stays => out.write_char(char::from(byte)),
                _ if self.lower_case => write!(out, "%{byte:02x}"),
                _ => write!(out, "%{byte:02X}"),
            };
        }
        out
    }
}

/// The signature of a string under the bytes of a secret, raw.
pub(crate) fn mac(scheme: SignatureScheme, secret: &[u8], string_to_sign: &str) -> Vec<u8> {
    match scheme {
        SignatureScheme::Acs3 => acs3::mac_with(secret, string_to_sign).to_vec(),
        SignatureScheme::Rpc => rpc::mac_with(secret, string_to_sign).to_vec(),
    }
}

/// The hash of no body.
pub(crate) fn hash_of_nothing() -> String {
    hex::encode(sha2::Sha256::digest(b""))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::signature::{RequestParts, SignatureError};
    use crate::{AccessKey, encode, verify};

    proptest! {
        /// The microscope's right way is the verifier's, whatever the parameters.
        #[test]
        fn the_default_recipe_is_the_verifiers(
            pairs in proptest::collection::vec(("(?s).{1,8}", "(?s).{0,16}"), 0..5),
            legacy in any::<bool>(),
        ) {
            let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
            let mut query = query.join("&");
            let mut headers = Vec::new();
            let date = "2026-01-01T00:00:00Z";
            if legacy {
                query.push_str("&AccessKeyId=i&Action=A&Version=1&SignatureNonce=n&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&Timestamp=2026-01-01T00%3A00%3A00Z&Signature=AAAA");
            } else {
                let text = "ACS3-HMAC-SHA256 Credential=i,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=00";
                for (name, value) in [
                    ("Host", "a:1"), ("x-acs-action", "A"), ("x-acs-content-sha256", &hash_of_nothing()), ("x-acs-date", date),
                    ("x-acs-signature-nonce", "n"), ("x-acs-version", "1"), ("Authorization", text),
                ] {
                    headers.push((name.to_owned(), value.to_owned()));
                }
            }
            let request = RequestParts { method: "POST", path: "/", query: &query, headers: &headers, body: b"" };
            let now: Timestamp = date.parse().unwrap();
            let Err(SignatureError::Mismatch(strings)) = verify(&request, &AccessKey::new("i", "s"), now) else {
                panic!("no mismatch");
            };
            let specimen = Specimen::of_request(&request);
            prop_assert_eq!(Recipe::default().strings(&specimen), strings);
        }
    }
}
