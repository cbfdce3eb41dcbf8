//! The signature microscope: why a signature does not hold.
//!
//! A server sees only the signature, a hash. With the secret at hand the microscope tries the known slips one by one, signs
//! each way, and names the slip whose signature is the very one that was sent: that is certain, and it gives the client's own
//! strings, to the byte. Without the secret it compares two strings: the server's, as an error text of the cloud tells it, and
//! the client's. What is there to see (a date's form, a header that is not signed) needs neither.

mod pasted;
mod recipe;
mod report;
mod seeded;
mod slips;
mod specimen;
mod visible;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use numberauth_protocol::{NamedCause, SignatureCause, SignatureScheme};
use subtle::ConstantTimeEq;

use crate::AccessKey;
use crate::signature::{CanonicalStrings, RequestParts, SignatureError};
use recipe::{Recipe, mac};
use slips::{PASTED, suspects};
use specimen::Specimen;

pub use pasted::{Pasted, PastedError};
pub use report::SignatureReport;
pub use seeded::{SEEDED, signed_with};

/// How many bytes of parameters are canonicalised for one explanation: enough for a real spToken in every way that is known.
const MOST_BYTES_TRIED: usize = 3 * 1024 * 1024;

/// What the microscope may know beside the request.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    /// The key that should have signed.
    pub key: Option<&'a AccessKey>,
    /// Other keys whose secret may have been taken by mistake.
    pub others: &'a [AccessKey],
    /// The client's own canonical request or string to sign, where somebody has it.
    pub client_string: Option<&'a str>,
}

/// Explains why `error` was found about a request.
#[must_use]
pub fn explain(
    request: &RequestParts<'_>,
    error: &SignatureError,
    known: Known<'_>,
) -> SignatureReport {
    let specimen = Specimen::of_request(request);
    if let SignatureError::Mismatch(strings) = error {
        return compare(&specimen, strings.clone(), known);
    }
    SignatureReport::visible(specimen.scheme, visible::causes(error))
}

/// Compares a request, or what a server's string tells of one, with what is known of the client.
fn compare(specimen: &Specimen, server: CanonicalStrings, known: Known<'_>) -> SignatureReport {
    let ways = affordable(specimen, suspects(specimen.scheme));
    let by_signature = known
        .key
        .and_then(|key| by_signature(specimen, &ways, key, known.others));
    // What the signature itself proves beats what two strings make one think.
    let proven = by_signature.filter(|found| found.causes.iter().all(|named| named.certain));
    let found = proven.or_else(|| {
        let text = known.client_string?;
        Some(by_string(specimen, &ways, text))
    });
    let compared = found.is_some() || (known.key.is_some() && specimen.signature.is_some());
    let found = found.unwrap_or_else(|| Found {
        causes: if compared {
            uncertain(specimen)
        } else {
            visible::suspicions(specimen)
        },
        client: None,
    });
    SignatureReport {
        compared,
        ..SignatureReport::new(specimen.scheme, found.causes, server, found.client)
    }
}

/// As many ways as can be tried of a request of this size: the commonest slips come first. Whoever sends a long request with a
/// wrong signature must not keep others waiting.
fn affordable(specimen: &Specimen, mut ways: Vec<slips::Suspect>) -> Vec<slips::Suspect> {
    let size = specimen.query.len() + specimen.form.len() + 1;
    ways.truncate((MOST_BYTES_TRIED / size).max(1));
    ways
}

struct Found {
    causes: Vec<NamedCause>,
    client: Option<CanonicalStrings>,
}

fn certain(causes: &[SignatureCause]) -> Vec<NamedCause> {
    causes
        .iter()
        .map(|cause| NamedCause {
            cause: *cause,
            certain: true,
            detail: None,
        })
        .collect()
}

fn other_secret(certain: bool, detail: Option<String>) -> Vec<NamedCause> {
    vec![NamedCause {
        cause: SignatureCause::OtherSecret,
        certain,
        detail,
    }]
}

/// What is left when nothing is certain: what the parameters make one suspect, and then the secret.
fn uncertain(specimen: &Specimen) -> Vec<NamedCause> {
    let mut causes = visible::suspicions(specimen);
    causes.extend(other_secret(false, None));
    causes
}

/// The slip that makes the client's own string of the request.
fn by_string(specimen: &Specimen, ways: &[slips::Suspect], text: &str) -> Found {
    let text = text.trim_end_matches(['\r', '\n']);
    let way = ways.iter().find_map(|(causes, recipe)| {
        let strings = recipe.strings(specimen);
        let fits = strings.telling() == text || strings.string_to_sign == text;
        fits.then_some((causes, strings))
    });
    match way {
        // The same string on both sides: what is left is the secret.
        Some((causes, strings)) if causes.is_empty() => Found {
            causes: other_secret(true, None),
            client: Some(strings),
        },
        Some((causes, strings)) => Found {
            causes: certain(causes),
            client: Some(strings),
        },
        None => Found {
            causes: visible::suspicions(specimen),
            client: Some(report::pasted_strings(specimen.scheme, text)),
        },
    }
}

/// The slip whose signature is the very one that was sent.
fn by_signature(
    specimen: &Specimen,
    ways: &[slips::Suspect],
    key: &AccessKey,
    others: &[AccessKey],
) -> Option<Found> {
    let sent = specimen.signature.as_deref()?;
    let (sent_bytes, misspelt) = decode_signature(specimen.scheme, sent);
    let signs = |secret: &[u8], strings: &CanonicalStrings| {
        let made = mac(specimen.scheme, secret, &strings.string_to_sign);
        bool::from(made.ct_eq(&sent_bytes))
    };
    let ending = ending(specimen.scheme);
    let whole = |secret: &[u8]| [secret, ending].concat();
    let own = whole(key.secret_bytes());
    let mut tried = std::collections::HashSet::new();
    for (causes, recipe) in ways {
        let strings = recipe.strings(specimen);
        // A slip that changes nothing here was not made here.
        if tried.insert(strings.string_to_sign.clone()) && signs(&own, &strings) {
            let mut causes = causes.clone();
            causes.extend(misspelt);
            return Some(Found {
                causes: certain(&causes),
                client: Some(strings),
            });
        }
    }
    let strings = Recipe::default().strings(specimen);
    let pasted = PASTED.iter().any(|(before, after)| {
        let secret = [before.as_bytes(), key.secret_bytes(), after.as_bytes()].concat();
        signs(&whole(&secret), &strings)
    });
    let causes = if pasted {
        certain(&[SignatureCause::SecretWithSpace])
    } else if !ending.is_empty() && signs(key.secret_bytes(), &strings) {
        certain(&[SignatureCause::MissingAmpersand])
    } else if let Some(other) = others
        .iter()
        .find(|other| signs(&whole(other.secret_bytes()), &strings))
    {
        other_secret(true, Some(format!("the secret of {}", other.id())))
    } else {
        return Some(Found {
            causes: uncertain(specimen),
            client: None,
        });
    };
    Some(Found {
        causes,
        client: Some(strings),
    })
}

/// What follows a secret in the key of its MAC.
fn ending(scheme: SignatureScheme) -> &'static [u8] {
    match scheme {
        SignatureScheme::Acs3 => b"",
        SignatureScheme::Rpc => b"&",
    }
}

/// The signature's bytes, and the slip if it is written as the other scheme writes it.
fn decode_signature(scheme: SignatureScheme, text: &str) -> (Vec<u8>, Option<SignatureCause>) {
    let hex = hex::decode(text).ok();
    let base64 = STANDARD.decode(text).ok();
    let length = match scheme {
        SignatureScheme::Acs3 => 32,
        SignatureScheme::Rpc => 20,
    };
    let right_size = |bytes: &Vec<u8>| bytes.len() == length;
    let (own, other) = match scheme {
        SignatureScheme::Acs3 => (hex, base64),
        SignatureScheme::Rpc => (base64, hex),
    };
    own.filter(right_size).map_or_else(
        || {
            let bytes = other.filter(right_size).unwrap_or_default();
            (bytes, Some(SignatureCause::WrongSignatureEncoding))
        },
        |bytes| (bytes, None),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specimen(query: String) -> Specimen {
        Specimen {
            scheme: SignatureScheme::Rpc,
            method: "POST".into(),
            path: "/".into(),
            query,
            form: String::new(),
            signed_headers: Vec::new(),
            content_sha256: String::new(),
            signature: None,
        }
    }

    #[test]
    fn a_long_request_is_tried_fewer_ways_and_a_real_token_all() {
        let all = suspects(SignatureScheme::Rpc).len();
        let tried = |length: usize| {
            let ways = suspects(SignatureScheme::Rpc);
            affordable(&specimen("a".repeat(length)), ways).len()
        };
        // An spToken of 2.3 kB, percent-encoded, with the parameters of the signature.
        assert_eq!(tried(3_200), all);
        for length in [16_000, 128_000, 2 * MOST_BYTES_TRIED] {
            let ways = tried(length);
            assert!(
                ways == 1 || ways * length <= MOST_BYTES_TRIED,
                "{length}: {ways}"
            );
            assert!(ways >= 1 && ways < all, "{length}: {ways}");
        }
    }
}
