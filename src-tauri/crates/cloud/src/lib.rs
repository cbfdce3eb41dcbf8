//! The cloud API `dypnsapi`, version 2017-05-25: its three actions, both signatures (ACS3-HMAC-SHA256 and the legacy RPC
//! HMAC-SHA1; signing and verifying), the microscope for signatures that do not hold, and an async client.

pub mod acs3;
mod action;
pub mod answer;
mod call;
mod client;
mod credentials;
mod encoding;
pub mod microscope;
pub mod rpc;
mod signature;

pub use acs3::SigningInput;
pub use action::{AuthTokenRequest, VERSION};
pub use answer::{AuthTokens, Error, Success, VerifyResult};
pub use call::SignedCall;
pub use client::{Client, RequestContext};
pub use credentials::AccessKey;
pub use encoding::{canonical_query, decode_pairs, encode};
pub use signature::{
    CanonicalStrings, RequestParts, SignatureError, Verified, claimed_access_key, verify,
};
