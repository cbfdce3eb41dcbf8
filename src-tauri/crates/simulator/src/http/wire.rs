use ::http::{HeaderValue, StatusCode};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use futures_util::{StreamExt, stream};
use numberauth_cloud::RequestParts;
use numberauth_protocol::gateway::CALL_HEADER;
use numberauth_protocol::{CallId, Message};

use crate::fault::FaultEffect;
use crate::world::World;

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

/// Marks a response in whose place the connection is closed.
#[derive(Clone, Copy)]
pub(super) struct HangUp;

/// An answer before it goes on the wire.
pub(crate) struct Answer {
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
    /// Beside those that every answer has.
    extra: Option<(&'static str, String)>,
    fault: Option<FaultEffect>,
}

impl Answer {
    pub(crate) fn json(status: u16, value: &impl serde::Serialize) -> Self {
        // Our own types and values always serialise.
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::new(status, "application/json;charset=utf-8", body)
    }

    /// 204.
    pub(crate) fn nothing() -> Self {
        Self::new(204, "", Vec::new())
    }

    pub(crate) fn xml(status: u16, body: Vec<u8>) -> Self {
        Self::new(status, "text/xml;charset=utf-8", body)
    }

    fn new(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            content_type,
            body,
            extra: None,
            fault: None,
        }
    }

    /// What a proxy in front of a gateway says when there is nothing behind it.
    pub(crate) fn bare_503() -> Self {
        let body = b"<html><body><h1>503 Service Unavailable</h1></body></html>".to_vec();
        Self::new(503, "text/html", body).touched_by(Some(FaultEffect::ServerError))
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.extra = Some((name, value));
        self
    }

    pub(crate) fn touched_by(mut self, fault: Option<FaultEffect>) -> Self {
        self.fault = fault.or(self.fault);
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// What goes on the wire, for the journal: a cut body is shown cut.
    pub(crate) fn message(&self, world: &World) -> Message {
        let headers = self.headers(world);
        let headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
        let reason = StatusCode::from_u16(self.status)
            .ok()
            .and_then(|status| status.canonical_reason());
        Message::response(
            self.status,
            reason.unwrap_or_default(),
            headers,
            self.sent(),
        )
    }

    fn sent(&self) -> &[u8] {
        let whole = self.body.len();
        &self.body[..if self.fault == Some(FaultEffect::Cut) {
            whole / 2
        } else {
            whole
        }]
    }

    fn headers(&self, world: &World) -> Vec<(&'static str, String)> {
        // HTTP's date is the clock's without its shift: a moved calendar is no reason to refuse a signature.
        let date = world
            .clock
            .unshifted()
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        let mut headers = vec![
            ("content-type", self.content_type.to_owned()),
            ("content-length", self.body.len().to_string()),
            ("date", date),
        ];
        if self.status == 204 {
            // No body has neither a type nor a length (RFC 9110 §8.6).
            headers.drain(..2);
        }
        headers.extend(self.extra.clone());
        if self.fault.is_some() {
            // A connection that a fault touched is never used again.
            headers.push(("connection", "close".to_owned()));
        }
        headers
    }

    /// Puts the answer on the wire, or closes the connection in its place.
    pub(crate) fn respond(self, world: &World) -> Response {
        if self.fault == Some(FaultEffect::Refuse) {
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(HangUp);
            return response;
        }
        let headers = self.headers(world);
        let body = if self.fault == Some(FaultEffect::Cut) {
            let half = Bytes::copy_from_slice(self.sent());
            // The half goes out before the connection breaks.
            let broken = stream::once(async {
                tokio::task::yield_now().await;
                Err(std::io::Error::other("cut by a fault"))
            });
            Body::from_stream(stream::once(async { Ok(half) }).chain(broken))
        } else {
            Body::from(self.body)
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
