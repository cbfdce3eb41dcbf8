//! What somebody pasted: an error text of the cloud, a raw request, or both. Works offline.

use numberauth_protocol::{NamedCause, SignatureCause, SignatureScheme};
use thiserror::Error;

use super::specimen::Specimen;
use super::{Known, SignatureReport, compare, other_secret, report, visible};
use crate::signature::{CanonicalStrings, RequestParts};
use crate::{acs3, rpc, verify};

/// The marks before a server's string, as the cloud writes them; matched whatever their case.
const STRING_MARKS: [&str; 3] = [
    "server string to sign is:",
    "server stringtosign is",
    "string to sign is:",
];

/// Texts that can be explained.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// A code of an error text that explains itself.
    code: Option<String>,
    /// The server's legacy string to sign, or `ACS3-HMAC-SHA256` and a hash.
    string_to_sign: Option<String>,
    /// The server's canonical request, where the text has it.
    canonical_request: Option<String>,
    request: Option<RawRequest>,
}

/// A request as text: `POST /?A=1 HTTP/1.1`, headers, an empty line, the body; or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RawRequest {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// A text that cannot be explained.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PastedError {
    /// Nothing in it is known.
    #[error(
        "no string to sign, no signature error and no signed request in this text; paste the cloud's whole answer (it says `server string to sign is:`), or the request with its headers"
    )]
    Nothing,
    /// The hash alone tells nothing.
    #[error(
        "the answer holds only the hash of the server's canonical request; add the request that was sent (request line, headers, body), so that the canonical request can be worked out"
    )]
    HashAlone,
}

impl Pasted {
    /// Finds what can be explained in a text: JSON, XML, a log line, or a raw request.
    pub fn read(text: &str) -> Result<Self, PastedError> {
        let plain = unescape(text);
        let found = Self {
            code: known_code(&plain),
            string_to_sign: string_to_sign(&plain),
            canonical_request: canonical_request(&plain),
            request: RawRequest::find(text),
        };
        if found == Self::default() || (found.is_code_only() && found.visible().is_none()) {
            return Err(PastedError::Nothing);
        }
        Ok(found)
    }

    /// What two texts tell together, such as the answer and the request; the first one's word counts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            code: self.code.or(other.code),
            string_to_sign: self.string_to_sign.or(other.string_to_sign),
            canonical_request: self.canonical_request.or(other.canonical_request),
            request: self.request.or(other.request),
        }
    }

    /// The id of the `AccessKey` that a pasted request or string names, for looking its secret up.
    #[must_use]
    pub fn access_key_id(&self) -> Option<String> {
        let request = self.request.as_ref().map(RawRequest::parts);
        let named = request.and_then(|parts| crate::claimed_access_key(&parts).ok());
        named.or_else(|| {
            let specimen = Specimen::of_rpc_string(self.string_to_sign.as_deref()?)?;
            let mut parameters = specimen.parameters().into_iter();
            parameters.find_map(|(name, value)| (name == "AccessKeyId").then_some(value))
        })
    }

    fn is_code_only(&self) -> bool {
        self.string_to_sign.is_none() && self.canonical_request.is_none() && self.request.is_none()
    }

    /// A cause that the code alone names.
    fn visible(&self) -> Option<NamedCause> {
        let (cause, certain) = match self.code.as_deref()? {
            // Or it was kept for a while before it was sent, or local time: the code alone does not tell.
            "InvalidTimeStamp.Expired" => (SignatureCause::ClockSkew, false),
            "InvalidTimeStamp.Format" => (SignatureCause::TimestampForm, true),
            "InvalidAccessKeyId.NotFound" => (SignatureCause::OtherSecret, false),
            _ => return None,
        };
        Some(NamedCause {
            cause,
            certain,
            detail: None,
        })
    }

    /// Explains it; `None` if the pasted request's signature holds.
    pub fn explain(&self, known: Known<'_>) -> Result<Option<SignatureReport>, PastedError> {
        if let Some(cause) = self.visible() {
            let scheme = self.scheme();
            return Ok(Some(SignatureReport::visible(scheme, vec![cause])));
        }
        let Some(request) = &self.request else {
            return self.explain_answer(known).map(Some);
        };
        let parts = request.parts();
        let specimen = Specimen::of_request(&parts);
        if let Some(error) = visible_error(&parts) {
            let causes = visible::causes(&error);
            return Ok(Some(SignatureReport::visible(specimen.scheme, causes)));
        }
        let own = own_strings(&parts, &specimen);
        if self.string_to_sign.is_none()
            && let Some(key) = known.key
            && verify(&parts, key, request_date(&parts)).is_ok()
        {
            return Ok(None);
        }
        let server = match (&self.string_to_sign, &self.canonical_request) {
            (None, _) => own,
            (Some(said), _) if *said == own.string_to_sign => own,
            (Some(said), canonical) => CanonicalStrings {
                canonical_request: canonical.clone(),
                string_to_sign: said.clone(),
            },
        };
        Ok(Some(compare(&specimen, server, known)))
    }

    /// Explains an answer whose request is not known.
    fn explain_answer(&self, known: Known<'_>) -> Result<SignatureReport, PastedError> {
        if let Some(canonical) = &self.canonical_request {
            let specimen = Specimen::of_canonical_request(canonical).ok_or(PastedError::Nothing)?;
            let server = report::pasted_strings(SignatureScheme::Acs3, canonical);
            return Ok(compare(&specimen, server, known));
        }
        let said = self.string_to_sign.as_deref().ok_or(PastedError::Nothing)?;
        if let Some(specimen) = Specimen::of_rpc_string(said) {
            let server = report::pasted_strings(SignatureScheme::Rpc, said);
            return Ok(compare(&specimen, server, known));
        }
        let client = known.client_string.ok_or(PastedError::HashAlone)?;
        let client = report::pasted_strings(SignatureScheme::Acs3, client.trim_end());
        if client.string_to_sign != said {
            return Err(PastedError::HashAlone);
        }
        // The same canonical request on both sides: what is left is the secret.
        let causes = other_secret(true, None);
        let scheme = SignatureScheme::Acs3;
        Ok(SignatureReport::new(
            scheme,
            causes,
            client.clone(),
            Some(client),
        ))
    }

    fn scheme(&self) -> SignatureScheme {
        let legacy = self
            .string_to_sign
            .as_deref()
            .is_some_and(|text| !text.starts_with(acs3::ALGORITHM));
        match &self.request {
            Some(request) => request.parts().scheme(),
            None if legacy => SignatureScheme::Rpc,
            None => SignatureScheme::Acs3,
        }
    }
}

/// What is wrong with a request whatever the secret is, its age apart: it was sent some time ago.
fn visible_error(parts: &RequestParts<'_>) -> Option<crate::SignatureError> {
    let nobody = crate::AccessKey::new("", "");
    match verify(parts, &nobody, request_date(parts)) {
        Err(crate::SignatureError::Mismatch(_)) | Ok(_) => None,
        Err(error) => Some(error),
    }
}

/// The date that the request itself says.
fn request_date(parts: &RequestParts<'_>) -> jiff::Timestamp {
    let parameters = parts.parameters();
    let said = parts.header("x-acs-date").or_else(|| {
        let timestamp = parameters.iter().find(|(name, _)| name == "Timestamp");
        timestamp.map(|(_, value)| value.as_str())
    });
    said.and_then(|text| text.parse().ok())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

fn own_strings(parts: &RequestParts<'_>, specimen: &Specimen) -> CanonicalStrings {
    match specimen.scheme {
        SignatureScheme::Rpc => rpc::strings(parts),
        SignatureScheme::Acs3 => super::Recipe::default().strings(specimen),
    }
}

/// Undoes what JSON and XML do to a text inside them.
fn unescape(text: &str) -> String {
    text.replace("\\n", "\n")
        .replace("\\u0026", "&")
        .replace("\\/", "/")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// A code that explains itself, wherever it stands: in JSON, in XML, or in an SDK's own sentence.
fn known_code(text: &str) -> Option<String> {
    let codes = [
        "InvalidTimeStamp.Expired",
        "InvalidTimeStamp.Format",
        "InvalidAccessKeyId.NotFound",
    ];
    let found = codes.into_iter().find(|code| text.contains(code));
    found.map(str::to_owned)
}

fn string_to_sign(text: &str) -> Option<String> {
    // A lower-case copy has the same length in ASCII, which is all that is searched for.
    let lower = text.to_ascii_lowercase();
    let after = STRING_MARKS
        .iter()
        .find_map(|mark| lower.find(mark).map(|at| &text[at + mark.len()..]))
        .unwrap_or(text)
        .trim_start_matches([' ', '[', ':', '"', '\n']);
    if let Some(rest) = after
        .find(acs3::ALGORITHM)
        .filter(|at| *at == 0 || after.len() != text.len())
        .and_then(|at| after[at..].strip_prefix(acs3::ALGORITHM))
    {
        let hash: String = rest
            .trim_start()
            .chars()
            .take_while(char::is_ascii_hexdigit)
            .collect();
        return (hash.len() == 64).then(|| format!("{}\n{hash}", acs3::ALGORITHM));
    }
    let start = ["POST&%2F&", "GET&%2F&"]
        .into_iter()
        .filter_map(|start| after.find(start))
        .min()?;
    let end = after[start..]
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | ']' | ',' | '`'))
        .map_or(after.len(), |end| start + end);
    Some(after[start..end].to_owned())
}

/// A canonical request of ACS3 in a text: from its method's line to the hash of its body.
fn canonical_request(text: &str) -> Option<String> {
    let start = ["POST\n/", "GET\n/"]
        .into_iter()
        .filter_map(|start| text.find(start))
        .min()?;
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        let bare = line.trim_end();
        let hash = bare.get(..64).unwrap_or_default();
        if hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Some(format!("{}{hash}", &text[start..end]));
        }
        end += line.len();
    }
    None
}

impl RawRequest {
    /// A raw request from the first line that is a request line on, or an address.
    fn find(text: &str) -> Option<Self> {
        let methods = ["POST /", "GET /"];
        let lines = text.lines();
        let at = lines
            .clone()
            .position(|line| methods.iter().any(|method| line.trim().starts_with(method)));
        if let Some(at) = at {
            return Self::parse(&lines.skip(at).collect::<Vec<_>>());
        }
        let address = text.split_whitespace().find(|word| {
            (word.starts_with("http://") || word.starts_with("https://")) && word.contains('?')
        })?;
        let (host, query) = address.split_once("://")?.1.split_once('?')?;
        let signed = query.contains("Signature=");
        let host = host.trim_end_matches('/').to_owned();
        signed.then(|| Self {
            method: "GET".into(),
            path: "/".into(),
            query: query.trim_end_matches(['"', '\'', ')']).to_owned(),
            headers: vec![("host".into(), host)],
            body: String::new(),
        })
    }

    fn parse(lines: &[&str]) -> Option<Self> {
        let mut words = lines.first()?.split_whitespace();
        let (method, target) = (words.next()?, words.next()?);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let rest = &lines[1..];
        let head = rest.iter().position(|line| line.trim().is_empty());
        let (head, body) = rest.split_at(head.unwrap_or(rest.len()));
        let headers = head
            .iter()
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let request = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.get(1..).unwrap_or_default().join("\n"),
        };
        let parts = request.parts();
        let signed = parts.header("authorization").is_some()
            || parts
                .parameters()
                .iter()
                .any(|(name, _)| name == "Signature");
        signed.then_some(request)
    }

    fn parts(&self) -> RequestParts<'_> {
        RequestParts {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
            body: self.body.as_bytes(),
        }
    }
}
