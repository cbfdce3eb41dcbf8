//! `numberauth scenarios` and `numberauth validate`: what can be run, without running it.

use std::process::ExitCode;

use numberauth_scenario::{ScenarioFile, library};
use serde_json::json;

use crate::given;
use crate::terminal::{Results, complain, print};

/// What `scenarios` is told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Print this scenario as a file, to begin one of your own with.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Print the list as JSON.
    #[arg(long, conflicts_with = "name")]
    json: bool,
}

/// What `validate` is told.
#[derive(clap::Args)]
pub(crate) struct ValidateOptions {
    /// Scenario files.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    match &options.name {
        None if options.json => print(&list_json()),
        None => print(&list()),
        Some(name) => match given::scenario(name) {
            Ok(file) => print(&file.scenario.to_json()),
            Err(error) => {
                complain(&error);
                ExitCode::from(2)
            }
        },
    }
}

fn list() -> String {
    let ids = library().iter().map(|file| file.scenario.id.len());
    let width = ids.max().unwrap_or_default();
    let line = |ScenarioFile { scenario, .. }: &ScenarioFile| {
        let (id, title) = (&scenario.id, &scenario.title);
        format!("{id:width$}  {} · {}\n", title.zh, title.en)
    };
    library().iter().map(line).collect()
}

fn list_json() -> String {
    let entry = |ScenarioFile { scenario, sha256 }: &ScenarioFile| {
        json!({
            "id": scenario.id,
            "title": scenario.title,
            "about": scenario.about,
            "tags": scenario.tags,
            "sha256": sha256,
        })
    };
    let entries: Vec<_> = library().iter().map(entry).collect();
    // Our own types always serialise.
    let text = serde_json::to_string_pretty(&entries).unwrap_or_default();
    format!("{text}\n")
}

pub(crate) fn validate(options: &ValidateOptions) -> ExitCode {
    let (files, errors) = given::read_all(&options.files, given::file);
    let mut results = Results::default();
    for (path, ScenarioFile { scenario, .. }) in files {
        let (id, steps) = (&scenario.id, scenario.steps.len());
        results.print(&format!("{path}: {id}, {steps} steps\n"));
    }
    for error in &errors {
        complain(error);
    }
    results.end(if errors.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}
