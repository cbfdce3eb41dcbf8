//! The page: its npm packages and its build, each only when something has changed.
//!
//! Both stamps live in `ui/node_modules`, which git ignores and `npm ci` empties. They do not live
//! in `ui/dist`, because every file there is built into the program.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    command::{npm, run},
    fingerprint::Fingerprint,
    stamp::Stamp,
};

/// Installs the page's packages and builds it, if needed.
pub(crate) fn prepare(ui: &Path) -> Result<()> {
    install(ui)?;
    build(ui)
}

fn install(ui: &Path) -> Result<()> {
    let lock = ui.join("package-lock.json");
    if !lock.is_file() {
        bail!(
            "{} is missing. It belongs to the repository: restore it with git, or make it by \
             `npm install` in ui/ and commit it.",
            lock.display()
        );
    }
    let stamp = Stamp::new(&ui.join("node_modules"), "packages");
    let wanted = packages(ui)?;
    if stamp.says(&wanted) {
        eprintln!("    npm packages: up to date");
        return Ok(());
    }
    // The development packages are the build's tools; NODE_ENV=production would leave them out.
    run(npm(ui).args(["ci", "--include=dev", "--no-audit", "--no-fund"]))
        .context("cannot install the page's npm packages")?;
    stamp.write(&wanted)
}

fn build(ui: &Path) -> Result<()> {
    let stamp = Stamp::new(&ui.join("node_modules"), "build");
    if stamp.says(&state(ui)?) && page(ui).is_file() {
        eprintln!("    page: up to date");
        return Ok(());
    }
    let before = sources(ui)?;
    run(npm(ui).args(["run", "build"])).context("cannot build the page")?;
    if !page(ui).is_file() {
        bail!(
            "`npm run build` in ui/ ended well, but did not write {}",
            page(ui).display()
        );
    }
    // A file that was edited during the build may not be in it: then the next set-up builds again.
    if sources(ui)? == before {
        stamp.write(&state(ui)?)?;
    }
    Ok(())
}

fn page(ui: &Path) -> PathBuf {
    ui.join("dist/index.html")
}

/// What `npm ci` depends on. Some packages bring a binary for one system only, and a checkout can
/// be shared between two (a container and its host).
fn packages(ui: &Path) -> Result<String> {
    let fingerprint = Fingerprint::new()
        .text(std::env::consts::OS)
        .text(std::env::consts::ARCH)
        .file(&ui.join("package.json"))?
        .file(&ui.join("package-lock.json"))?;
    Ok(fingerprint.finish())
}

fn sources(ui: &Path) -> Result<String> {
    Ok(Fingerprint::new().tree(ui, is_no_source)?.finish())
}

/// What the build writes: the window's page, the page SDK's scripts that `numberauth serve` serves, and its npm package.
const OUTPUTS: [&str; 3] = ["dist", "dist-sdk", "src/sdk/dist"];

/// The sources and what was made from them. With the output in it, a deleted `dist`, or the
/// placeholder that the root build.rs puts there, is noticed too.
fn state(ui: &Path) -> Result<String> {
    let output = OUTPUTS
        .iter()
        .try_fold(Fingerprint::new(), |output, folder| {
            output.text(folder).tree(&ui.join(folder), is_packed)
        })?;
    Ok(format!("{} {}", sources(ui)?, output.finish()))
}

/// `npm pack` adds the package's types, which the build does not write.
fn is_packed(name: &str) -> bool {
    name == "types"
}

fn is_no_source(name: &str) -> bool {
    matches!(
        name,
        "node_modules" | "dist" | "dist-sdk" | "coverage" | "test-results"
    ) || name.ends_with(".tsbuildinfo")
        // Vite writes its configuration to such a file for a moment, and reads it back.
        || name.contains(".timestamp-")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// A page whose build copies a file and writes down that it ran: real npm, no network.
    fn small_page() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(
            "package.json",
            r#"{"name":"p","version":"1.0.0","private":true,"scripts":{"build":"node build.mjs"}}"#,
        );
        write(
            "package-lock.json",
            r#"{"name":"p","version":"1.0.0","lockfileVersion":3,"requires":true,
                "packages":{"":{"name":"p","version":"1.0.0"}}}"#,
        );
        write("index.html", "first");
        write(
            "build.mjs",
            "import fs from 'node:fs';
             fs.mkdirSync('dist', { recursive: true });
             fs.copyFileSync('index.html', 'dist/index.html');
             fs.mkdirSync('dist-sdk', { recursive: true });
             fs.writeFileSync('dist-sdk/numberauth.js', 'built');
             fs.appendFileSync('node_modules/builds', 'x');",
        );
        folder
    }

    fn builds(ui: &Path) -> usize {
        fs::read(ui.join("node_modules/builds")).map_or(0, |text| text.len())
    }

    #[test]
    fn the_page_is_built_again_only_when_something_changed() {
        let folder = small_page();
        let ui = folder.path();
        fs::create_dir(ui.join("node_modules")).unwrap();

        build(ui).unwrap();
        build(ui).unwrap();
        assert_eq!(builds(ui), 1, "nothing changed");

        fs::write(ui.join("index.html"), "second").unwrap();
        build(ui).unwrap();
        assert_eq!(builds(ui), 2, "a source changed");
        assert_eq!(fs::read_to_string(page(ui)).unwrap(), "second");

        fs::write(page(ui), "placeholder").unwrap();
        build(ui).unwrap();
        assert_eq!(builds(ui), 3, "the output was replaced");

        fs::remove_dir_all(ui.join("dist")).unwrap();
        build(ui).unwrap();
        assert_eq!(builds(ui), 4, "the output was deleted");

        fs::write(ui.join("dist-sdk/numberauth.js"), "older").unwrap();
        build(ui).unwrap();
        assert_eq!(builds(ui), 5, "the page SDK's output was replaced");
    }

    #[test]
    fn packages_are_installed_once_for_a_lock_file() {
        let folder = small_page();
        let ui = folder.path();
        install(ui).unwrap();
        let sentinel = ui.join("node_modules/sentinel");
        fs::write(&sentinel, "").unwrap();

        install(ui).unwrap();
        assert!(sentinel.exists(), "npm ci would have emptied the folder");

        let lock = ui.join("package-lock.json");
        let text = fs::read_to_string(&lock).unwrap() + "\n";
        fs::write(lock, text).unwrap();
        install(ui).unwrap();
        assert!(!sentinel.exists(), "the lock file changed");
    }

    #[test]
    fn a_build_without_a_page_is_an_error() {
        let folder = small_page();
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::write(folder.path().join("build.mjs"), "").unwrap();
        let error = build(folder.path()).unwrap_err().to_string();
        assert!(error.contains("did not write"), "{error}");
    }

    #[test]
    fn no_lock_file_is_an_error_that_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let error = install(folder.path()).unwrap_err().to_string();
        assert!(error.contains("package-lock.json is missing"), "{error}");
    }

    #[test]
    fn what_tools_write_is_no_source() {
        for name in [
            "node_modules",
            "dist",
            "dist-sdk",
            "tsconfig.tsbuildinfo",
            "vite.config.ts.timestamp-17-a.mjs",
        ] {
            assert!(is_no_source(name), "{name}");
        }
        for name in ["src", "index.html", "package-lock.json", "distance.ts"] {
            assert!(!is_no_source(name), "{name}");
        }
    }
}
