use numberauth_protocol::{
    Difference, NamedCause, SignatureCause, SignatureFinding, SignatureScheme, redact,
};
use serde::Serialize;
use ts_rs::TS;

use crate::signature::CanonicalStrings;

/// Everything that was found about a signature: whole, for the simulation's signature view and for whoever pasted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SignatureReport {
    /// Which signature.
    pub scheme: SignatureScheme,
    /// The likely causes, the surest first.
    pub causes: Vec<NamedCause>,
    /// Whether the client's side was known: its signature with the secret, or its own string.
    pub compared: bool,
    /// The server's strings; absent where it did not come to that.
    pub server: Option<CanonicalStrings>,
    /// The client's strings, worked out or given.
    pub client: Option<CanonicalStrings>,
    /// Where the telling ones part; absent where they are the same or one is not known.
    pub first_difference: Option<Difference>,
}

impl SignatureReport {
    pub(crate) fn new(
        scheme: SignatureScheme,
        causes: Vec<NamedCause>,
        server: CanonicalStrings,
        client: Option<CanonicalStrings>,
    ) -> Self {
        let first_difference = client
            .as_ref()
            .and_then(|client| first_difference(server.telling(), client.telling()));
        Self {
            scheme,
            causes,
            compared: true,
            server: Some(server),
            client,
            first_difference,
        }
    }

    /// The cloud does not know the id of the key: it may be an old one, or mistyped.
    #[must_use]
    pub fn unknown_key(scheme: SignatureScheme) -> Self {
        let cause = NamedCause {
            cause: SignatureCause::OtherSecret,
            certain: false,
            detail: Some("AccessKeyId".into()),
        };
        Self::visible(scheme, vec![cause])
    }

    /// About how many bytes the report takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let strings = self.server.iter().chain(&self.client);
        let texts = strings.flat_map(|strings| {
            strings
                .canonical_request
                .iter()
                .chain([&strings.string_to_sign])
        });
        texts.map(String::len).sum::<usize>() + size_of::<Self>()
    }

    /// Causes that are there to see: no strings are needed.
    pub(crate) fn visible(scheme: SignatureScheme, causes: Vec<NamedCause>) -> Self {
        Self {
            scheme,
            causes,
            compared: true,
            server: None,
            client: None,
            first_difference: None,
        }
    }

    /// The report as the journal keeps it, redacted by field; `report` is the number of the whole one.
    #[must_use]
    pub fn finding(&self, report: u64) -> SignatureFinding {
        let shown = |strings: &Option<CanonicalStrings>| {
            strings
                .as_ref()
                .map(|strings| redact::canonical(strings.telling()))
        };
        SignatureFinding {
            report,
            scheme: self.scheme,
            causes: self.causes.clone(),
            compared: self.compared,
            server: shown(&self.server),
            client: shown(&self.client),
            first_difference: self.first_difference.clone(),
        }
    }
}

/// A client's string as somebody gave it: whichever of the two it is.
pub(crate) fn pasted_strings(scheme: SignatureScheme, text: &str) -> CanonicalStrings {
    let canonical = scheme == SignatureScheme::Acs3 && !text.starts_with(crate::acs3::ALGORITHM);
    if canonical {
        CanonicalStrings {
            canonical_request: Some(text.to_owned()),
            string_to_sign: crate::acs3::string_to_sign(text),
        }
    } else {
        CanonicalStrings {
            canonical_request: None,
            string_to_sign: text.to_owned(),
        }
    }
}

/// Where two texts part; `None` if they do not.
pub(crate) fn first_difference(server: &str, client: &str) -> Option<Difference> {
    let same = server
        .bytes()
        .zip(client.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    if same == server.len() && same == client.len() {
        return None;
    }
    let before = &server.as_bytes()[..same];
    Some(Difference {
        byte: same,
        line: before.split(|byte| *byte == b'\n').count(),
        within: within(server, same),
        server: standing_at(server, same),
        client: standing_at(client, same),
    })
}

/// The start of the character around a byte.
fn floor(text: &str, byte: usize) -> usize {
    let near = (0..=byte.min(text.len())).rev();
    near.into_iter()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// One character, or one escape; half an escape is shown whole.
fn standing_at(text: &str, byte: usize) -> String {
    let mut at = floor(text, byte);
    // In the middle of `%2F`, which differs from `%2f` in its last digit.
    for back in 1..=2 {
        if at >= back && text.as_bytes()[at - back] == b'%' {
            at -= back;
            break;
        }
    }
    let length = if text[at..].starts_with('%') { 3 } else { 1 };
    text[at..].chars().take(length).collect()
}

/// The name of the parameter or header around a byte.
fn within(text: &str, byte: usize) -> Option<String> {
    let byte = floor(text, byte);
    let line_start = text.as_bytes()[..byte]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let line = text[line_start..].split('\n').next()?;
    let name = if let Some((name, _)) = line.split_once(':')
        && !line.contains('&')
        && !name.contains('=')
    {
        name
    } else {
        let (from, separator) = redact::canonical_parameters(line);
        let up_to = line.get(from..byte - line_start).unwrap_or_default();
        let start = from + up_to.rfind(separator).map_or(0, |at| at + separator.len());
        let pair = line.get(start..)?.split(separator).next()?;
        &pair[..redact::canonical_equals(pair)?.0]
    };
    (!name.is_empty() && name.len() <= 64).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_names_byte_line_and_parameter() {
        let server = "POST\n/\nA=1&B=x%2Ay\nhost:h:1\n\nhost\nhash";
        let at = |client: &str| first_difference(server, client);
        let found = at("POST\n/\nA=1&B=x*y\nhost:h:1\n\nhost\nhash").unwrap();
        assert_eq!((found.byte, found.line), (14, 3));
        assert_eq!(
            (
                found.within.as_deref(),
                found.server.as_str(),
                found.client.as_str()
            ),
            (Some("B"), "%2A", "*")
        );
        let found = at("POST\n/\nA=1&B=x%2Ay\nhost:h\n\nhost\nhash").unwrap();
        assert_eq!(
            (found.line, found.within.as_deref(), found.client.as_str()),
            (4, Some("host"), "\n")
        );
        assert_eq!(at(server), None);
        let found = at(&server[..10]).unwrap();
        assert_eq!((found.byte, found.client.as_str()), (10, ""));
    }

    #[test]
    fn half_an_escape_is_shown_whole() {
        let found = first_difference("a%2Fb", "a%2fb").unwrap();
        assert_eq!(
            (found.server.as_str(), found.client.as_str()),
            ("%2F", "%2f")
        );
        assert_eq!(found.byte, 3);
    }

    #[test]
    fn a_parameter_of_a_string_to_sign_is_named() {
        let server = "POST&%2F&A%3D1%26Url%3Dx%252F";
        let found = first_difference(server, "POST&%2F&A%3D1%26Url%3Dx/").unwrap();
        assert_eq!(found.within.as_deref(), Some("Url"));
    }

    #[test]
    fn an_equals_sign_in_the_value_belongs_to_the_value() {
        let found = first_difference("/\nUrl=a%3Db%2A", "/\nUrl=a%3Db*").unwrap();
        assert_eq!(found.within.as_deref(), Some("Url"));
    }

    #[test]
    fn texts_of_many_bytes_a_character_do_not_break_it() {
        let found = first_difference("名=中", "名=丯").unwrap();
        assert_eq!((found.server.as_str(), found.client.as_str()), ("中", "丯"));
    }
}
