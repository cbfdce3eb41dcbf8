//! `numberauth run`: scenarios, one line each, and what came otherwise than expected.

use std::fmt::Write as _;
use std::process::ExitCode;

use numberauth_scenario::{
    CaseReport, CaseVerdict, Observed, Run, ScenarioFile, StepReport, Summary, library,
};
use numberauth_simulator::RuleBook;
use serde_json::Value;

use crate::batch::{Batch, BatchOptions, exit_code};
use crate::given;
use crate::terminal::{Results, complain};

/// What `run` is told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Scenarios: ids of the library (`numberauth scenarios` lists them), or files.
    #[arg(
        value_name = "NAME|FILE",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    scenarios: Vec<String>,
    /// Run the whole library.
    #[arg(long)]
    all: bool,
    /// Where one cannot be read, run the others all the same; the exit code is still 2.
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    batch: BatchOptions,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let (files, errors): (Vec<_>, _) = if options.all {
        (library().to_vec(), Vec::new())
    } else {
        let (files, errors) = given::read_all(&options.scenarios, given::scenario);
        (files.into_iter().map(|(_, file)| file).collect(), errors)
    };
    for error in &errors {
        complain(error);
    }
    let unreadable = !errors.is_empty();
    if unreadable && !options.keep_going {
        if !files.is_empty() {
            complain(&"nothing was run; --keep-going runs those that can be read");
        }
        return ExitCode::from(2);
    }
    match act_out(&files, options) {
        Ok(_) if unreadable => ExitCode::from(2),
        Ok(code) | Err(code) => code,
    }
}

fn act_out(files: &[ScenarioFile], options: &Options) -> Result<ExitCode, ExitCode> {
    let Options {
        scenarios,
        batch: options,
        ..
    } = options;
    let batch = Batch::begin(options, scenarios)?;
    let rules = RuleBook::shipped();
    let run = Run::new(files, options.seed, &rules);
    let ids = files.iter().map(|file| file.scenario.id.len());
    let width = ids.max().unwrap_or_default();
    let mut results = Results::default();
    let mut show = |case: &CaseReport| results.print(&case_text(case, width));
    // Without evidence nothing is kept: any number of scenarios takes the same memory.
    let summary = if options.evidence.is_wanted() {
        let report = run.report(&batch.cancel, |_| {}, &mut show);
        Batch::keep(options, &report)?;
        report.summary
    } else {
        run.each(&batch.cancel, |_| {}, |case| show(&case))
    };
    results.print(&footer(&summary, options.seed));
    batch.end(&summary);
    let as_expected = summary.passed == summary.planned;
    Ok(results.end(exit_code(&summary, as_expected)))
}

fn footer(summary: &Summary, seed: u64) -> String {
    let Summary {
        planned,
        passed,
        failed,
        broken,
        not_run,
    } = summary;
    format!(
        "\n{passed} passed, {failed} failed, {broken} broken, {not_run} not run (of {planned}, seed {seed})\n"
    )
}

/// One line, and below it what came otherwise.
pub(crate) fn case_text(case: &CaseReport, width: usize) -> String {
    let verdict = match case.verdict {
        CaseVerdict::Passed => "passed",
        CaseVerdict::Failed => "FAILED",
        CaseVerdict::Broken => "BROKEN",
    };
    let (id, title) = (&case.id, &case.title);
    let mut text = format!("{verdict}  {id:width$}  {} · {}\n", title.zh, title.en);
    for step in case.steps.iter().filter(|step| !step.passed) {
        text.push_str(&step_text(step));
    }
    if case.verdict == CaseVerdict::Failed && case.outcome != case.expected_outcome {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "        outcome: expected {}, got {}",
            word(&case.expected_outcome),
            word(&case.outcome)
        );
    }
    text
}

fn step_text(step: &StepReport) -> String {
    let StepReport { place, name, .. } = step;
    let got = shown(&step.observed);
    match &step.expected {
        Some(expected) => {
            format!(
                "        {place} {name}: expected {}, got {got}\n",
                shown(expected)
            )
        }
        None => format!("        {place} {name}: {got}\n"),
    }
}

fn shown(observed: &Observed) -> String {
    match observed {
        Observed::Result {
            code,
            content_code,
            reason,
            vender,
        } => with_details(
            code.to_string(),
            [
                content_code.clone(),
                reason.clone(),
                vender.map(|vender| vender.to_string()),
            ],
        ),
        Observed::Reply {
            code,
            number,
            result,
        } => with_details(
            code.clone(),
            [
                number.map(|number| word(&number)),
                result.map(|result| word(&result)),
                None,
            ],
        ),
        Observed::Connection { connection } => word(connection),
        Observed::Unticked => "no call: the box is not ticked".to_owned(),
        Observed::Done => "done".to_owned(),
        Observed::Impossible { why } => why.clone(),
    }
}

fn with_details<const N: usize>(code: String, details: [Option<String>; N]) -> String {
    let details: Vec<_> = details.into_iter().flatten().collect();
    if details.is_empty() {
        code
    } else {
        format!("{code} ({})", details.join(", "))
    }
}

/// The word that files and reports have for it.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => format!("{other:?}"),
    }
}
