//! Evidence: reports of real runs, in every form, read by other people's programs.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "helpers of tests"
)]

mod files;
mod har;
mod html;
mod junit;
mod redaction;
mod reports;
mod seal;
