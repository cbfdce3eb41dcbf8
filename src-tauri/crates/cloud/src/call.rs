use jiff::Timestamp;
use numberauth_protocol::{CloudAction, Operation};

use crate::acs3::{SigningInput, sign};
use crate::encoding::canonical_query;
use crate::{AccessKey, VERSION};

/// A call of an action, signed and ready to be posted, whatever carries it.
pub struct SignedCall {
    /// `/` and the query.
    pub path: String,
    /// All headers but `host`, which is signed, and sent by the HTTP client.
    pub headers: Vec<(String, String)>,
}

impl SignedCall {
    /// Signs `action` with `query`, not yet encoded, for the `Host` header `host`. `date` is the client's time, unshifted;
    /// `nonce` is never used twice.
    #[must_use]
    pub fn new(
        key: &AccessKey,
        host: &str,
        action: CloudAction,
        query: &[(&str, &str)],
        date: Timestamp,
        nonce: &str,
    ) -> Self {
        let input = SigningInput {
            method: "POST",
            host,
            action: Operation::Cloud(action).name(),
            version: VERSION,
            query,
            body: b"",
            date,
            nonce,
        };
        let mut headers = sign(key, &input);
        headers.push(("accept".into(), "application/json".into()));
        Self {
            path: format!("/?{}", canonical_query(query.iter().copied())),
            headers,
        }
    }
}
