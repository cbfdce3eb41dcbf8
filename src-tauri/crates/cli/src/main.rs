//! The `numberauth` command. Results go to stdout, logs to stderr; exit 0 is a pass, 1 a failure, 2 a wrong usage or an
//! unreadable input.

mod codes;
mod doctor;
#[expect(
    dead_code,
    reason = "`run` and `matrix` flatten it; take this line away with the first one"
)]
mod evidence;
mod explain_signature;
mod serve;

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
    /// Explain why a signature does not hold, from the cloud's answer, the request, or both. Offline.
    ///
    /// Exit 0 when something was found out, 2 when the texts hold nothing to explain.
    ExplainSignature(explain_signature::Options),
    /// Serve the simulator on 127.0.0.1 for other programs, until it is told to stop (Ctrl-C).
    ///
    /// When it is ready, one line of JSON on stdout tells the address and the credentials.
    Serve(serve::Options),
    /// Look for what usually goes wrong in live use. Never spends a billable call.
    ///
    /// Exit 0: nothing is bad; 1: something will not work; 2: no such profile, or a file that cannot be read.
    Doctor(doctor::Options),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Codes { json } => print(&if json { codes::json() } else { codes::text() }),
        Command::Doctor(options) => examine(&options),
        Command::ExplainSignature(options) => match explain_signature::run(&options) {
            Ok(text) => print(&text),
            Err(error) => {
                complain(&error);
                ExitCode::from(2)
            }
        },
        Command::Serve(options) => match serve::run(options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                complain(&error);
                error.exit_code()
            }
        },
    }
}

fn examine(options: &doctor::Options) -> ExitCode {
    match doctor::examine(options) {
        Ok(report) => {
            report.notices.iter().for_each(|notice| complain(notice));
            let printed = print(&report.text);
            if report.passed {
                printed
            } else {
                ExitCode::FAILURE
            }
        }
        Err(wrong) => {
            complain(&wrong);
            ExitCode::from(2)
        }
    }
}

/// Writes a command's result.
fn print(text: &str) -> ExitCode {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader, such as `head`, has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format_args!("the result cannot be written: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Tells a failure on stderr; where that is gone too, nobody is left to tell.
fn complain(error: &dyn std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "numberauth: {error}");
}
