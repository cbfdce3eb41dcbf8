//! Live use against the real simulator over TLS, and against everything that must be refused. Nothing here talks to
//! anything but loopback.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "helpers of tests"
)]

mod arrows;
mod calls;
mod doctor;
mod fixtures;
mod front;
mod keychain;
mod profiles;
mod proxies;
mod refusals;
mod secrets_stay;
