//! `numberauth matrix`: every code at every call, on every carrier and network.

use std::fmt::Write as _;
use std::process::ExitCode;

use numberauth_scenario::{CaseVerdict, CellState, Matrix, MatrixRun, Report};
use numberauth_simulator::RuleBook;

use crate::batch::{Batch, BatchOptions, exit_code};
use crate::heat_map::{heat_map, reasons};
use crate::run::case_text;
use crate::terminal::Results;

/// What `matrix` is told.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    batch: BatchOptions,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    act_out(&options.batch).unwrap_or_else(|code| code)
}

fn act_out(options: &BatchOptions) -> Result<ExitCode, ExitCode> {
    let batch = Batch::begin(options, &[])?;
    let rules = RuleBook::shipped();
    let run = MatrixRun::new(options.seed, &rules);
    let report = run.report(&batch.cancel, |_| {}, |_| {});
    if options.evidence.is_wanted() {
        Batch::keep(options, &report)?;
    }
    let mut results = Results::default();
    let matrix = report.matrix.clone().unwrap_or_default();
    results.print(&heat_map(&matrix));
    results.print(&reasons(&matrix));
    results.print(&unexpected(&report, &matrix));
    results.print(&footer(&matrix));
    batch.end(&report.summary);
    let as_expected = matrix.count(CellState::Unexpected) == 0;
    Ok(results.end(exit_code(&report.summary, as_expected)))
}

fn footer(matrix: &Matrix) -> String {
    let count = |state| matrix.count(state);
    format!(
        "\n{} observed as expected, {} impossible, {} unexpected, {} not run\n",
        count(CellState::Observed),
        count(CellState::Impossible),
        count(CellState::Unexpected),
        count(CellState::NotRun),
    )
}

/// The cells whose code did not come, each with its case.
fn unexpected(report: &Report, matrix: &Matrix) -> String {
    let mut text = String::new();
    let cells = matrix.cells.iter();
    for cell in cells.filter(|cell| cell.state == CellState::Unexpected) {
        let case = report.cases.iter().find(|case| case.key == Some(cell.key));
        let Some(case) = case else { continue };
        text.push('\n');
        text.push_str(&case_text(case, 0));
        if case.verdict == CaseVerdict::Passed {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "        the journal does not show {} at {} on {}",
                cell.key.code,
                cell.key.call.name(),
                cell.key.carrier
            );
        }
    }
    text
}
