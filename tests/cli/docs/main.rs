//! The documentation, done literally: every command of every page is typed, and what the page says must come of it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod commands;
mod fixtures;
mod links;
mod markdown;
mod not_run;
mod paths;
mod promises;
mod session;

use serde_json::Value;

use crate::commands::{Typed, of_console, of_script, of_text};
use crate::markdown::{Block, Page, pages};
use crate::session::Session;

/// The file that a block is to be saved as, by the words before it: ``Save this as `shop.mjs` ``.
fn saved_as(block: &Block) -> Option<&str> {
    for words in ["ave this as `", "ave this\nas `", "存为 `"] {
        if let Some((_, rest)) = block.lead.rsplit_once(words) {
            return rest.split('`').next();
        }
    }
    None
}

/// Whether it is on the list of what is not run.
fn left_out(command: &Typed) -> bool {
    not_run::COMMANDS
        .iter()
        .any(|(beginning, _)| command.text.starts_with(beginning))
}

/// Follows a page: its blocks in order, then the commands in its text.
fn follow(page: &Page) -> Result<(), String> {
    let session = Session::new();
    for (name, text) in fixtures::of(&page.name) {
        session.file(name, text);
    }
    let mut typed = Vec::new();
    for block in page.blocks() {
        let at = format!("{}:{}", page.name, block.line);
        let saved = saved_as(&block);
        if let Some(name) = saved {
            session.file(name, &block.text);
        }
        match block.language.as_str() {
            "sh" => typed.extend(of_script(&block)),
            "console" => typed.extend(of_console(&block)),
            "json" => json(&block).map_err(|error| format!("{at}: no JSON: {error}"))?,
            "mermaid" => {}
            "" => return Err(format!("{at}: the fence does not say its language")),
            _ if saved.is_some() => {}
            language => {
                let listed = not_run::SNIPPETS
                    .iter()
                    .any(|(name, begins, _)| *name == page.name && block.text.starts_with(begins));
                if !listed {
                    return Err(format!(
                        "{at}: nobody runs this {language}, and no list says why"
                    ));
                }
            }
        }
    }
    typed.extend(of_text(page));
    let typed: Vec<_> = typed
        .into_iter()
        .filter(|command| !left_out(command))
        .map(Typed::meant)
        .collect();
    session.follow(&page.name, &typed)
}

/// `…` stands for what differs in each run.
fn json(block: &Block) -> serde_json::Result<()> {
    serde_json::from_str::<Value>(&block.text).map(drop)
}

/// A test a page: they run side by side, and each has its own time.
mod every_command_does_what_the_page_says {
    use super::{follow, pages};

    fn on(name: &str) {
        let pages = pages();
        let page = pages.iter().find(|page| page.name == name);
        let page = page.unwrap_or_else(|| panic!("there is no {name}"));
        if let Err(wrong) = follow(page) {
            panic!("{wrong}");
        }
    }

    macro_rules! pages {
        ($($test:ident: $name:literal,)*) => {
            const FOLLOWED: &[&str] = &[$($name),*];

            $(
                #[test]
                fn $test() {
                    on($name);
                }
            )*
        };
    }

    pages! {
        changelog: "CHANGELOG.md",
        contributing: "CONTRIBUTING.md",
        readme: "README.md",
        readme_zh_cn: "README.zh-CN.md",
        security: "SECURITY.md",
        docs_readme: "docs/README.md",
        docs_architecture: "docs/architecture.md",
        docs_command_line: "docs/command-line.md",
        docs_consent_page: "docs/consent-page.md",
        docs_evidence: "docs/evidence.md",
        docs_http_api: "docs/http-api.md",
        docs_live_log: "docs/live-log.md",
        docs_live: "docs/live.md",
        docs_packaging: "docs/packaging.md",
        docs_page_sdk: "docs/page-sdk.md",
        docs_protocol: "docs/protocol.md",
        docs_result_codes: "docs/result-codes.md",
        docs_scenarios: "docs/scenarios.md",
        docs_security: "docs/security.md",
        docs_settings: "docs/settings.md",
        docs_signatures: "docs/signatures.md",
        docs_simulator: "docs/simulator.md",
        docs_stage: "docs/stage.md",
        docs_window: "docs/window.md",
        src_tauri_packaging_readme: "src-tauri/packaging/README.md",
        ui_src_sdk_readme: "ui/src/sdk/README.md",
    }

    #[test]
    fn no_page_is_left_out() {
        let names: Vec<_> = pages().into_iter().map(|page| page.name).collect();
        assert_eq!(names, FOLLOWED, "each page has its line above");
    }
}

/// Chinese and English are equals: the same commands, headings, pictures and links, in the same order.
#[test]
fn both_readmes_tell_the_same() {
    let pages = pages();
    let [en, zh] = ["README.md", "README.zh-CN.md"].map(|name| {
        let page = pages.iter().find(|page| page.name == name).unwrap();
        let scripts = page.blocks().into_iter().flat_map(|block| {
            let lines: Vec<_> = block.text.lines().map(str::to_owned).collect();
            lines.into_iter()
        });
        let commands: Vec<_> = scripts
            .map(|line| {
                line.split(" # ")
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned()
            })
            .collect();
        let headings = page
            .prose()
            .lines()
            .filter(|line| line.starts_with('#'))
            .count();
        let links = page
            .links()
            .into_iter()
            .map(|link| link.text.replace("-zh.", "-en."));
        let links: Vec<_> = links.filter(|link| !link.starts_with("README")).collect();
        (commands, headings, links)
    });
    assert_eq!(en.0, zh.0);
    assert_eq!(en.1, zh.1, "headings");
    assert_eq!(en.2, zh.2);
}

#[test]
fn nothing_is_left_out_that_no_page_says() {
    let pages = pages();
    let mut typed = Vec::new();
    for page in &pages {
        for block in page.blocks() {
            match block.language.as_str() {
                "sh" => typed.extend(of_script(&block)),
                "console" => typed.extend(of_console(&block)),
                _ => {}
            }
        }
        typed.extend(of_text(page));
    }
    for (beginning, _) in not_run::COMMANDS {
        assert!(
            typed
                .iter()
                .any(|command| command.text.starts_with(beginning)),
            "no page says `{beginning}…` any more"
        );
    }
    for (name, begins, _) in not_run::SNIPPETS {
        let page = pages.iter().find(|page| page.name == *name);
        let blocks = page.unwrap().blocks();
        assert!(
            blocks.iter().any(|block| block.text.starts_with(begins)),
            "{name} has no snippet `{begins}…` any more"
        );
    }
}
