use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use numberauth_cloud::RequestParts;
use numberauth_protocol::gateway::CALL_HEADER;
use numberauth_protocol::{CallId, Message};

use crate::fault::Asked;

/// The longest body that is read, in bytes: ours are below 8 kB.
const LONGEST_BODY: usize = 64 * 1024;

/// A request, whole.
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) async fn read(request: Request<Body>) -> Result<Self, (u16, &'static str)> {
        let (head, body) = request.into_parts();
        let too_long = "the body is longer than 64 kB";
        let body = to_bytes(body, LONGEST_BODY)
            .await
            .map_err(|_| (413, too_long))?;
        let headers = head.headers.iter();
        let headers = headers
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        Ok(Self {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers,
            body,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The request as a signature's check takes it.
    pub(crate) fn parts(&self) -> RequestParts<'_> {
        RequestParts {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
            body: &self.body,
        }
    }

    /// The caller's own id of its call.
    pub(crate) fn call(&self) -> Option<CallId> {
        self.header(CALL_HEADER)?.parse().ok().map(CallId)
    }

    /// Only the program's own clients name their calls, and they have asked where to connect.
    pub(crate) fn asked(&self) -> Asked {
        if self.call().is_some() {
            Asked::Before
        } else {
            Asked::Never
        }
    }

    pub(crate) fn message(&self) -> Message {
        let target = if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        };
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        Message::request(&self.method, &target, headers, &self.body)
    }
}
