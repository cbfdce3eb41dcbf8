//! `numberauth verify-report`: is a report whole, and does the same come again?

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use numberauth_scenario::{
    CaseFinding, CheckedCase, Report, ReportProblem, ScenarioFile, Verification,
};
use thiserror::Error;

use crate::given::{self, GivenError};
use crate::terminal::{complain, print};

/// So much of a file is read, in bytes: no report is as long.
const MOST_BYTES: u64 = 256 * 1024 * 1024 + 1;

/// So many cases that differ are told one by one.
const MOST_TOLD: usize = 20;

/// What `verify-report` is told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The report: what `run` or `matrix` wrote with `--json`.
    #[arg(value_name = "FILE")]
    report: PathBuf,
    /// A folder with the scenario files of a report that is not of the library or the matrix alone.
    #[arg(long, value_name = "DIR")]
    scenarios: Option<PathBuf>,
}

/// Why nothing can be checked.
#[derive(Debug, Error)]
enum VerifyError {
    /// The report cannot be read.
    #[error("cannot read {}: {error}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// It is no report.
    #[error("{}: {problem}", file.display())]
    NoReport {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: ReportProblem,
    },
    /// The folder cannot be read.
    #[error("cannot read the folder {}: {error}", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

/// Exit 0: it holds; 1: it is damaged, or something else came; 2: it cannot be checked, or not wholly.
pub(crate) fn run(options: &Options) -> ExitCode {
    let read = read(&options.report).and_then(|report| {
        let more = options.scenarios.as_deref().map_or(Ok(Vec::new()), folder);
        more.map(|more| (report, more))
    });
    let (report, more) = match read {
        Ok(both) => both,
        Err(error) => {
            complain(&error);
            return ExitCode::from(2);
        }
    };
    let verification = Verification::of(&report, &more);
    let printed = print(&text(&report, &verification));
    if !verification.holds() {
        ExitCode::FAILURE
    } else if verification.is_incomplete() {
        ExitCode::from(2)
    } else {
        printed
    }
}

fn read(path: &Path) -> Result<Report, VerifyError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes))
        .map_err(|error| VerifyError::Unreadable {
            file: path.to_owned(),
            error,
        })?;
    Report::read(&bytes).map_err(|problem| VerifyError::NoReport {
        file: path.to_owned(),
        problem,
    })
}

/// The scenarios of a folder, by name; a file that is none is told, and left out.
fn folder(folder: &Path) -> Result<Vec<ScenarioFile>, VerifyError> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<_> = entries
        .map_err(|error| VerifyError::NoFolder {
            folder: folder.to_owned(),
            error,
        })?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    let read = paths
        .iter()
        .map(|path| given::file(&path.to_string_lossy()));
    let known = |file: Result<ScenarioFile, GivenError>| {
        file.inspect_err(|error| complain(&format_args!("{error} (left out)")))
            .ok()
    };
    Ok(read.filter_map(known).collect())
}

fn text(report: &Report, verification: &Verification) -> String {
    let mut lines = vec![format!(
        "written by {}, seed {}",
        report.generator, report.seed
    )];
    lines.push(match &verification.damage {
        Some(damage) => damage.to_string(),
        None => {
            "its sha256 holds: it is as it was written (this tells damage, not forgery)".to_owned()
        }
    });
    let told: Vec<_> = verification.cases.iter().filter_map(told).collect();
    let more = told.len().saturating_sub(MOST_TOLD);
    lines.extend(told.into_iter().take(MOST_TOLD));
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    if let Some(there) = &verification.whole {
        lines.push(format!(
            "{}: the report says {}, its cases make {}",
            there.place, there.reported, there.again
        ));
    }
    if report.partial {
        lines.push(format!(
            "partial: the run was stopped before its end, and {} scenarios are not in it",
            report.summary.not_run
        ));
    }
    lines.push(format!(
        "{} of {} cases came again, to the byte",
        verification.same(),
        verification.cases.len()
    ));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// A case that did not come again, in a line.
fn told(case: &CheckedCase) -> Option<String> {
    let CheckedCase { id, finding } = case;
    Some(match finding {
        CaseFinding::Same => return None,
        CaseFinding::Differs(there) => format!(
            "{id}: {}: the report says {}, again it is {}",
            there.place, there.reported, there.again
        ),
        CaseFinding::NoScenario { wanted, other } => {
            let changed = match other {
                Some(now) => format!("; the one with this id is another now, {now}"),
                None => String::new(),
            };
            format!(
                "{id}: its scenario (sha256 {wanted}) is not here{changed}: give its folder with --scenarios DIR"
            )
        }
    })
}
