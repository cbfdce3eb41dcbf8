//! Scenario files, as they are read and run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "helpers of tests"
)]

mod broken;
mod guard;
mod library;
mod matrix;
mod recording;
mod runs;
