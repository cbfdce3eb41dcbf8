//! The `numberauth` command. Everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    numberauth_cli::run()
}
