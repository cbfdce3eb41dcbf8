//! The project's changelog as Debian's programs read it.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};

use super::day::Day;

/// How wide a line may be.
const WIDTH: usize = 78;

/// The newest section that says anything, as this version's entry. It must be this version's, or that of what is not released.
pub(super) fn debian(changelog: &str, package: &str, maintainer: &str, day: Day) -> Result<String> {
    let sections = changelog.split("\n## ").skip(1);
    let (title, entries) = sections
        .map(|section| (section.lines().next().unwrap_or_default(), entries(section)))
        .find(|(_, entries)| !entries.is_empty())
        .context("CHANGELOG.md has no section with an entry")?;
    // `0.1.0`, or `[0.1.0] - 2026-11-28`.
    let told = title.trim_start_matches('[').split([']', ' ']).next();
    ensure!(
        told == Some("Unreleased") || told == Some(super::VERSION),
        "the newest section of CHANGELOG.md is `{title}`, and this is {}: name it so, or write what is new under `## Unreleased`",
        super::VERSION
    );
    let mut text = format!(
        "{package} ({}) unstable; urgency=medium\n\n",
        super::VERSION
    );
    for entry in entries {
        write!(text, "{}", wrapped(&plain(&entry)))?;
    }
    writeln!(text, "\n -- {maintainer}  {}", day.rfc2822())?;
    Ok(text)
}

/// The list's items of a section, each on one line.
fn entries(section: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut inside = false;
    for line in section.lines() {
        if let Some(first) = line.strip_prefix("- ") {
            entries.push(first.to_owned());
            inside = true;
        } else if inside && line.starts_with("  ") {
            if let Some(entry) = entries.last_mut() {
                entry.push(' ');
                entry.push_str(line.trim());
            }
        } else {
            inside = false;
        }
    }
    entries
}

/// Without Markdown's marks.
fn plain(entry: &str) -> String {
    entry.replace(['`', '*'], "")
}

fn wrapped(entry: &str) -> String {
    let mut text = String::new();
    let mut line = String::from("  *");
    for word in entry.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from("   ");
        }
        line.push(' ');
        line.push_str(word);
    }
    text + &line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::Checkout;

    const CHANGELOG: &str = "# Changelog\n\nThe form.\n\n## Unreleased\n\n### Added\n\n## [VERSION] - 2026-01-01\n\n### Added\n\n\
        - A **thing** that is told at such a length that it takes more than the one line which a\n  line of `code` may take.\n\
        - Another.\n\nA paragraph.\n\n## 0.0.0\n\n- Old.\n";

    #[test]
    fn the_newest_section_with_entries_becomes_this_versions() {
        let day = Day::find(&Checkout::find().unwrap()).unwrap();
        let version = super::super::VERSION;
        let changelog = CHANGELOG.replace("VERSION", version);
        let text = debian(&changelog, "lab", "Somebody <a@b.example>", day).unwrap();
        let expected = format!(
            "lab ({version}) unstable; urgency=medium\n\n  * A thing that is told at such a length that it takes more than the one line\n    \
             which a line of code may take.\n  * Another.\n\n -- Somebody <a@b.example>  {}\n",
            day.rfc2822()
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn no_line_is_too_long() {
        let root = Checkout::find().unwrap().root().to_owned();
        let changelog = std::fs::read_to_string(root.join("CHANGELOG.md")).unwrap();
        let day = Day::find(&Checkout::find().unwrap()).unwrap();
        let text = debian(&changelog, "lab", "Somebody <a@b.example>", day).unwrap();
        assert!(text.lines().count() > 20);
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }

    #[test]
    fn what_another_version_brought_is_not_this_ones() {
        let day = Day::find(&Checkout::find().unwrap()).unwrap();
        let changelog = CHANGELOG.replace("VERSION", "0.0.1");
        let error = debian(&changelog, "lab", "x", day).unwrap_err().to_string();
        assert!(error.contains("`[0.0.1] - 2026-01-01`"), "{error}");
    }

    #[test]
    fn a_changelog_that_says_nothing_is_an_error() {
        let day = Day::find(&Checkout::find().unwrap()).unwrap();
        assert!(debian("# Changelog\n\n## Unreleased\n", "lab", "x", day).is_err());
    }
}
