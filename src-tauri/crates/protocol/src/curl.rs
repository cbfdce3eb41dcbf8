//! A request of the journal as a `curl` command that can be repeated: what was redacted is a placeholder, `$ACCESS_TOKEN`, which
//! the shell fills from its environment. A signature fits one request only and is not repeated: the command says so.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::gateway::CALL_HEADER;
use crate::redact;
use crate::{Entry, Message};

/// What curl writes itself, what belongs to one connection, and the id that would join the repeated call to the first.
const NOT_REPEATED: [&str; 5] = [
    "host",
    "content-length",
    "connection",
    "accept-encoding",
    CALL_HEADER,
];

/// What is not in the journal, or fits one request only; the environment gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Secret {
    AccessToken,
    JwtToken,
    SpToken,
    SecurityToken,
    SigningKey,
    BearerToken,
    Cookie,
    MaskDigits,
    PhoneNumber,
    /// Something that looked like a number or a token, in a field that should hold neither.
    Redacted,
    SignatureDate,
    SignatureNonce,
    Signature,
}

impl Secret {
    const fn variable(self) -> &'static str {
        match self {
            Self::AccessToken => "ACCESS_TOKEN",
            Self::JwtToken => "JWT_TOKEN",
            Self::SpToken => "SP_TOKEN",
            Self::SecurityToken => "SECURITY_TOKEN",
            Self::SigningKey => "ACCESS_KEY_SECRET",
            Self::BearerToken => "BEARER_TOKEN",
            Self::Cookie => "COOKIE",
            Self::MaskDigits => "MASK_DIGITS",
            Self::PhoneNumber => "PHONE_NUMBER",
            Self::Redacted => "REDACTED",
            Self::SignatureDate => "SIGNATURE_DATE",
            Self::SignatureNonce => "SIGNATURE_NONCE",
            Self::Signature => "SIGNATURE",
        }
    }

    /// What a field of this name holds, if that is always a secret.
    fn of_field(name: &str) -> Option<Self> {
        let secret = match redact::plain_name(name).as_str() {
            "accesstoken" => Self::AccessToken,
            "jwttoken" => Self::JwtToken,
            "sptoken" => Self::SpToken,
            "securitytoken" | "xacssecuritytoken" => Self::SecurityToken,
            "accesskeysecret" | "secret" => Self::SigningKey,
            "token" | "admintoken" => Self::BearerToken,
            "cookie" | "setcookie" => Self::Cookie,
            "signature" => Self::Signature,
            "mask" | "digits" => Self::MaskDigits,
            "phonenumber" | "number" | "mobile" | "phone" => Self::PhoneNumber,
            _ => return None,
        };
        Some(secret)
    }

    /// What stands in the place of a value of the journal; `None` where the value is whole.
    fn hidden(name: &str, value: &str) -> Option<Self> {
        if value.is_empty() {
            return None;
        }
        Self::of_field(name).or_else(|| redact::has_mark(value).then_some(Self::Redacted))
    }

    /// What a signature covers, and a client makes anew with it.
    fn signed_with(name: &str) -> Option<Self> {
        match redact::plain_name(name).as_str() {
            "xacsdate" | "timestamp" => Some(Self::SignatureDate),
            "xacssignaturenonce" | "signaturenonce" => Some(Self::SignatureNonce),
            _ => None,
        }
    }
}

/// A text with holes in it, which the environment fills.
#[derive(Default)]
struct Text(Vec<Piece>);

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Plain(String),
    Hole(Secret),
}

impl Text {
    fn plain(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Plain(last)) => last.push_str(text),
            _ => self.0.push(Piece::Plain(text.to_owned())),
        }
    }

    fn hole(&mut self, secret: Secret) {
        self.0.push(Piece::Hole(secret));
    }

    /// As one word of a POSIX shell: single quotes around what is plain, double ones around a variable.
    fn quoted(&self) -> String {
        let mut word = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Plain(text) => word.push_str(&single_quoted(text)),
                Piece::Hole(secret) => {
                    let _ = write!(word, "\"${}\"", secret.variable());
                }
            }
        }
        if word.is_empty() {
            "''".to_owned()
        } else {
            word
        }
    }

    fn holes(&self) -> impl Iterator<Item = Secret> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Hole(secret) => Some(*secret),
            Piece::Plain(_) => None,
        })
    }
}

/// Nothing is special within single quotes but the quote itself.
fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The hop's request as a `curl` command for a POSIX shell; `base_url` is where the simulator listens, `http://127.0.0.1:41873`.
/// `None`: the hop was no HTTP request, or none was journalled.
#[must_use]
pub fn curl(entry: &Entry, base_url: &str) -> Option<String> {
    let request = entry.hop.request.as_ref()?;
    let (method, target) = method_and_target(request)?;
    let signed = is_signed(request, target);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut address = Text::default();
    address.plain(base_url.trim_end_matches('/'));
    address.plain(path);
    if !query.is_empty() {
        address.plain("?");
        in_pairs(query, signed, &mut address);
    }
    let mut words = vec![address];
    let mut options = String::new();
    for (name, value) in &request.headers {
        if NOT_REPEATED.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        let mut header = Text::default();
        header.plain(&format!("{name}: "));
        in_header(name, value, signed, &mut header);
        let _ = write!(options, " \\\n  -H {}", header.quoted());
        words.push(header);
    }
    if !request.body.is_empty() {
        let mut body = Text::default();
        in_body(&request.body, signed, &mut body);
        let _ = write!(options, " \\\n  --data-raw {}", body.quoted());
        words.push(body);
    }
    let holes: BTreeSet<Secret> = words.iter().flat_map(Text::holes).collect();
    let notes = notes(entry, &holes, signed, is_cut(&request.body));
    let address = words[0].quoted();
    Some(format!("{notes}curl -i -X {method} {address}{options}\n"))
}

/// `POST /h5/v1/check HTTP/1.1`; a call within the program has no such line.
fn method_and_target(request: &Message) -> Option<(&str, &str)> {
    let mut words = request.start_line.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_method = !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase());
    (is_method && version.starts_with("HTTP/") && target.starts_with('/'))
        .then_some((method, target))
}

/// Whether the request carries a signature of the cloud API: in its header, or as a parameter.
fn is_signed(request: &Message, target: &str) -> bool {
    let in_header = request.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("authorization") && value.contains("Signature=")
    });
    let parameter = |text: &str| text.contains("Signature=") && text.contains("SignatureNonce=");
    in_header || parameter(target) || parameter(&request.body)
}

fn in_pairs(pairs: &str, signed: bool, text: &mut Text) {
    for (index, pair) in pairs.split('&').enumerate() {
        text.plain(if index == 0 { "" } else { "&" });
        let Some((name, value)) = pair.split_once('=') else {
            in_field("", pair, false, text);
            continue;
        };
        text.plain(name);
        text.plain("=");
        in_field(&decoded(name), value, signed, text);
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', "%20"))
        .decode_utf8_lossy()
        .into_owned()
}

fn in_header(name: &str, value: &str, signed: bool, text: &mut Text) {
    if !name.eq_ignore_ascii_case("authorization") {
        in_field(name, value, signed, text);
    } else if let Some((start, _)) = value.split_once("Signature=") {
        // Who signs, and what; the signature is the last.
        text.plain(start);
        text.plain("Signature=");
        text.hole(Secret::Signature);
    } else {
        // `Bearer 012345…(26)`
        let (scheme, _) = value.split_once(' ').unwrap_or(("Bearer", value));
        text.plain(scheme);
        text.plain(" ");
        text.hole(Secret::BearerToken);
    }
}

/// A field's value: a hole where redaction hid something in it, or where it fits one signature only.
fn in_field(name: &str, value: &str, signed: bool, text: &mut Text) {
    let anew = signed.then(|| Secret::signed_with(name)).flatten();
    match anew.or_else(|| Secret::hidden(name, value)) {
        None => text.plain(value),
        Some(secret) => text.hole(secret),
    }
}

/// JSON by field, a form pair by pair, anything else line by line.
fn in_body(body: &str, signed: bool, text: &mut Text) {
    if let Ok(value) = serde_json::from_str::<Value>(body) {
        return in_json(&value, "", 0, text);
    }
    let is_form = !body.contains(char::is_whitespace)
        && !body.contains(['{', '<', '"'])
        && body.contains('=');
    if is_form {
        return in_pairs(body, signed, text);
    }
    for (index, line) in body.split('\n').enumerate() {
        text.plain(if index == 0 { "" } else { "\n" });
        in_field("", line, false, text);
    }
}

/// The journal keeps a long body's beginning, and tells how much follows.
fn is_cut(body: &str) -> bool {
    body.ends_with(')') && body.contains("… (+")
}

/// Laid out in lines, as the journal has it. `name` is the field that the value is in, or the secret one around it.
fn in_json(value: &Value, name: &str, depth: usize, text: &mut Text) {
    let line = |depth: usize, text: &mut Text| text.plain(&format!("\n{}", "  ".repeat(depth)));
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            text.plain("{");
            for (index, (field, value)) in fields.iter().enumerate() {
                text.plain(if index == 0 { "" } else { "," });
                line(depth + 1, text);
                text.plain(&format!("{}: ", Value::from(field.as_str())));
                let inherits =
                    Secret::of_field(field).is_none() && Secret::of_field(name).is_some();
                in_json(value, if inherits { name } else { field }, depth + 1, text);
            }
            line(depth, text);
            text.plain("}");
        }
        Value::Array(items) if !items.is_empty() => {
            text.plain("[");
            for (index, item) in items.iter().enumerate() {
                text.plain(if index == 0 { "" } else { "," });
                line(depth + 1, text);
                in_json(item, name, depth + 1, text);
            }
            line(depth, text);
            text.plain("]");
        }
        Value::String(string) => match Secret::hidden(name, string) {
            Some(secret) => {
                text.plain("\"");
                text.hole(secret);
                text.plain("\"");
            }
            None => text.plain(&value.to_string()),
        },
        other => text.plain(&other.to_string()),
    }
}

fn notes(entry: &Entry, holes: &BTreeSet<Secret>, signed: bool, cut: bool) -> String {
    let mut notes = format!("# {} (NumberAuth Lab, simulated)\n", entry.hop.operation);
    if !holes.is_empty() {
        let names: Vec<_> = holes.iter().map(|hole| hole.variable()).collect();
        let _ = writeln!(notes, "# Redacted; set first: {}", names.join(" "));
        if holes.contains(&Secret::Redacted) {
            notes.push_str("# REDACTED stands for a value that looked like a number or a token in another field.\n");
        }
    }
    if signed {
        notes.push_str(
            "# A signature fits one request only: make date, nonce and signature anew with $ACCESS_KEY_SECRET,\n\
             # or this is refused (SignatureDoesNotMatch, SignatureNonceUsed). Values in the address are percent-encoded.\n",
        );
    }
    if cut {
        notes.push_str("# The journal has only the body's beginning.\n");
    }
    notes
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::{Flow, Hop, Operation, Outcome, Party, SdkCall};

    const NUMBER: &str = "13800131234";
    const BASE: &str = "http://127.0.0.1:41873";

    fn entry(request: Option<Message>) -> Entry {
        Entry {
            seq: 1,
            hop: Hop {
                at: crate::BATCH_START,
                elapsed: Duration::from_millis(3),
                call: None,
                flow: Some(Flow::Login),
                from: Party::Sdk,
                to: Party::Gateway,
                operation: Operation::Sdk(SdkCall::GetLoginToken),
                carrier: None,
                outcome: Outcome::Reply {
                    code: "OK".into(),
                    status: 200,
                },
                request,
                response: None,
                content: None,
                fault: None,
                late: false,
                hint: None,
                signature: None,
            },
        }
    }

    fn of(target: &str, headers: &[(&str, &str)], body: &[u8]) -> String {
        let request = Message::request("POST", target, headers.iter().copied(), body);
        curl(&entry(Some(request)), BASE).unwrap()
    }

    /// What a POSIX shell makes of the command's words, one a line of zeros; `curl` itself is a stand-in that prints them.
    fn words(command: &str, environment: &[(&str, &str)]) -> Vec<String> {
        let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{command}");
        let output = Command::new("sh")
            .args(["-c", &script])
            .env_clear()
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?} of {command}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[test]
    fn a_gateways_request_has_placeholders_where_the_journal_is_redacted() {
        let token = "t".repeat(40);
        let body = format!(
            r#"{{"flow":"login","access_token":"{token}","jwt_token":"{token}","mask":"0013"}}"#
        );
        let headers = [
            ("host", "127.0.0.1:41873"),
            ("content-type", "application/json"),
            ("content-length", "170"),
            ("x-numberauth-call", "7"),
        ];
        let command = of("/h5/v1/token", &headers, body.as_bytes());
        assert!(
            !command.contains("tttttt") && !command.contains("0013"),
            "{command}"
        );
        assert!(
            command.contains("set first: ACCESS_TOKEN JWT_TOKEN MASK_DIGITS"),
            "{command}"
        );
        if cfg!(unix) {
            let words = words(
                &command,
                &[
                    ("ACCESS_TOKEN", "a"),
                    ("JWT_TOKEN", "j j"),
                    ("MASK_DIGITS", "0013"),
                ],
            );
            assert_eq!(
                words[..4],
                ["-i", "-X", "POST", &format!("{BASE}/h5/v1/token")]
            );
            assert_eq!(words[4..6], ["-H", "content-type: application/json"]);
            let sent: Value = serde_json::from_str(&words[7]).unwrap();
            let expected = serde_json::json!({"flow": "login", "access_token": "a", "jwt_token": "j j", "mask": "0013"});
            assert_eq!(sent, expected);
            assert_eq!(words.len(), 8, "{words:?}");
        }
    }

    #[test]
    fn a_signature_is_never_repeated_but_told_to_be_made_anew() {
        let signature = format!(
            "ACS3-HMAC-SHA256 Credential=NumberAuthLabKey,SignedHeaders=host;x-acs-action,Signature={}",
            "a".repeat(64)
        );
        let headers = [
            ("x-acs-action", "GetPhoneWithToken"),
            ("x-acs-date", "2026-01-01T00:00:00Z"),
            ("x-acs-signature-nonce", "0123456789abcdef0123456789abcdef"),
            ("authorization", signature.as_str()),
        ];
        let command = of(
            "/?SpToken=c3AgdG9rZW4rLz0%3DAAAAAAAAAAAAAAAA",
            &headers,
            b"",
        );
        for part in [
            "# A signature fits one request only",
            "$ACCESS_KEY_SECRET",
            "Credential=NumberAuthLabKey,SignedHeaders=host;x-acs-action,Signature='\"$SIGNATURE\"",
            "'x-acs-date: '\"$SIGNATURE_DATE\"",
            "'x-acs-signature-nonce: '\"$SIGNATURE_NONCE\"",
            "SpToken='\"$SP_TOKEN\"",
            "'x-acs-action: GetPhoneWithToken'",
        ] {
            assert!(command.contains(part), "{part} in {command}");
        }
        assert!(!command.contains("aaaaaa"), "{command}");
        let rpc = of(
            "/?Action=GetAuthToken&Timestamp=2026-01-01T00%3A00%3A00Z&SignatureNonce=n1&Signature=abc%3D",
            &[],
            b"",
        );
        for part in [
            "Timestamp='\"$SIGNATURE_DATE\"",
            "Signature='\"$SIGNATURE\"",
        ] {
            assert!(rpc.contains(part), "{part} in {rpc}");
        }
        let bearer = of(
            "/_sim/v1/reset",
            &[("Authorization", "Bearer 0123456789abcdef0123456789")],
            b"",
        );
        assert!(
            bearer.contains("'Authorization: Bearer '\"$BEARER_TOKEN\""),
            "{bearer}"
        );
    }

    #[test]
    fn what_is_no_http_request_has_no_command() {
        let call = Message::call("getLoginToken", &serde_json::json!({"timeout": 2}));
        assert_eq!(curl(&entry(Some(call)), BASE), None);
        assert_eq!(curl(&entry(None), BASE), None);
    }

    #[test]
    fn a_number_in_the_wrong_field_stays_hidden() {
        let command = of(
            "/h5/v1/check",
            &[],
            format!(r#"{{"device":"{NUMBER}"}}"#).as_bytes(),
        );
        assert!(
            !command.contains(NUMBER) && command.contains("\"$REDACTED\""),
            "{command}"
        );
    }

    #[test]
    fn a_body_that_the_journal_cut_is_told() {
        let long = "a b ".repeat(10_000);
        assert!(of("/", &[], long.as_bytes()).contains("only the body's beginning"));
        assert!(!of("/", &[], b"a b").contains("beginning"));
    }

    #[cfg(unix)]
    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever stands in a body or a header comes out of the shell as it went in, and runs nothing.
        #[test]
        fn a_shell_reads_back_every_text(body in "[^\0\r]{1,60}", value in "[ -~\u{4e00}-\u{4eff}]{0,40}") {
            let request = Message {
                start_line: "POST /h5/v1/check HTTP/1.1".into(),
                headers: vec![("x-note".into(), value.clone())],
                body: body.clone(),
            };
            prop_assume!(!redact::has_mark(&body) && !redact::has_mark(&value));
            prop_assume!(serde_json::from_str::<Value>(&body).is_err());
            // Fields of a form may be secret by their names.
            prop_assume!(!body.contains('='));
            let command = curl(&entry(Some(request)), BASE).unwrap();
            let words = words(&command, &[]);
            prop_assert_eq!(&words[5], &format!("x-note: {value}"));
            prop_assert_eq!(&words[7], &body);
            prop_assert_eq!(words.len(), 8);
        }

        /// Every JSON value comes back equal.
        #[test]
        fn json_comes_back_equal(texts in prop::collection::vec("[^\0]{0,20}", 0..4), number in any::<i32>()) {
            let value = serde_json::json!({"list": texts, "more": {"n": number, "none": null, "empty": {}}});
            prop_assume!(!redact::has_mark(&value.to_string()));
            let request = Message {
                start_line: "POST /x HTTP/1.1".into(),
                headers: Vec::new(),
                body: value.to_string(),
            };
            let words = words(&curl(&entry(Some(request)), BASE).unwrap(), &[]);
            prop_assert_eq!(serde_json::from_str::<Value>(&words[5]).unwrap(), value);
        }
    }
}
