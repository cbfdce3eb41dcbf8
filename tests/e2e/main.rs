//! The program in its real window: WebKitWebDriver drives the built binary as a person would.
//!
//! `cargo xtask test` brings everything they need (a display that nobody sees, a session bus, a home folder, the built page).
//! Each test has its own driver, port, window and home folder, so that any number of them may run at once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "these are all tests: whatever is not as expected must stop them at once and say where"
)]

mod access;
mod bench;
mod codes;
mod consent;
mod demo;
mod driver;
mod faults;
#[path = "../../src-tauri/crates/live/tests/live/fixtures.rs"]
#[allow(dead_code, reason = "numberauth-live's own tests use the rest")]
mod fixtures;
mod flood;
#[path = "../../src-tauri/crates/live/tests/live/front.rs"]
mod front;
mod gallery;
mod habits;
mod home;
mod keyboard;
mod live;
mod live_calls;
mod live_window;
mod log;
mod login;
mod outcome;
mod page;
mod page_thread;
mod phone_lines;
mod phone_states;
mod pictures;
mod policy;
mod presses;
mod redaction;
mod reflow;
mod refused;
mod room;
mod seed;
mod settings;
mod signature;
mod simulation_mark;
mod sources;
mod speed;
mod stage;
mod stage_window;
mod still;
mod two_screens;
mod unplugged;
mod verify;
mod watch;
mod window;
mod wrong_digits;
