//! Versions that are stated in Cargo.toml and used elsewhere: do those who use them read what is there?

use std::fs;

use crate::checkout::Checkout;
use crate::command::{answer, command};

fn read(path: &str) -> String {
    fs::read_to_string(Checkout::find().unwrap().root().join(path)).unwrap()
}

/// What the workflows' `sed -n 's/^NAME = "\(.*\)"$/\1/p' Cargo.toml` finds.
fn stated(name: &str) -> Vec<String> {
    let beginning = format!("{name} = \"");
    read("Cargo.toml")
        .lines()
        .filter_map(|line| line.strip_prefix(&beginning)?.strip_suffix('"'))
        .map(str::to_owned)
        .collect()
}

/// The first two numbers of a version.
fn numbers(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap())
}

#[test]
fn the_oldest_rust_is_stated_once_and_tested_by_that_statement() {
    let [oldest] = stated("rust-version").try_into().unwrap();
    let workflow = read(".github/workflows/test.yml");
    assert!(workflow.contains(r#"sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml"#));
    assert!(workflow.contains("RUSTUP_TOOLCHAIN=\"$version\""));
    assert!(
        !workflow.contains(&oldest),
        "the workflow is to read the oldest Rust, not to state it"
    );
}

#[test]
fn every_package_states_the_workspaces_rust() {
    let root = Checkout::find().unwrap().root().to_owned();
    let mut manifests = vec![
        root.join("Cargo.toml"),
        root.join("src-tauri/xtask/Cargo.toml"),
    ];
    for entry in fs::read_dir(root.join("src-tauri/crates")).unwrap() {
        manifests.push(entry.unwrap().path().join("Cargo.toml"));
    }
    assert!(manifests.len() > 7);
    for manifest in manifests {
        let text = fs::read_to_string(&manifest).unwrap();
        assert!(
            text.contains("rust-version.workspace = true"),
            "{}",
            manifest.display()
        );
    }
}

#[test]
fn the_toolchain_of_the_checkout_is_not_older_than_the_oldest() {
    let [oldest] = stated("rust-version").try_into().unwrap();
    let file = read("rust-toolchain.toml");
    let channel = file
        .lines()
        .find_map(|line| line.strip_prefix("channel = \"")?.strip_suffix('"'));
    let channel = channel.unwrap();
    if channel != "stable" {
        assert!(
            numbers(channel) >= numbers(&oldest),
            "rust-toolchain.toml says {channel}, Cargo.toml {oldest}"
        );
    }
    let rustc = answer(command("rustc").arg("--version")).unwrap();
    let version = rustc.split(' ').nth(1).unwrap();
    assert!(
        numbers(version) >= numbers(&oldest),
        "rustc {version} is older than {oldest}"
    );
}

#[test]
fn a_release_is_held_to_the_version_of_the_workspace() {
    assert_eq!(
        stated("version").first().unwrap(),
        env!("CARGO_PKG_VERSION")
    );
    let workflow = read(".github/workflows/release.yml");
    assert!(workflow.contains(r#"sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1"#));
}
