//! What is there to see without any secret.

use numberauth_protocol::{NamedCause, SignatureCause, redact};

use super::specimen::Specimen;
use crate::signature::SignatureError;

/// Clocks that are this near to a zone's offset, in seconds, are right but for the zone.
const ZONE_TOLERANCE_SECONDS: i64 = 120;
/// Offsets from UTC in use that are no whole hours, in minutes (IANA time zone database).
const ODD_OFFSETS_MINUTES: [i64; 12] = [
    -570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765,
];
/// From UTC−12 to UTC+14, in hours.
const WHOLE_OFFSETS_HOURS: std::ops::RangeInclusive<i64> = -12..=14;

/// The causes that an error other than a mismatch shows by itself.
pub(crate) fn causes(error: &SignatureError) -> Vec<NamedCause> {
    let named = |cause, detail: Option<String>| NamedCause {
        cause,
        certain: true,
        detail,
    };
    let one = |cause, detail: &str| vec![named(cause, Some(redact::scrub(detail)))];
    match error {
        SignatureError::Expired { skew_seconds, .. } => {
            let mut causes = one(SignatureCause::ClockSkew, &format!("{skew_seconds:+} s"));
            if is_zone(*skew_seconds) {
                // The clock may be that wrong by itself.
                causes.push(NamedCause {
                    certain: false,
                    ..named(SignatureCause::LocalTime, None)
                });
            }
            causes
        }
        SignatureError::MalformedDate(name) => one(SignatureCause::TimestampForm, name),
        SignatureError::NotSigned(name) => one(SignatureCause::HeaderNotSigned, name),
        SignatureError::WrongContentHash => vec![named(SignatureCause::WrongContentHash, None)],
        SignatureError::Missing(name) | SignatureError::Unsupported { name, .. } => {
            one(SignatureCause::Incomplete, name)
        }
        SignatureError::Malformed => one(SignatureCause::Incomplete, "authorization"),
        SignatureError::Mismatch(_) => Vec::new(),
    }
}

fn is_zone(skew_seconds: i64) -> bool {
    let whole = WHOLE_OFFSETS_HOURS.map(|hours| hours * 60);
    let mut offsets = whole
        .chain(ODD_OFFSETS_MINUTES)
        .filter(|offset| *offset != 0);
    offsets.any(|offset| (skew_seconds - offset * 60).abs() <= ZONE_TOLERANCE_SECONDS)
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
            (1_900, false),
            (-2_700, false),
            (-210 * 60, true),
            (8 * 3_600 + 400, false),
            (30 * 86_400, false),
        ] {
            assert_eq!(is_zone(seconds), zone, "{seconds}");
        }
    }
}
