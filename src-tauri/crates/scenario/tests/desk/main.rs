//! The whole desk on the paused clock: client and simulator on one thread, real loopback sockets between them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "helpers of tests"
)]

mod bad_input;
mod carriers;
mod codes;
mod determinism;
mod faults;
mod in_flight;
mod order;
mod outcome;
mod page;
mod page_sdk;
mod properties;
mod redaction;
mod timing;
