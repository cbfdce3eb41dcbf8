//! Who may ask, and how long: request line and headers have a limit, the `Host` must be this simulator's, an `Origin` must be allowed by name (CORS).

use ::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HOST, ORIGIN, VARY,
};
use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::{ADMIN, Face};

/// The most bytes that a request line and its headers may take, line ends included: room for an spToken of 16 kB in the query.
const MOST_HEAD: usize = 64 * 1024;
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Where other people's pages load the page SDK from.
const PAGE_SDK: &str = "/sdk/";
const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");
/// How long a browser may remember what it may ask, in seconds.
const PREFLIGHT_SECONDS: &str = "600";

impl Face {
    /// The allowed origin that asks; none where no browser asks across origins.
    fn admits(
        &self,
        path: &str,
        headers: &HeaderMap,
    ) -> Result<Option<HeaderValue>, (u16, &'static str)> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = hosts.next().ok_or((400, "Host is missing"))?;
        if hosts.next().is_some() {
            return Err((400, "Host is there twice"));
        }
        if !self
            .hosts
            .iter()
            .any(|own| own.as_bytes() == host.as_bytes())
        {
            return Err((403, "Host is not this simulator's address"));
        }
        let mut origins = headers.get_all(ORIGIN).iter();
        let Some(origin) = origins.next() else {
            // Browsers send no Origin with an image or a link of another site; a classic script may come so.
            let site = headers.get(FETCH_SITE).map(HeaderValue::as_bytes);
            let foreign = matches!(site, Some(b"cross-site" | b"same-site"));
            return if foreign && !path.starts_with(PAGE_SDK) {
                Err((403, "a page of another site may not use this"))
            } else {
                Ok(None)
            };
        };
        if path.starts_with(ADMIN) {
            return Err((403, "no browser page may use the admin API"));
        }
        let allowed = self.origins.iter().any(|own| own.is(origin.as_bytes()));
        if allowed && origins.next().is_none() {
            Ok(Some(origin.clone()))
        } else {
            Err((403, "this Origin is not allowed"))
        }
    }
}

/// The bytes of a request line and its headers, with one space where one must be and none elsewhere.
fn head_length(request: &Request) -> usize {
    let line = request.method().as_str().len() + request.uri().to_string().len();
    let around = "  HTTP/1.1\r\n".len() + "\r\n".len();
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    line + around + headers.sum::<usize>()
}

/// Refuses what is too long, foreign hosts and origins, answers preflights, and lets allowed origins read the answers.
pub(super) async fn guard(State(face): State<Face>, request: Request, next: Next) -> Response {
    if head_length(&request) > MOST_HEAD {
        return face.plain(431, "request line and headers are longer than 64 kB");
    }
    let origin = match face.admits(request.uri().path(), request.headers()) {
        Ok(origin) => origin,
        Err((status, why)) => return face.plain(status, why),
    };
    let headers = request.headers();
    let is_preflight =
        request.method() == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let asks_private = headers.contains_key(REQUEST_PRIVATE_NETWORK);
    let mut response = match origin {
        Some(_) if is_preflight => preflight(asks_private),
        // In a task of its own the answer goes to its end, and into the journal, when the caller goes away too.
        _ => tokio::spawn(next.run(request))
            .await
            .unwrap_or_else(|_| face.plain(500, "the simulator failed: see its log")),
    };
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.append(VARY, HeaderValue::from_static("origin"));
    }
    response
}

fn preflight(asks_private: bool) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if asks_private {
        headers.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    response
}
