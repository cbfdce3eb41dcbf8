//! Every `cargo …` that a page tells its reader to type: `cargo xtask` must take it, and packages and targets must be there.

use std::path::Path;

use clap::Parser;
use serde_json::Value;

use crate::{
    Arguments,
    command::{answer, cargo},
};

#[allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the rest is for the tests of the `numberauth` command, which type everything else"
)]
#[path = "../../../tests/cli/docs/markdown.rs"]
mod markdown;

/// A command and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Typed {
    place: String,
    words: Vec<String>,
}

/// The `cargo` commands of a page: lines of its shell blocks, and code in its text.
fn typed(page: &markdown::Page) -> Vec<Typed> {
    let mut lines = Vec::new();
    for block in page.blocks() {
        if matches!(block.language.as_str(), "sh" | "console") {
            let numbered = block.text.lines().enumerate();
            lines.extend(numbered.map(|(n, line)| (block.line + n, line.to_owned())));
        }
    }
    lines.extend(page.spans().into_iter().map(|span| (span.line, span.text)));
    let commands = lines.into_iter().filter_map(|(number, line)| {
        let line = line.trim_start_matches("$ ");
        let line = line.split(" # ").next().unwrap_or_default();
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        let whole = words.first().is_some_and(|word| word == "cargo") && words.len() > 1;
        whole.then(|| Typed {
            place: format!("{}:{number}", page.name),
            words,
        })
    });
    commands.collect()
}

/// Packages and targets of the workspace, by name.
struct Workspace {
    packages: Vec<String>,
    tests: Vec<String>,
    binaries: Vec<String>,
}

impl Workspace {
    fn read(root: &Path) -> Self {
        let metadata = answer(cargo(root).args(["metadata", "--no-deps", "--format-version=1"]));
        let metadata: Value = serde_json::from_str(&metadata.unwrap()).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        let named = |kind: &str| {
            let targets = packages
                .iter()
                .flat_map(|it| it["targets"].as_array().unwrap());
            targets
                .filter(|target| {
                    target["kind"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .any(|it| it == kind)
                })
                .map(|target| target["name"].as_str().unwrap().to_owned())
                .collect()
        };
        Self {
            packages: packages
                .iter()
                .map(|package| package["name"].as_str().unwrap().to_owned())
                .collect(),
            tests: named("test"),
            binaries: named("bin"),
        }
    }

    /// What is wrong with the command.
    fn wrong(&self, words: &[String]) -> Option<String> {
        match words[1].as_str() {
            "xtask" => Arguments::try_parse_from(&words[1..])
                .err()
                .map(|error| error.to_string())
                // A bare `cargo xtask` is the command's name, and `--help` is no slip.
                .filter(|_| words.len() > 2 && words.last().is_some_and(|it| it != "…")),
            "test" | "run" | "rustc" | "nextest" | "check" | "clippy" => {
                let mut cargos = words.iter().take_while(|word| *word != "--");
                let mut wrong = None;
                while let Some(word) = cargos.next() {
                    let known = match word.as_str() {
                        "-p" | "--package" => &self.packages,
                        "--test" => &self.tests,
                        "--bin" => &self.binaries,
                        _ => continue,
                    };
                    let name = cargos.next().cloned().unwrap_or_default();
                    if !known.contains(&name) {
                        wrong = Some(format!("{word} {name}: there is none"));
                    }
                }
                wrong
            }
            "deny" | "fmt" => None,
            other => Some(format!("nobody looks at `cargo {other}`")),
        }
    }
}

fn root() -> std::path::PathBuf {
    markdown::root()
}

#[test]
fn every_cargo_command_of_every_page_is_one() {
    let workspace = Workspace::read(&root());
    let typed: Vec<_> = markdown::pages().iter().flat_map(typed).collect();
    let xtasks = typed.iter().filter(|it| it.words[1] == "xtask").count();
    assert!(xtasks > 10, "only {xtasks} were found");
    let wrong: Vec<_> = typed
        .iter()
        .filter_map(|it| {
            let wrong = workspace.wrong(&it.words)?;
            Some(format!("{}: {}: {wrong}", it.place, it.words.join(" ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_command_that_is_none_is_found() {
    let workspace = Workspace::read(&root());
    let page = markdown::Page {
        name: "p.md".into(),
        text: "`cargo xtask test` `cargo xtask\ntst`\n```sh\ncargo xtask run --fast  # quick\ncargo test -p nobody --test shell\n\
               cargo run --bin numberauth -- --bin x\n```\n`cargo bogus`\n"
            .into(),
    };
    let wrong: Vec<_> = typed(&page)
        .iter()
        .filter(|it| workspace.wrong(&it.words).is_some())
        .map(|it| it.words.join(" "))
        .collect();
    assert_eq!(
        wrong,
        [
            "cargo xtask run --fast",
            "cargo test -p nobody --test shell",
            "cargo xtask tst",
            "cargo bogus"
        ]
    );
}
