//! The published JSON Schemas: made from the types (`cargo xtask types` writes them), and true of what is read and written.

use std::path::Path;

use jsonschema::Validator;
use numberauth_scenario::{
    Cancel, MatrixPlan, MatrixRun, Report, Run, Scenario, ScenarioFile, library,
};
use numberauth_simulator::RuleBook;
use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use crate::broken;

/// What is wrong with these only a reader of the whole file knows, or only a reader of its text.
const BEYOND_A_SCHEMA: [&str; 16] = [
    "control-character.json",
    "calendar-too-far.json",
    "content-of-a-success.json",
    "impossible-code.json",
    "key-twice-deep.json",
    "key-twice.json",
    "limit-of-nothing.json",
    "no-number.json",
    "no-title.json",
    "nothing-together.json",
    "number-of-a-refusal.json",
    "omitted-and-given.json",
    "outcome-of-nothing.json",
    "together-in-together.json",
    "two-sims-one-number.json",
    "unticked-and-more.json",
];

fn schema<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

fn validator<T: JsonSchema>() -> Validator {
    jsonschema::validator_for(&schema::<T>()).unwrap()
}

/// Writes the file, or compares it with the one that is there.
fn settle(name: &str, schema: &Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/schema");
    let text = format!("{}\n", serde_json::to_string_pretty(schema).unwrap());
    if std::env::var_os("NUMBERAUTH_WRITE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
        return;
    }
    let found = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    assert!(
        found == text,
        "docs/schema/{name} is not what Rust makes: run cargo xtask types"
    );
}

#[test]
fn generated_schemas() {
    settle("scenario.schema.json", &schema::<Scenario>());
    settle("report.schema.json", &schema::<Report>());
}

#[test]
fn every_scenario_of_ours_fits_the_schema() {
    let validator = validator::<Scenario>();
    let plan = MatrixPlan::shipped();
    for ScenarioFile { scenario, .. } in library().iter().chain(plan.scenarios()) {
        let value = serde_json::to_value(scenario).unwrap();
        let wrong: Vec<_> = validator.iter_errors(&value).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", scenario.id);
    }
}

#[test]
fn every_shipped_file_fits_the_schema_as_it_stands() {
    let validator = validator::<Scenario>();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert!(validator.is_valid(&value), "{}", path.display());
    }
}

#[test]
fn what_a_schema_can_know_of_a_broken_file_it_refuses() {
    let validator = validator::<Scenario>();
    let mut refused = 0;
    for (name, bytes) in broken::files() {
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else {
            continue;
        };
        let beyond = BEYOND_A_SCHEMA.contains(&name.as_str());
        assert_eq!(validator.is_valid(&value), beyond, "{name}");
        refused += usize::from(!beyond);
    }
    assert!(refused >= 20, "{refused}");
}

#[test]
fn every_report_fits_its_schema() {
    let validator = validator::<Report>();
    let rules = RuleBook::shipped();
    let run = Run::new(library(), 1, &rules).report(&Cancel::default(), |_| {}, |_| {});
    let matrix = MatrixRun::new(1, &rules).report(&Cancel::default(), |_| {}, |_| {});
    for report in [run, matrix] {
        let value = serde_json::to_value(report).unwrap();
        let wrong: Vec<_> = validator
            .iter_errors(&value)
            .take(3)
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
