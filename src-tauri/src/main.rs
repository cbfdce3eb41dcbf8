//! The desktop program. Everything it does is in the library, so that tests can do it without a window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![expect(
    clippy::print_stderr,
    reason = "the last words of a program that cannot start"
)]

use std::process::ExitCode;

use clap::Parser;
use numberauth_lab::Arguments;

fn main() -> ExitCode {
    match numberauth_lab::run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("NumberAuth Lab cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
