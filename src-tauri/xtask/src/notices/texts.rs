//! The texts of the licences of what others made: each text once, with the names of all that stand under it.
//!
//! They are read from the crates in cargo's folder and from the page's installed packages, which are what was built in.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Named, WINDOW, built_in, licence_file, lock, metadata, named, needed};
use crate::checkout::Checkout;

/// The programs whose crates are told of.
const PROGRAMS: [&str; 2] = [WINDOW, "numberauth-cli"];
/// How a file begins that holds a licence, or a notice that must be passed on.
const BEGINNINGS: [&str; 6] = [
    "license",
    "licence",
    "copying",
    "copyright",
    "notice",
    "unlicense",
];

/// Something built in, with who made it and the texts in its package.
struct Component {
    named: Named,
    authors: Vec<String>,
    texts: Vec<String>,
}

/// Writes the texts for this system into a file.
pub(crate) fn write(checkout: &Checkout, file: &Path) -> Result<()> {
    let text = made(checkout)?;
    let folder = file.parent().context("a file without a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::write(file, &text).with_context(|| format!("cannot write {}", file.display()))?;
    eprintln!("    {}: {} kB", file.display(), text.len() / 1000);
    Ok(())
}

fn made(checkout: &Checkout) -> Result<String> {
    let target = super::SYSTEMS
        .iter()
        .find(|(system, _)| *system == std::env::consts::OS)
        .map(|(_, target)| *target)
        .with_context(|| format!("no program is made for {}", std::env::consts::OS))?;
    let metadata = metadata(checkout, target)?;
    let mut components: BTreeMap<Named, Component> = BTreeMap::new();
    for program in PROGRAMS {
        for package in needed(&metadata, program)? {
            let component = of_crate(package)?;
            components.insert(component.named.clone(), component);
        }
    }
    let ui = checkout.ui();
    let lock = lock(&ui)?;
    for (path, package) in built_in(&lock)? {
        let component = of_package(path, package, &ui)?;
        components.insert(component.named.clone(), component);
    }
    let components: Vec<_> = components.into_values().collect();
    let own = fs::read_to_string(checkout.root().join("LICENSE-MIT"))?;
    // The terms, without whose they are.
    let terms: Vec<_> = own
        .lines()
        .filter(|line| !line.starts_with("Copyright"))
        .collect();
    told(&components, &terms.join("\n"))
}

fn of_crate(package: &Value) -> Result<Component> {
    let manifest = package["manifest_path"].as_str().map(Path::new);
    let folder = manifest.and_then(Path::parent);
    let folder = folder.context("cargo tells no folder of a crate")?;
    let authors = package["authors"].as_array().into_iter().flatten();
    Ok(Component {
        named: named(package, package["name"].as_str())?,
        authors: authors
            .filter_map(|author| author.as_str().map(str::to_owned))
            .collect(),
        texts: texts_in(folder)?,
    })
}

fn of_package(path: &str, package: &Value, ui: &Path) -> Result<Component> {
    let folder = ui.join(path);
    if !folder.is_dir() {
        bail!(
            "{} is not installed: run `cargo xtask setup`",
            folder.display()
        );
    }
    let mut package = package.clone();
    if !package["license"].is_string() {
        package["license"] = serde_json::json!(licence_file(&folder));
    }
    Ok(Component {
        named: named(&package, path.rsplit("node_modules/").next())?,
        authors: Vec::new(),
        texts: texts_in(&folder)?,
    })
}

/// The licence files of a folder, in the order of their names.
fn texts_in(folder: &Path) -> Result<Vec<String>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.is_file() && is_licence(file));
    files.sort();
    files
        .iter()
        .map(|file| {
            let bytes =
                fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
        })
        .collect()
}

fn is_licence(file: &Path) -> bool {
    // `license.rs` is a crate's code.
    let is_text = file.extension().is_none_or(|ending| {
        !matches!(ending.to_str(), Some("rs" | "js" | "ts" | "json" | "html"))
    });
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    is_text
        && BEGINNINGS
            .iter()
            .any(|beginning| name.starts_with(beginning))
}

/// Everything as one text.
fn told(components: &[Component], mit: &str) -> Result<String> {
    let mut texts = Texts::default();
    let mut list = String::new();
    for component in components {
        let (name, version, licence) = &component.named;
        let mut numbers: Vec<_> = component
            .texts
            .iter()
            .map(|text| texts.number(text))
            .collect();
        let mut by = String::new();
        if numbers.is_empty() {
            numbers.push(texts.number(standing_in(component, components, mit)?));
            let authors = match component.authors.as_slice() {
                [] => format!("the authors of {name}"),
                authors => authors.join(", "),
            };
            by = format!(" (its package holds no text; the copyright is with {authors})");
        }
        let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
        writeln!(
            list,
            "- {name} {version}: {licence}; text {}{by}",
            numbers.join(", ")
        )?;
    }
    let mut all = format!(
        "What others made and NumberAuth Lab holds, with the texts of their licences\n\n\
         {} components. The Rust standard library (MIT OR Apache-2.0) is in the programs too.\n\n{list}",
        components.len(),
    );
    for (index, text) in texts.0.iter().enumerate() {
        write!(
            all,
            "\n{:=<100}\nText {}\n\n{}\n",
            "",
            index + 1,
            text.trim_end()
        )?;
    }
    Ok(all)
}

/// For a package without a text: what another one has that stands under the same licence and no other.
fn standing_in<'a>(component: &Component, all: &'a [Component], mit: &'a str) -> Result<&'a str> {
    let (name, version, licence) = &component.named;
    if licence.split(' ').any(|word| word == "MIT") && !licence.contains("AND") {
        return Ok(mit);
    }
    let same = all
        .iter()
        .find(|other| other.named.2 == *licence && !other.texts.is_empty());
    match same.and_then(|other| other.texts.first()) {
        Some(text) => Ok(text),
        None => bail!(
            "{name} {version} stands under {licence}, holds no text of it, and nothing else that is built in does: \
             its licence cannot be passed on as it asks. Use another version or another package"
        ),
    }
}

/// Different texts, by number. Those that differ in spaces alone are the same.
#[derive(Default)]
struct Texts<'a>(Vec<&'a str>);

impl<'a> Texts<'a> {
    fn number(&mut self, text: &'a str) -> usize {
        let same = |known: &&str| known.split_whitespace().eq(text.split_whitespace());
        let index = self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(text);
            self.0.len() - 1
        });
        index + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(name: &str, licence: &str, texts: &[&str]) -> Component {
        Component {
            named: (name.to_owned(), "1.0.0".to_owned(), licence.to_owned()),
            authors: vec![format!("{name}'s author")],
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    #[test]
    fn a_text_that_several_have_is_there_once() {
        let all = [
            component("a", "MPL-2.0", &["Mozilla Public\nLicense"]),
            component("b", "MPL-2.0", &["Mozilla   Public License\n"]),
            component("c", "ISC", &["Permission to use"]),
        ];
        let text = told(&all, "own").unwrap();
        assert_eq!(text.matches("Mozilla").count(), 1, "{text}");
        for line in [
            "- a 1.0.0: MPL-2.0; text 1\n",
            "- b 1.0.0: MPL-2.0; text 1\n",
            "- c 1.0.0: ISC; text 2\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn a_package_without_a_text_gets_that_of_its_licence_and_keeps_its_author() {
        let all = [
            component("a", "MPL-2.0", &["Mozilla"]),
            component("bare", "MPL-2.0", &[]),
            component("mit", "Apache-2.0 OR MIT", &[]),
        ];
        let text = told(&all, "Permission is hereby granted").unwrap();
        assert!(text.contains("- bare 1.0.0: MPL-2.0; text 1 (its package holds no text; the copyright is with bare's author)"), "{text}");
        assert!(
            text.contains("- mit 1.0.0: Apache-2.0 OR MIT; text 2 ("),
            "{text}"
        );
    }

    #[test]
    fn a_licence_without_any_text_is_an_error_that_names_the_package() {
        let error = told(&[component("bare", "MIT AND Zlib", &[])], "own")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("bare 1.0.0 stands under MIT AND Zlib"),
            "{error}"
        );
    }

    #[test]
    fn licences_are_known_by_their_files_names() {
        for name in [
            "LICENSE",
            "LICENSE-MIT",
            "license.md",
            "COPYING",
            "UNLICENSE",
            "NOTICE.txt",
            "LICENCE",
        ] {
            assert!(is_licence(Path::new(name)), "{name}");
        }
        for name in ["README.md", "license.rs", "Cargo.toml", "src"] {
            assert!(!is_licence(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn everything_that_is_built_in_has_a_text() {
        let text = made(&Checkout::find().unwrap()).unwrap();
        for part in [
            "- tauri 2",
            "- svelte 5",
            "- clap 4",
            "Mozilla Public License",
            "Apache License",
            "ISC",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }
}
