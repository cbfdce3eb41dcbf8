//! Files that are no scenarios: each is told where it is wrong, and what to do.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use numberauth_scenario::{ScenarioFile, ScenarioProblems};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/broken")
}

/// The broken files, by name.
pub(crate) fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn problems(name: &str, bytes: &[u8]) -> ScenarioProblems {
    let Err(problems) = ScenarioFile::read(name, bytes) else {
        panic!("{name} was read");
    };
    problems
}

#[test]
fn each_is_told_where_and_what_in_both_languages() {
    let mut told = String::new();
    let files = files();
    assert!(files.len() >= 20);
    for (name, bytes) in files {
        let problems = problems(&name, &bytes);
        assert!(!problems.0.is_empty(), "{name}");
        for problem in problems.0 {
            writeln!(told, "{problem}\n    {}", problem.message.zh).unwrap();
        }
    }
    assert!(!told.contains("13800001234"), "a number is not repeated");
    insta::assert_snapshot!("broken", told);
}

#[test]
fn a_file_that_cannot_be_read_is_told_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let told = |path: &Path| {
        let Err(problems) = ScenarioFile::open(path) else {
            panic!("{} was read", path.display());
        };
        let [problem] = &problems.0[..] else {
            panic!("{problems:?}");
        };
        assert_eq!((problem.line, problem.column), (0, 0));
        problem.message.en.clone()
    };
    assert_eq!(
        told(&folder.path().join("none.json")),
        "there is no such file"
    );
    assert_eq!(told(folder.path()), "this is no file: name a .json file");
    // Read no further than the limit: a sparse file of a terabyte is told at once.
    let long = folder.path().join("long.json");
    let file = std::fs::File::create(&long).unwrap();
    file.set_len(1 << 40).unwrap();
    assert!(told(&long).starts_with("the file is longer than 256 kB"));
}

#[test]
fn as_long_as_may_be_is_read_and_one_byte_more_is_not() {
    let mut bytes = include_bytes!("../../scenarios/cm-login.json").to_vec();
    bytes.resize(256 * 1024, b' ');
    assert!(ScenarioFile::read("long.json", &bytes).is_ok());
    bytes.push(b' ');
    assert_eq!(problems("long.json", &bytes).0[0].line, 0);
}

#[test]
fn a_scenario_of_too_many_steps_or_faults_is_refused() {
    let mut value: serde_json::Value =
        serde_json::from_slice(include_bytes!("../../scenarios/cm-login.json")).unwrap();
    let step = serde_json::json!({"getConnection": {"expect": {"connection": "cellular"}}});
    let fault = serde_json::json!({"operation": "getLoginToken", "effect": {"kind": "cut"}});
    value["steps"]
        .as_array_mut()
        .unwrap()
        .extend(vec![step; 1_000]);
    value["faults"] = vec![fault; 101].into();
    let paths: Vec<_> = problems("many.json", value.to_string().as_bytes())
        .0
        .into_iter()
        .map(|problem| problem.path)
        .collect();
    assert_eq!(paths, ["faults", "steps"]);
}
