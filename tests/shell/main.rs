//! The shell without a display: the real permissions on Tauri's mock runtime, and everything that is made from Rust's
//! data (`cargo xtask types` writes it; here it is compared).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "helpers of tests"
)]

mod access;
#[path = "../../src-tauri/command_groups.rs"]
mod command_groups;
mod generated;
mod ipc;
mod parity;
mod recording;
mod window;
