//! Builds the window's permissions, one plugin a command group, and makes sure that there is a page to embed.

mod command_groups;

use std::path::Path;
use std::process::Command;

use tauri_build::{Attributes, DefaultPermissionRule, InlinedPlugin};

/// What a checkout shows whose UI was never built.
const PLACEHOLDER: &str = "<!doctype html><title>NumberAuth Lab</title><p>The page is not built yet: run cargo xtask run</p>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A new file in either folder is otherwise not seen.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=ui/dist");
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        std::fs::create_dir_all("ui/dist")?;
        std::fs::write(page, PLACEHOLDER)?;
    }
    let attributes = command_groups::GROUPS.iter().fold(
        Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*"),
        |attributes, &(group, commands)| {
            let plugin = InlinedPlugin::new().commands(commands);
            attributes.plugin(
                group,
                plugin.default_permission(DefaultPermissionRule::AllowAllCommands),
            )
        },
    );
    tell_what_it_is_built_from();
    tauri_build::try_build(attributes)?;
    Ok(())
}

/// The compiler and, if it can be known, the commit, for the About dialog. A debug build is not made anew for each commit.
fn tell_what_it_is_built_from() {
    println!("cargo:rerun-if-env-changed=NUMBERAUTH_COMMIT");
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let rust = answer(&compiler, &["--version"]).unwrap_or_else(|| "rustc".to_owned());
    println!("cargo:rustc-env=NUMBERAUTH_RUST={rust}");
    let asks_git = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let named = std::env::var("NUMBERAUTH_COMMIT")
        .ok()
        .filter(|commit| !commit.is_empty());
    let commit = named.or_else(|| {
        if !asks_git {
            return None;
        }
        for file in ["HEAD", "logs/HEAD"] {
            if let Some(path) = answer("git", &["rev-parse", "--git-path", file]) {
                println!("cargo:rerun-if-changed={path}");
            }
        }
        answer("git", &["describe", "--always", "--abbrev=12", "--dirty"])
    });
    if let Some(commit) = commit {
        println!("cargo:rustc-env=NUMBERAUTH_COMMIT={commit}");
    }
}

/// What a command prints, if it can be started and does not fail.
fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
