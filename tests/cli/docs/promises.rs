//! docs/security.md: each sentence names what holds it, and what it names is there.

use std::path::Path;

use crate::markdown::{Page, pages, root};

/// All Rust of the workspace, file by file: path from the root, and text.
fn sources() -> Vec<(String, String)> {
    fn walk(root: &Path, folder: &str, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{folder}/{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(root, &name, found);
            } else if Path::new(&name).extension().is_some_and(|it| it == "rs") {
                found.push((name, std::fs::read_to_string(entry.path()).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["tests", "src-tauri"] {
        walk(&root(), folder, &mut found);
    }
    found
}

/// Whether the text holds a test of this name.
fn has_test(source: &str, name: &str) -> bool {
    let function = format!("fn {name}(");
    source.match_indices(&function).any(|(at, _)| {
        // Its attributes stand right before it.
        let before = source[..at].lines().rev().map(str::trim);
        before
            .skip_while(|line| line.is_empty() || *line == "async")
            .take_while(|line| line.starts_with('#') || line.starts_with("//"))
            .any(|line| line.starts_with("#[") && line.contains("test"))
    })
}

/// What of the page's bullets does not hold: no proof named, or one that is not there.
fn broken(page: &Page, sources: &[(String, String)]) -> Vec<String> {
    let mut broken = Vec::new();
    let prose = page.prose();
    for bullet in prose.split("\n- ").skip(1) {
        let bullet = bullet.split("\n\n").next().unwrap_or_default();
        let (_, proof) = bullet.rsplit_once('—').unwrap_or((bullet, ""));
        let named = Page {
            name: String::new(),
            text: proof.to_owned(),
        };
        let mut proven = false;
        for span in named.spans() {
            let name = span.text.as_str();
            let known = if Path::new(name).extension().is_some_and(|it| it == "rs") {
                sources.iter().any(|(path, text)| {
                    path.ends_with(&format!("/{name}")) && text.contains("test]")
                }) || sources
                    .iter()
                    .any(|(path, text)| path == name && text.contains("test]"))
            } else if name.matches('_').count() >= 2 {
                sources.iter().any(|(_, text)| has_test(text, name))
            } else {
                continue;
            };
            proven |= known;
            if !known {
                broken.push(format!("no such test: {name}"));
            }
        }
        if !proven {
            let words: Vec<_> = bullet.split_whitespace().take(8).collect();
            broken.push(format!("nothing proves: {} …", words.join(" ")));
        }
    }
    broken
}

#[test]
fn each_promise_of_security_names_a_test_that_is_there() {
    let pages = pages();
    let page = pages.iter().find(|page| page.name == "docs/security.md");
    let broken = broken(page.unwrap(), &sources());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A sentence with underscores: nothing else of this repository is called so but tests.
fn is_a_tests_name(text: &str) -> bool {
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    text.chars().all(plain) && text.matches('_').count() >= 4
}

#[test]
fn each_test_that_any_page_names_is_there() {
    let sources = sources();
    let mut named = 0;
    let mut missing = Vec::new();
    for page in pages() {
        for span in page.spans() {
            if !is_a_tests_name(&span.text) {
                continue;
            }
            named += 1;
            if !sources.iter().any(|(_, text)| has_test(text, &span.text)) {
                missing.push(format!("{}:{}: {}", page.name, span.line, span.text));
            }
        }
    }
    assert!(missing.is_empty(), "no such test:\n{}", missing.join("\n"));
    assert!(named > 20, "only {named} were found");
}

#[test]
fn a_promise_without_its_test_is_found() {
    let page = Page {
        name: String::new(),
        text: "# P\n\n- A cannot. — `it_cannot_a`\n- B cannot. — `it_cannot_b`\n- C cannot.\n"
            .into(),
    };
    let source = "#[test]\nfn it_cannot_a() {}\nfn it_cannot_b() {}\n";
    assert_eq!(
        broken(&page, &[("tests/x.rs".into(), source.into())]),
        [
            "no such test: it_cannot_b",
            "nothing proves: B cannot. — `it_cannot_b` …",
            "nothing proves: C cannot. …"
        ]
    );
}
