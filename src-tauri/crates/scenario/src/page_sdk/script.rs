use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use numberauth_protocol::Connection;

use super::refusal::Refusal;

/// `ui/src/sdk`, built for other people's pages.
#[derive(Clone, Copy)]
pub(super) enum Script {
    /// `numberauth.js`: sets `window.PhoneServerCustomization`.
    Classic,
    /// `numberauth.mjs`: exports it.
    Module,
}

/// The name that stands in the scripts for the device's connection.
const CONNECTION: &str = "__NUMBERAUTH_CONNECTION__";

const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        CONTENT_TYPE,
        HeaderValue::from_static("text/javascript; charset=utf-8"),
    ),
    // The connection in it is today's.
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // A page under `Cross-Origin-Embedder-Policy` may load it too.
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    ),
];

/// What the page's build made, in the order of [`Script`].
const SCRIPTS: [&str; 2] = [
    include_str!(concat!(env!("OUT_DIR"), "/numberauth.js")),
    include_str!(concat!(env!("OUT_DIR"), "/numberauth.mjs")),
];

impl Script {
    /// As it was built; empty when it was not.
    const fn text(self) -> &'static str {
        SCRIPTS[self as usize]
    }

    /// The script, for a page on a device with this connection: `getConnection()` is right from the first call on.
    pub(super) fn respond(self, connection: Connection) -> Result<Response, Refusal> {
        let text = self.text();
        if text.is_empty() {
            return Err(Refusal::NotBuilt);
        }
        let connection = match connection {
            Connection::Wifi => "\"wifi\"",
            Connection::Cellular => "\"cellular\"",
            Connection::Unknown => "\"unknown\"",
        };
        Ok((HEADERS, text.replace(CONNECTION, connection)).into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts_are_built_and_have_one_place_for_the_connection() {
        for script in [Script::Classic, Script::Module] {
            let text = script.text();
            assert!(
                !text.is_empty(),
                "the page SDK is not built: run the tests by `cargo xtask test`, which builds it"
            );
            assert_eq!(text.matches(CONNECTION).count(), 1);
        }
    }
}
