//! `cargo xtask screenshots`: every state of every view, in both languages and themes, made by the window tests that reach them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    checkout::Checkout,
    command::{check, run as run_command},
    palette,
    sandbox::Sandbox,
    setup,
    system_packages::Purpose,
    tally::Runner,
    watch,
};

/// The tests that make pictures: of each state in each look, and of small windows. A view that audits its states pictures them there.
const GALLERY: [&str; 11] = [
    "gallery::",
    "reflow::",
    "bench::",
    "codes::",
    "consent::",
    "habits::",
    "live::",
    "live_calls::",
    "log::",
    "outcome::",
    "stage::",
];
/// The test that makes the README's, and how their names begin.
const README: (&str, &str) = ("gallery::the_readme", "readme-");
/// Tells the tests to make each picture in every look (tests/e2e/pictures.rs).
const EVERY_LOOK: &str = "NUMBERAUTH_PICTURES";

/// Makes the pictures in `target/screenshots`; for the README only its own, which go into `docs/images`.
pub(crate) fn run(checkout: &Checkout, readme: bool) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("pictures are made through WebKitWebDriver, which is on Linux only");
    }
    eprintln!("==> set-up");
    setup::run(checkout, Purpose::Test)?;
    eprintln!("==> pictures");
    let folder = checkout.root().join("target/screenshots");
    forget(&folder)?;
    make(checkout, if readme { &[README.0] } else { &GALLERY })?;
    if readme {
        return for_readme(&folder, &checkout.root().join("docs/images"));
    }
    let count = pictures(&folder, "")?.len();
    println!("{count} pictures in {}", folder.display());
    Ok(())
}

/// What the folder holds afterwards is of this run.
fn forget(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot empty {}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn make(checkout: &Checkout, tests: &[&str]) -> Result<()> {
    let target = ["test", "-p", "numberauth-lab", "--test", "e2e"];
    let sandbox = Sandbox::new()?;
    run_command(
        sandbox
            .cargo(checkout.root(), false)
            .args(target)
            .arg("--no-run"),
    )
    .context("the window tests do not compile")?;
    let mut command = sandbox.cargo(checkout.root(), true);
    command.args(target).arg("--").args(tests);
    command.env(EVERY_LOOK, "1");
    let (status, tally) = watch::run(&mut command, Runner::Libtest)?;
    check(&command, status).context("not every picture was made")?;
    if tally.passed == 0 {
        bail!("no picture was made: tests/e2e has no test called {tests:?}");
    }
    Ok(())
}

/// The pictures in a folder whose names begin so, in order.
fn pictures(folder: &Path, prefix: &str) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let is_picture = path.extension().is_some_and(|ending| ending == "png");
        if is_picture && name.is_some_and(|name| name.starts_with(prefix)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn for_readme(from: &Path, to: &Path) -> Result<()> {
    for path in pictures(from, README.1)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let target = to.join(name.trim_start_matches(README.1));
        let picture = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let small = palette::shrink(&picture).with_context(|| path.display().to_string())?;
        fs::write(&target, &small).with_context(|| format!("cannot write {}", target.display()))?;
        println!(
            "{}: {} kB ({} kB before)",
            target.display(),
            small.len() / 1000,
            picture.len() / 1000
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_that_make_pictures_are_where_they_are_looked_for() {
        let root = Checkout::find().unwrap().root().to_owned();
        let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
        let gallery = read("tests/e2e/gallery.rs");
        let (_, readme) = README.0.split_once("::").unwrap();
        assert!(gallery.contains(&format!("async fn {readme}()")));
        assert!(gallery.contains(&format!("\"{}", README.1)));
        assert!(read("tests/e2e/pictures.rs").contains(EVERY_LOOK));
        for module in GALLERY {
            let file = format!("tests/e2e/{}.rs", module.trim_end_matches(':'));
            assert!(read(&file).contains("#[tokio::test]"), "{file}");
        }
    }

    #[test]
    fn the_readmes_pictures_lose_their_prefix_and_others_stay_out() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "readme-login-zh.png",
            "login-start-zh-light.png",
            "readme-notes.txt",
        ] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names: Vec<_> = pictures(folder.path(), README.1)
            .unwrap()
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["readme-login-zh.png"]);
    }
}
