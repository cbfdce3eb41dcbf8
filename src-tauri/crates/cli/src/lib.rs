//! The `numberauth` command, as a library, so that its manual and its completions are made from the same words.
//!
//! Results go to stdout, logs and wall time to stderr; exit 0 is a pass, 1 a failure, 2 a wrong usage or an unreadable input, 130 a
//! run that was interrupted.

mod batch;
mod codes;
mod doctor;
mod evidence;
mod explain_signature;
mod given;
mod heat_map;
mod matrix;
mod run;
mod scenarios;
mod serve;
mod signals;
mod terminal;
mod verify_report;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use self::terminal::{complain, print};

/// Show and test phone-number one-tap login and number verification at a desk.
#[derive(Parser)]
#[command(name = "numberauth", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the result codes: meaning, cause, who fixes it and what to do, in Chinese and English.
    ///
    /// Exit 2 when a code is asked for that is not known.
    Codes(codes::Options),
    /// Explain why a signature does not hold, from the cloud's answer, the request, or both. Offline.
    ///
    /// Exit 0 when something was found out, 2 when the texts hold nothing to explain.
    ExplainSignature(explain_signature::Options),
    /// Run scenarios, each on a simulator of its own; its clock never waits.
    ///
    /// Exit 0: everything came as expected; 1: something did not; 2: an input cannot be read; 130: interrupted (Ctrl-C).
    Run(run::Options),
    /// Run the truth matrix: every result code at every call, on every carrier and network.
    ///
    /// Exit 0: every code came where it can; 1: one did not; 2: wrong usage; 130: interrupted (Ctrl-C).
    Matrix(matrix::Options),
    /// Look whether scenario files can be read, without running them.
    ///
    /// Exit 0: all can; 2: one cannot.
    Validate(scenarios::ValidateOptions),
    /// List the scenarios that come with the program, or print one as a file.
    Scenarios(scenarios::Options),
    /// Serve the simulator on 127.0.0.1 for other programs, until it is told to stop (Ctrl-C).
    ///
    /// When it is ready, one line of JSON on stdout tells the address and the credentials.
    Serve(serve::Options),
    /// Check a report: whether it is whole, and whether the same comes again when its scenarios are run again.
    ///
    /// Exit 0: it holds; 1: it is damaged, or something else came; 2: it cannot be read, or a scenario is not here.
    VerifyReport(verify_report::Options),
    /// Look for what usually goes wrong in live use. Never spends a billable call.
    ///
    /// Exit 0: nothing is bad; 1: something will not work; 2: no such profile, or a file that cannot be read.
    Doctor(doctor::Options),
}

/// The command line with all its words, for the manual and the completions.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Does what the process's arguments say, and tells the exit code.
#[must_use]
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Codes(options) => match codes::run(&options) {
            Ok(text) => print(&text),
            Err(error) => {
                complain(&error);
                ExitCode::from(2)
            }
        },
        Command::Doctor(options) => examine(&options),
        Command::ExplainSignature(options) => match explain_signature::run(&options) {
            Ok(text) => print(&text),
            Err(error) => {
                complain(&error);
                ExitCode::from(2)
            }
        },
        Command::Run(options) => run::run(&options),
        Command::Matrix(options) => matrix::run(&options),
        Command::VerifyReport(options) => verify_report::run(&options),
        Command::Validate(options) => scenarios::validate(&options),
        Command::Scenarios(options) => scenarios::run(&options),
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
