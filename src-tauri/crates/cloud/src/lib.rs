//! The cloud API `dypnsapi`, version 2017-05-25: its three actions, the signature ACS3-HMAC-SHA256 (signing and
//! verifying), and an async client.

mod acs3;
mod action;
pub mod answer;
mod call;
mod client;
mod credentials;
mod encoding;

pub use acs3::{
    ALGORITHM, RequestParts, SignatureError, SigningInput, Verified, canonical_request,
    claimed_access_key, sign, signature, string_to_sign, verify,
};
pub use action::{AuthTokenRequest, VERSION};
pub use answer::{AuthTokens, Error, Success, VerifyResult};
pub use call::SignedCall;
pub use client::{Client, RequestContext};
pub use credentials::AccessKey;
pub use encoding::{decode_pairs, encode};
