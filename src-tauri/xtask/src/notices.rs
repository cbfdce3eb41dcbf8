//! `cargo xtask notices`: what others made and the programs hold, with version and licence, for the About dialog; and the texts of
//! those licences, for the packages.
//!
//! Crates from `cargo metadata` (what a program's package needs to run, on each system), packages of the page from npm's
//! lock file. Nothing is downloaded that a build would not download.

pub(crate) mod texts;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::checkout::Checkout;
use crate::command::{cargo, shown};

/// Where the list is kept.
const FILE: &str = "src-tauri/components.json";
/// The window's package.
const WINDOW: &str = "numberauth-lab";
/// The systems that the window is built for: Rust's name, and the target whose crates stand for it.
const SYSTEMS: [(&str, &str); 3] = [
    ("linux", "x86_64-unknown-linux-gnu"),
    ("macos", "aarch64-apple-darwin"),
    ("windows", "x86_64-pc-windows-msvc"),
];

/// Name, version and licence of a crate or package.
type Named = (String, String, String);

/// Where the licences' texts go: with half a megabyte, not into the repository.
const TEXTS: &str = "package/THIRD-PARTY-NOTICES.txt";

/// Writes the list and the texts.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    let file = checkout.root().join(FILE);
    let text = made(checkout)?;
    std::fs::write(&file, &text).with_context(|| format!("cannot write {}", file.display()))?;
    eprintln!("    {FILE}: {} components", text.lines().count() - 2);
    let file = checkout.target().join(TEXTS);
    texts::write(checkout, &file)
}

/// The list as it is to be now: one component a line.
fn made(checkout: &Checkout) -> Result<String> {
    let mut systems: BTreeMap<Named, BTreeSet<&str>> = BTreeMap::new();
    for (system, target) in SYSTEMS {
        for one in crates(&metadata(checkout, target)?, WINDOW)? {
            systems.entry(one).or_default().insert(system);
        }
    }
    let rust = systems.into_iter().map(|((name, version, licence), on)| {
        let mut line =
            json!({"name": name, "version": version, "licence": licence, "kind": "rust"});
        if on.len() < SYSTEMS.len() {
            line["systems"] = json!(on);
        }
        line
    });
    let ui = checkout.ui();
    let licence_of = |path: &str| licence_file(&ui.join(path));
    let npm = packages(&lock(&ui)?, &licence_of)?;
    let npm = npm.into_iter().map(|(name, version, licence)| {
        json!({"name": name, "version": version, "licence": licence, "kind": "npm"})
    });
    let lines: Vec<String> = rust.chain(npm).map(|line| line.to_string()).collect();
    Ok(format!("[\n{}\n]\n", lines.join(",\n")))
}

/// npm's lock file.
fn lock(ui: &std::path::Path) -> Result<Value> {
    let lock = ui.join("package-lock.json");
    let text = std::fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    Ok(serde_json::from_slice(&text)?)
}

/// What cargo knows of the crates for a target.
fn metadata(checkout: &Checkout, target: &str) -> Result<Value> {
    let mut command = cargo(checkout.root());
    command.args([
        "metadata",
        "--format-version=1",
        "--locked",
        "--filter-platform",
        target,
    ]);
    let output = command
        .output()
        .with_context(|| format!("cannot start `{}`", shown(&command)))?;
    if !output.status.success() {
        bail!(
            "`{}` failed: {}",
            shown(&command),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The crates of others that a program's package needs to run.
fn crates(metadata: &Value, program: &str) -> Result<BTreeSet<Named>> {
    needed(metadata, program)?
        .into_iter()
        .map(|package| named(package, package["name"].as_str()))
        .collect()
}

/// What cargo tells of each of these crates: neither those for the build nor those for the tests alone.
fn needed<'a>(metadata: &'a Value, program: &str) -> Result<Vec<&'a Value>> {
    let packages: BTreeMap<&str, &Value> = array(metadata, "packages")?
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let nodes: BTreeMap<&str, &Value> = array(&metadata["resolve"], "nodes")?
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let first = packages
        .iter()
        .find(|(_, package)| package["name"] == program)
        .map(|(id, _)| *id);
    let mut open = vec![first.with_context(|| format!("cargo knows no {program}"))?];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let needed = array(
            nodes.get(id).context("a crate that is not resolved")?,
            "deps",
        )?;
        for one in needed {
            let to_run = array(one, "dep_kinds")?
                .iter()
                .any(|kind| kind["kind"].is_null());
            if to_run {
                open.push(one["pkg"].as_str().context("a need without a crate")?);
            }
        }
    }
    let found = seen.iter().filter_map(|id| packages.get(id)).copied();
    // What has no source is this project's own.
    Ok(found
        .filter(|package| !package["source"].is_null())
        .collect())
}

/// The packages that the page is built with and that are not for its development alone.
///
/// One that states no licence has what `licence_of` finds in its folder.
fn packages(lock: &Value, licence_of: &dyn Fn(&str) -> Option<String>) -> Result<BTreeSet<Named>> {
    built_in(lock)?
        .map(|(path, package)| {
            let name = path.rsplit("node_modules/").next();
            if package["license"].is_string() {
                return named(package, name);
            }
            let mut package = package.clone();
            package["license"] = json!(licence_of(path));
            named(&package, name)
        })
        .collect()
}

/// Where each of them is installed, below ui, and what the lock file tells of it.
fn built_in(lock: &Value) -> Result<impl Iterator<Item = (&String, &Value)>> {
    let packages = lock["packages"]
        .as_object()
        .context("npm's lock file lists no packages")?;
    Ok(packages.iter().filter(|(path, package)| {
        !path.is_empty() && package["dev"] != true && package["optional"] != true
    }))
}

/// The licence that an installed package's LICENSE file is headed with, as in “MIT License”.
fn licence_file(package: &std::path::Path) -> Option<String> {
    let text = std::fs::read_to_string(package.join("LICENSE")).ok()?;
    let name = text.lines().next()?.trim().strip_suffix(" License")?;
    Some(name.to_owned())
}

fn named(package: &Value, name: Option<&str>) -> Result<Named> {
    let name = name.context("a package without a name")?;
    let version = package["version"]
        .as_str()
        .with_context(|| format!("{name} has no version"))?;
    let licence = package["license"].as_str().map(str::trim);
    let licence = licence.filter(|text| !text.is_empty());
    let file = package["license_file"].as_str();
    let licence = licence
        .map(str::to_owned)
        .or_else(|| file.map(|file| format!("see its {file}")));
    let licence = licence.with_context(|| format!("{name} {version} states no licence"))?;
    Ok((name.to_owned(), version.to_owned(), licence))
}

fn array<'a>(value: &'a Value, name: &str) -> Result<&'a Vec<Value>> {
    value[name]
        .as_array()
        .with_context(|| format!("no list of {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_components_is_current() {
        let checkout = Checkout::find().unwrap();
        let kept = std::fs::read_to_string(checkout.root().join(FILE)).unwrap();
        assert!(
            kept == made(&checkout).unwrap(),
            "{FILE} is not what the lock files hold: run cargo xtask notices"
        );
    }

    #[test]
    fn what_only_builds_or_tests_is_no_component() {
        let need = |id: &str, kind: Value| json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        let node = |id: &str, deps: Vec<Value>| json!({"id": id, "deps": deps});
        let package = |id: &str, source: Value| json!({"id": id, "name": id, "version": "1.0.0", "license": "MIT", "source": source});
        let metadata = json!({
            "packages": [
                package(WINDOW, Value::Null), package("own", Value::Null),
                package("a", json!("elsewhere")), package("builds", json!("elsewhere")),
                package("tests", json!("elsewhere")), package("of-another", json!("elsewhere")),
            ],
            "resolve": {"nodes": [
                node(WINDOW, vec![
                    need("own", Value::Null), need("builds", json!("build")), need("tests", json!("dev")),
                ]),
                node("own", vec![need("a", Value::Null)]),
                node("a", vec![]), node("builds", vec![]), node("tests", vec![]), node("of-another", vec![]),
            ]},
        });
        let found: Vec<String> = crates(&metadata, WINDOW)
            .unwrap()
            .into_iter()
            .map(|(name, ..)| name)
            .collect();
        assert_eq!(found, ["a"]);
    }

    #[test]
    fn a_package_without_a_licence_is_an_error_that_names_it() {
        let lock = json!({"packages": {
            "": {"name": "page"},
            "node_modules/a/node_modules/@x/b": {"version": "1.2.3"},
        }});
        let error = packages(&lock, &|_| None).unwrap_err().to_string();
        assert!(error.contains("@x/b 1.2.3"), "{error}");
        let found = packages(&lock, &|path| {
            path.ends_with("@x/b").then(|| "MIT".to_owned())
        });
        let named = ("@x/b".to_owned(), "1.2.3".to_owned(), "MIT".to_owned());
        assert_eq!(found.unwrap(), BTreeSet::from([named]));
    }
}
