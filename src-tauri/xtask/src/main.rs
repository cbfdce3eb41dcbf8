//! `cargo xtask …`: what a person does twice, as one command each.
//!
//! The door is here; each room (`setup`, `launch`, `screenshots`, `test`, `types`, `bench`, `package`) does one command.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program talks to its user: results on stdout, progress on stderr"
)]

mod apt;
mod bench;
mod checkout;
mod command;
mod display;
#[cfg(test)]
mod documented;
mod fingerprint;
mod icons;
mod interrupt;
mod launch;
mod node;
mod notices;
mod official_sdk;
mod other_systems;
mod package;
mod palette;
mod rust_tests;
mod sandbox;
mod screenshots;
mod setup;
mod stamp;
#[cfg(test)]
mod stated_versions;
mod steps;
mod system_packages;
mod tally;
mod test;
mod types;
mod ui;
mod ui_tests;
mod watch;

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{checkout::Checkout, system_packages::Purpose};

/// What a person does twice, as one command each.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what is missing (system packages, the page's packages) and builds the page
    Setup,
    /// Does the set-up, then starts the window
    Run {
        /// Arguments for the program, after `--`
        #[arg(last = true)]
        args: Vec<OsString>,
    },
    /// Does the set-up, then every check and every test
    Test {
        /// Leaves out the window tests, clippy and rustdoc
        #[arg(long)]
        quick: bool,
    },
    /// Measures what must be quick, and prints the figures; fails where a budget is broken
    Bench {
        /// What to measure
        #[arg(value_enum)]
        what: bench::Bench,
    },
    /// Does the set-up, then makes pictures of every state of every view (target/screenshots)
    Screenshots {
        /// Only the README's, into docs/images
        #[arg(long)]
        readme: bool,
    },
    /// Writes what is made from the Rust code: TypeScript types, fixtures, docs/result-codes.md
    Types,
    /// Writes the list of what others made, with versions and licences, for the About dialog, and the licences' texts
    Notices,
    /// Makes every icon from the one drawing
    Icons,
    /// Does the set-up, then makes the installers and the archive of the command line (target/package)
    Package(package::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) if interrupt::asked() => {
            eprintln!("\nxtask: stopped: {error:#}");
            ExitCode::from(interrupt::EXIT_CODE)
        }
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    let checkout = Checkout::find()?;
    match arguments.task {
        Task::Setup => setup::run(&checkout, Purpose::Test).map(|()| ExitCode::SUCCESS),
        Task::Run { args } => launch::run(&checkout, &args),
        Task::Test { quick } => Ok(test::run(&checkout, quick)),
        Task::Bench { what } => bench::run(&checkout, what).map(|()| ExitCode::SUCCESS),
        Task::Screenshots { readme } => {
            screenshots::run(&checkout, readme).map(|()| ExitCode::SUCCESS)
        }
        Task::Types => types::run(&checkout).map(|()| ExitCode::SUCCESS),
        Task::Notices => notices::run(&checkout).map(|()| ExitCode::SUCCESS),
        Task::Icons => icons::run(&checkout).map(|()| ExitCode::SUCCESS),
        Task::Package(options) => package::run(&checkout, options).map(|()| ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn arguments_after_two_dashes_go_to_the_program() {
        let arguments = Arguments::parse_from(["xtask", "run", "--", "--lang", "zh-CN"]);
        let Task::Run { args } = arguments.task else {
            panic!("not run");
        };
        assert_eq!(args, ["--lang", "zh-CN"]);
    }
}
