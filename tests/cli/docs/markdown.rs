//! The Markdown of this repository that people read: its pages, and of a page the fenced blocks, the code spans, the links and
//! the headings.

use std::path::{Path, PathBuf};

/// A page: its path from the root, and its text.
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    /// The fence's language: `sh`, `console`, `json` …
    pub(crate) language: String,
    /// The line of its first line, from 1.
    pub(crate) line: usize,
    /// The text between this block and what was before it.
    pub(crate) lead: String,
    pub(crate) text: String,
}

/// Code within a line of text, or a link's target.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The line it begins in, from 1.
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    let mut folder = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    while !folder.join("tauri.conf.json").is_file() {
        assert!(folder.pop(), "no checkout around this package");
    }
    folder
}

/// All pages: those beside the README, those in `docs`, the page SDK's own, and the one in the archive of the command.
pub(crate) fn pages() -> Vec<Page> {
    let root = root();
    let mut names = vec![
        "ui/src/sdk/README.md".to_owned(),
        "src-tauri/packaging/README.md".to_owned(),
    ];
    for folder in ["", "docs/"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|it| it == "md") {
                names.push(format!("{folder}{name}"));
            }
        }
    }
    names.sort();
    let read = |name: String| {
        let text = std::fs::read_to_string(root.join(&name)).unwrap();
        Page { name, text }
    };
    names.into_iter().map(read).collect()
}

impl Page {
    /// The fenced blocks, in order.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lead = String::new();
        let mut lines = self.text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let Some(language) = fence(line) else {
                lead += line;
                lead.push('\n');
                continue;
            };
            let indent = line.len() - line.trim_start().len();
            let mut text = String::new();
            for (_, line) in lines.by_ref() {
                if fence(line).is_some() {
                    break;
                }
                text += line.get(indent..).unwrap_or_default();
                text.push('\n');
            }
            blocks.push(Block {
                language: language.to_owned(),
                line: number + 2,
                lead: std::mem::take(&mut lead),
                text,
            });
        }
        blocks
    }

    /// The text without its fenced blocks, which are empty lines then.
    pub(crate) fn prose(&self) -> String {
        let mut fenced = false;
        let mut prose = String::new();
        for line in self.text.lines() {
            if fence(line).is_some() {
                fenced = !fenced;
            } else if !fenced {
                prose += line;
            }
            prose.push('\n');
        }
        prose
    }

    /// The code spans of the prose. One that is broken by a line's end is one; `\|` of a table is `|`.
    pub(crate) fn spans(&self) -> Vec<Piece> {
        let prose = self.prose();
        let mut spans = Vec::new();
        let mut from = 0;
        while let Some(start) = prose[from..].find('`').map(|at| from + at) {
            let ticks = prose[start..].chars().take_while(|it| *it == '`').count();
            let inside = start + ticks;
            let rest = &prose[inside..];
            // Code ends with as many ticks as it begins, and never beyond its paragraph.
            let paragraph = rest.find("\n\n").unwrap_or(rest.len());
            let Some(length) = rest[..paragraph].find(&"`".repeat(ticks)) else {
                from = inside;
                continue;
            };
            let words: Vec<_> = rest[..length].split_whitespace().collect();
            spans.push(Piece {
                line: line_of(&prose, start),
                text: words.join(" ").replace("\\|", "|"),
            });
            from = inside + length + ticks;
        }
        spans
    }

    /// The targets of the prose's links and pictures.
    pub(crate) fn links(&self) -> Vec<Piece> {
        let prose = self.prose();
        let mut links = Vec::new();
        for (opening, closing) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
            for (at, _) in prose.match_indices(opening) {
                let rest = &prose[at + opening.len()..];
                let Some(end) = rest.find(closing) else {
                    continue;
                };
                links.push(Piece {
                    line: line_of(&prose, at),
                    text: rest[..end].to_owned(),
                });
            }
        }
        links
    }

    /// The anchors of its headings, as GitHub makes them.
    pub(crate) fn anchors(&self) -> Vec<String> {
        let prose = self.prose();
        let headings = prose.lines().filter(|line| line.starts_with('#'));
        let mut anchors: Vec<String> = Vec::new();
        for heading in headings {
            let words = heading.trim_start_matches('#').trim();
            let kept: String = words
                .to_lowercase()
                .chars()
                .filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'))
                .collect();
            let anchor = kept.replace(' ', "-");
            let before = anchors.iter().filter(|known| **known == anchor).count();
            anchors.push(if before == 0 {
                anchor
            } else {
                format!("{anchor}-{before}")
            });
        }
        anchors
    }
}

/// A fence's language, if the line is a fence.
fn fence(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("```")
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
