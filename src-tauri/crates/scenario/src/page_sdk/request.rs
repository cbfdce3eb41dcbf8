use axum::body::to_bytes;
use axum::extract::{Query, Request};
use axum::http::Uri;
use numberauth_protocol::SdkCall;
use numberauth_sdk::Options;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::refusal::Refusal;

/// The longest body that is read, in bytes: the gateway's limit for what becomes of it.
const LONGEST_BODY: usize = 64 * 1024;

/// `POST /sdk/v1/call`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageCall {
    /// The page instance's own id.
    pub(super) instance: String,
    /// Its calls are numbered from 1.
    pub(super) number: u64,
    /// So many of them have ended in the page, from the first on.
    #[serde(default)]
    pub(super) settled: u64,
    /// The method's name.
    pub(super) call: SdkCall,
    /// Its options without the callback.
    pub(super) options: Options,
    /// A registered device.
    #[serde(default)]
    pub(super) device: Option<String>,
}

/// `POST /sdk/v1/close`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageClose {
    /// The instance that nobody in the page holds any more.
    pub(super) instance: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceQuery {
    #[serde(default)]
    device: Option<String>,
}

/// The device that an address names by `?device=ID`.
pub(super) fn device_of(address: &Uri) -> Result<Option<String>, Refusal> {
    Query::<DeviceQuery>::try_from_uri(address)
        .map(|query| query.0.device)
        .map_err(|_| Refusal::BadQuery)
}

/// A body, whatever its content type says: the script sends one of them as plain text, which needs no preflight.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let body = to_bytes(request.into_body(), LONGEST_BODY)
        .await
        .map_err(|_| Refusal::TooLong)?;
    serde_json::from_slice(&body).map_err(|error| Refusal::BadBody(error.to_string()))
}
