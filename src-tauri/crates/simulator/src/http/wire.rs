use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderValue, StatusCode};
use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::{Stream, StreamExt, stream};
use jiff::SignedDuration;
use numberauth_protocol::{Flight, Message};
use tokio::time::{Instant, sleep_until};

use super::exchange::Written;
use crate::fault::FaultEffect;
use crate::world::World;

/// A slow drip comes in at most so many pieces.
const PIECES: usize = 20;

/// Marks a response in whose place the connection is closed, or nothing comes.
#[derive(Clone, Debug)]
pub(super) enum HangUp {
    /// In order (FIN).
    Close,
    /// At once (RST).
    Reset,
    /// By the caller alone: nothing comes until it goes away, and so long the hop is in flight.
    Silence(Arc<Flight>),
}

impl HangUp {
    /// What a handler gives back in place of an answer.
    pub(super) fn response(self) -> Response {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

/// An answer before it goes on the wire.
pub(crate) struct Answer {
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
    /// Beside those that every answer has.
    extra: Option<(&'static str, String)>,
    /// A fault has touched it: its connection is never used again.
    faulted: bool,
    /// Half of the body comes, of all that its length promises.
    cut: bool,
    /// How far the clock of its date is ahead, in seconds.
    skew_seconds: i64,
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
            faulted: false,
            cut: false,
            skew_seconds: 0,
        }
    }

    /// What a proxy in front of a gateway says when there is nothing behind it.
    pub(crate) fn bare_error(status: u16) -> Self {
        let name = format!("{status} {}", reason(status));
        let body = format!("<html><body><h1>{}</h1></body></html>", name.trim_end());
        Self {
            faulted: true,
            ..Self::new(status, "text/html", body.into_bytes())
        }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.extra = Some((name, value));
        self
    }

    /// The answer as a fault leaves it.
    pub(crate) fn struck_by(mut self, effect: Option<&FaultEffect>) -> Self {
        self.faulted = effect.is_some();
        match effect {
            Some(FaultEffect::Cut {}) => self.cut = true,
            Some(FaultEffect::BadJson {}) => {
                self.body.pop();
            }
            Some(FaultEffect::WrongContentType {}) => self.content_type = "text/html;charset=utf-8",
            Some(FaultEffect::ClockSkew { seconds }) => self.skew_seconds = *seconds,
            _ => {}
        }
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// What goes on the wire, for the journal: a cut body is shown cut.
    pub(crate) fn message(&self, world: &World) -> Message {
        let headers = self.headers(world);
        let headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
        Message::response(self.status, reason(self.status), headers, self.sent())
    }

    fn sent(&self) -> &[u8] {
        let whole = self.body.len();
        &self.body[..if self.cut { whole / 2 } else { whole }]
    }

    fn headers(&self, world: &World) -> Vec<(&'static str, String)> {
        // HTTP's date is the clock's without its shift: a moved calendar is no reason to refuse a signature.
        let now = world.clock.unshifted();
        let date = now
            .saturating_add(SignedDuration::from_secs(self.skew_seconds))
            .unwrap_or(now)
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
        if self.faulted {
            headers.push(("connection", "close".to_owned()));
        }
        headers
    }

    /// Puts the answer on the wire.
    pub(crate) fn respond(self, world: &World) -> Response {
        let headers = self.headers(world);
        let body = if self.cut {
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
        response(self.status, headers, body)
    }

    /// Puts the head on the wire, and the body in pieces, the last one when `over` has passed.
    pub(super) fn drip(self, world: &World, over: Duration, written: Written) -> Response {
        let headers = self.headers(world);
        let body = Body::from_stream(drip(self.body.into(), over, written));
        response(self.status, headers, body)
    }
}

fn drip(
    body: Bytes,
    over: Duration,
    written: Written,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    let start = Instant::now();
    let size = body.len().div_ceil(PIECES).max(1);
    let pieces = u32::try_from(body.len().div_ceil(size)).unwrap_or(u32::MAX);
    stream::unfold(
        (body, 1, written),
        move |(mut rest, at, mut written)| async move {
            if rest.is_empty() {
                return None;
            }
            let piece = rest.split_to(size.min(rest.len()));
            sleep_until(start + over * at / pieces).await;
            if rest.is_empty() {
                written.write();
            }
            Some((Ok(piece), (rest, at + 1, written)))
        },
    )
}

fn response(status: u16, headers: Vec<(&'static str, String)>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn reason(status: u16) -> &'static str {
    let status = StatusCode::from_u16(status).ok();
    status
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}
