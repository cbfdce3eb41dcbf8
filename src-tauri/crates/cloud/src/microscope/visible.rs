//! What is there to see without any secret.

use numberauth_protocol::{NamedCause, SignatureCause};

use super::specimen::Specimen;
use crate::signature::SignatureError;

/// Clocks that are this near to a whole quarter of an hour, in seconds, are right but for the zone.
const ZONE_TOLERANCE_SECONDS: i64 = 120;
/// Zones are whole quarters of an hour, in seconds.
const QUARTER_SECONDS: i64 = 900;
/// The widest zone is UTC+14, in seconds.
const WIDEST_ZONE_SECONDS: i64 = 14 * 3_600;

/// The cause that an error other than a mismatch shows by itself.
pub(crate) fn cause(error: &SignatureError) -> NamedCause {
    let (cause, detail) = match error {
        SignatureError::Expired { skew_seconds, .. } => {
            let cause = if is_zone(*skew_seconds) {
                SignatureCause::LocalTime
            } else {
                SignatureCause::ClockSkew
            };
            (cause, Some(format!("{skew_seconds:+} s")))
        }
        SignatureError::MalformedDate(name) => {
            (SignatureCause::TimestampForm, Some((*name).to_owned()))
        }
        SignatureError::NotSigned(name) => (SignatureCause::HeaderNotSigned, Some(name.clone())),
        SignatureError::WrongContentHash => (SignatureCause::WrongContentHash, None),
        SignatureError::Missing(name) => (SignatureCause::Incomplete, Some((*name).to_owned())),
        SignatureError::Unsupported { name, .. } => {
            (SignatureCause::Incomplete, Some((*name).to_owned()))
        }
        SignatureError::Malformed => (SignatureCause::Incomplete, Some("authorization".into())),
        SignatureError::Mismatch(_) => (SignatureCause::OtherSecret, None),
    };
    NamedCause {
        cause,
        certain: !matches!(error, SignatureError::Mismatch(_)),
        detail,
    }
}

fn is_zone(skew_seconds: i64) -> bool {
    let size = skew_seconds.abs();
    let off = size % QUARTER_SECONDS;
    (QUARTER_SECONDS * 2..=WIDEST_ZONE_SECONDS + ZONE_TOLERANCE_SECONDS).contains(&size)
        && off.min(QUARTER_SECONDS - off) <= ZONE_TOLERANCE_SECONDS
}

/// What the parameters make one suspect, where nothing is certain.
pub(crate) fn suspicions(specimen: &Specimen) -> Vec<NamedCause> {
    let mut found: Vec<NamedCause> = Vec::new();
    let mut suspect = |cause, name: &str| {
        if !found.iter().any(|known| known.cause == cause) {
            found.push(NamedCause {
                cause,
                certain: false,
                detail: Some(name.to_owned()),
            });
        }
    };
    for (name, value) in specimen.parameters() {
        if name == "SpToken" && value.contains(' ') {
            // Tokens are base64: a space in one was a plus.
            suspect(SignatureCause::PlusNotEncoded, &name);
        }
        if looks_encoded(&value) {
            suspect(SignatureCause::SentEncodedTwice, &name);
        }
        if name == "Timestamp" && value.contains('.') {
            suspect(SignatureCause::TimestampForm, &name);
        }
        if name == "AccessKeyId" && value.trim() != value {
            suspect(SignatureCause::SecretWithSpace, &name);
        }
    }
    found
}

/// A decoded value that holds `%XX` still.
fn looks_encoded(value: &str) -> bool {
    value
        .split('%')
        .skip(1)
        .any(|after| after.len() >= 2 && after.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_told_from_a_wrong_clock() {
        for (seconds, zone) in [
            (8 * 3_600, true),
            (8 * 3_600 + 40, true),
            (-5 * 3_600 + 90, true),
            (5 * 3_600 + 45 * 60, true),
            (901, false),
            (1_900, true),
            (8 * 3_600 + 400, false),
            (30 * 86_400, false),
        ] {
            assert_eq!(is_zone(seconds), zone, "{seconds}");
        }
    }
}
