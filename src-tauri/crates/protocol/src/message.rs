use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::redact;

/// The longest body that the journal keeps, in characters; the rest is told as a count.
const LONGEST_BODY: usize = 16 * 1024;

/// A request or a response as the journal keeps it: redacted when it is made, so that no way out can forget to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct Message {
    /// `POST /h5/v1/check HTTP/1.1`, `HTTP/1.1 200 OK` or the call's name.
    pub start_line: String,
    /// The headers in the order in which they were sent.
    pub headers: Vec<(String, String)>,
    /// The body; JSON is laid out in lines.
    pub body: String,
}

impl Message {
    /// An HTTP request. `target` is the path with its query.
    #[must_use]
    pub fn request<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: &[u8],
    ) -> Self {
        Self::http(
            format!("{method} {} HTTP/1.1", redact::target(target)),
            headers,
            body,
        )
    }

    /// An HTTP response.
    #[must_use]
    pub fn response<'a>(
        status: u16,
        reason: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: &[u8],
    ) -> Self {
        Self::http(format!("HTTP/1.1 {status} {reason}"), headers, body)
    }

    /// A call in the program itself: its name and its arguments or result.
    #[must_use]
    pub fn call(name: &str, value: &serde_json::Value) -> Self {
        Self {
            start_line: name.to_owned(),
            headers: Vec::new(),
            body: shorten(redact::json(value)),
        }
    }

    fn http<'a>(
        start_line: String,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: &[u8],
    ) -> Self {
        let headers = headers
            .into_iter()
            .map(|(name, value)| (redact::scrub(name), redact::header(name, value)))
            .collect();
        Self {
            start_line,
            headers,
            body: shorten(redact::body(body)),
        }
    }

    /// About how many bytes the message takes.
    pub(crate) fn size(&self) -> usize {
        self.headers
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum::<usize>()
            + self.start_line.len()
            + self.body.len()
    }
}

fn shorten(mut text: String) -> String {
    if let Some((cut, _)) = text.char_indices().nth(LONGEST_BODY) {
        let rest = text[cut..].chars().count();
        text.truncate(cut);
        let _ = write!(text, "… (+{rest})");
    }
    text
}
