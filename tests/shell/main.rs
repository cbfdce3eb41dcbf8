//! The shell without a display: the real permissions on Tauri's mock runtime, and everything that is made from Rust's
//! data (`cargo xtask types` writes it; here it is compared).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "helpers of tests"
)]

mod access;
mod bench;
#[path = "../../src-tauri/command_groups.rs"]
mod command_groups;
mod consent;
#[path = "../../src-tauri/crates/live/tests/live/fixtures.rs"]
#[allow(dead_code, reason = "numberauth-live's own tests use the rest")]
mod fixtures;
#[path = "../../src-tauri/crates/live/tests/live/front.rs"]
mod front;
mod generated;
mod ipc;
mod live;
mod parity;
mod recording;
mod settings;
mod stage;
mod window;
