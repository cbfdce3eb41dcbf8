//! What the pages name of the checkout is there: files, folders, and in the pages for developers tests by their names.

use crate::markdown::{Page, pages, root};

/// Folders of the checkout that a path may begin with; `crates` is short for `src-tauri/crates`.
const ROOTS: [&str; 7] = [
    "tests/",
    "src-tauri/",
    "crates/",
    "ui/",
    "docs/",
    ".github/",
    ".ci/",
];

/// Paths that the page names and that are not there.
fn missing(page: &Page) -> Vec<String> {
    let mut missing = Vec::new();
    for span in page.spans() {
        let text = span.text.trim_end_matches('/');
        let named = ROOTS.iter().any(|root| span.text.starts_with(root));
        // A pattern, or a name that the reader chooses.
        if !named || text.contains(['*', '<', '{', '…', ' ']) || text.contains("my-") {
            continue;
        }
        let path = match text.strip_prefix("crates/") {
            Some(rest) => format!("src-tauri/crates/{rest}"),
            None => text.to_owned(),
        };
        if !root().join(&path).exists() {
            missing.push(format!("{}:{}: there is no {path}", page.name, span.line));
        }
    }
    missing
}

#[test]
fn every_path_of_every_page_is_there() {
    let missing: Vec<_> = pages().iter().flat_map(missing).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_path_that_is_not_there_is_found() {
    let page = Page {
        name: "p.md".into(),
        text: "`tests/cli` `crates/protocol/data/` `crates/nobody/x.rs`\n`tests/<group>.rs` `ui/gone`\n".into(),
    };
    assert_eq!(
        missing(&page),
        [
            "p.md:1: there is no src-tauri/crates/nobody/x.rs",
            "p.md:2: there is no ui/gone"
        ]
    );
}
