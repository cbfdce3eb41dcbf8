//! No page leads nowhere: relative links name a file, and anchors a heading.

use crate::markdown::{Page, pages, root};

/// What is wrong with the links of a page.
fn dead(page: &Page, all: &[Page]) -> Vec<String> {
    let folder = page.name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut dead = Vec::new();
    for link in page.links() {
        if link.text.contains("://") || link.text.starts_with("mailto:") {
            continue;
        }
        let (path, anchor) = link.text.split_once('#').unwrap_or((&link.text, ""));
        let name = if path.is_empty() {
            page.name.clone()
        } else {
            resolve(folder, path)
        };
        let target = all.iter().find(|page| page.name == name);
        let wrong = if target.is_none() && !root().join(&name).exists() {
            Some("no such file")
        } else if anchor.is_empty() {
            None
        } else {
            match target {
                None => Some("an anchor, but no Markdown page"),
                Some(target) if target.anchors().iter().any(|known| known == anchor) => None,
                Some(_) => Some("no such heading there"),
            }
        };
        if let Some(wrong) = wrong {
            dead.push(format!(
                "{}:{}: {}: {wrong}",
                page.name, link.line, link.text
            ));
        }
    }
    dead
}

/// `../README.md` beside `docs` is `README.md`.
fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_relative_link_leads_somewhere() {
    let pages = pages();
    let dead: Vec<_> = pages.iter().flat_map(|page| dead(page, &pages)).collect();
    assert!(dead.is_empty(), "{}", dead.join("\n"));
    let links: usize = pages.iter().map(|page| page.links().len()).sum();
    assert!(links > 50, "only {links} links were found");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = |name: &str, text: &str| Page {
        name: name.into(),
        text: text.into(),
    };
    let all = [
        page(
            "docs/a.md",
            "# One thing\n[b](b.md) [up](../README.md#keys-and-more) [me](#one-thing)\n",
        ),
        page(
            "docs/b.md",
            "[gone](gone.md) [no](a.md#two)\n```\n[no link](x.md)\n```\n![p](../x.png)\n",
        ),
        page("README.md", "## Keys, and *more*\n"),
    ];
    assert_eq!(dead(&all[0], &all), [""; 0]);
    assert_eq!(
        dead(&all[1], &all),
        [
            "docs/b.md:1: gone.md: no such file",
            "docs/b.md:1: a.md#two: no such heading there",
            "docs/b.md:5: ../x.png: no such file"
        ]
    );
}

/// Each page of `docs` is reached from its map.
#[test]
fn the_map_names_every_page() {
    let pages = pages();
    let map = pages.iter().find(|page| page.name == "docs/README.md");
    let links: Vec<_> = map.unwrap().links().into_iter().map(|it| it.text).collect();
    for page in &pages {
        let Some(name) = page.name.strip_prefix("docs/") else {
            continue;
        };
        assert!(
            name == "README.md"
                || links
                    .iter()
                    .any(|link| link.split('#').next() == Some(name)),
            "docs/README.md does not name {name}"
        );
    }
}
