//! The `numberauth` command. Results go to stdout, logs to stderr; exit 0 is a pass, 1 a failure, 2 a wrong usage or an
//! unreadable input.

mod codes;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Show and test phone-number one-tap login and number verification at a desk.
#[derive(Parser)]
#[command(name = "numberauth", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the result codes: meaning, cause, who mends it and what to do, in Chinese and English.
    Codes {
        /// Print the whole dictionary as JSON.
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    let printed = match Arguments::parse().command {
        Command::Codes { json } => {
            let text = if json { codes::json() } else { codes::text() };
            std::io::stdout().lock().write_all(text.as_bytes())
        }
    };
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        // The reader, such as `head`, has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(
                std::io::stderr(),
                "numberauth: the result cannot be written: {error}"
            );
            ExitCode::FAILURE
        }
    }
}
