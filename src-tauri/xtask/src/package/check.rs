//! `cargo xtask package --check`: is what was made what a user needs?
//!
//! The packages are judged by Debian's and freedesktop's own programs; then the deb is installed into a fresh system with what it
//! declares and nothing else, its window is waited for, its command runs, and it is taken away again.

mod display;
mod fresh_system;
mod judges;
mod leftovers;
mod painted;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use self::{display::Display, fresh_system::FreshSystem, leftovers::Leftovers};
use super::{Made, VERSION, tree::NAME};
use crate::{
    command::{answer, command},
    interrupt,
    steps::Steps,
};

/// How long the window may take until something is on it. The bare figure is printed; this only ends the wait.
const PATIENCE: Duration = Duration::from_mins(1);
/// What the window looks like then.
const PICTURE: &str = "first-frame.png";

/// Fails with what to do where a fresh system cannot be made, before the long build.
pub(super) fn can_be_done() -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!(
            "--check installs a deb into a fresh Debian, which needs Linux. Leave --check out here"
        );
    }
    if answer(command("id").arg("-u")).as_deref() != Some("0") {
        bail!(
            "--check makes a root folder with a Debian in it and mounts /proc there: it needs root. Run the same command by root \
             (sudo --preserve-env=PATH,CARGO_HOME,RUSTUP_HOME), or leave --check out"
        );
    }
    Ok(())
}

pub(super) fn run(made: &Made, steps: &mut Steps) -> Result<()> {
    let deb = made.package("deb")?;
    let rpm = made.package("rpm")?;
    steps.step("judges", || {
        judges::ask(deb, rpm, &made.folder.join("work"))
    })?;
    let system = steps.step("a fresh system", || {
        FreshSystem::make(&made.folder.join("work"))
    })?;
    let before = steps.step("what the deb declares", || {
        system.install_dependencies(deb)?;
        system.files()
    })?;
    steps.step("install", || install(&system, deb))?;
    steps.step("the command", || try_the_command(&system))?;
    let picture = made.folder.join(PICTURE);
    steps.step("the window", || watch_the_window(&system, &picture))?;
    steps.step("remove", || {
        system.as_root(&["apt-get", "purge", "--yes", NAME])?;
        let left = Leftovers::between(&before, &system.files()?, Path::new(fresh_system::HOME));
        eprint!("{left}");
        left.judge()
    })
}

/// Installs the deb, and nothing beside it.
fn install(system: &FreshSystem, deb: &Path) -> Result<()> {
    let before = system.packages()?;
    system.install_deb(deb)?;
    let after = system.packages()?;
    let new: BTreeSet<_> = after.difference(&before).map(String::as_str).collect();
    if new != BTreeSet::from([NAME]) {
        bail!("installing the deb was to bring {NAME} and brought {new:?}");
    }
    Ok(())
}

fn try_the_command(system: &FreshSystem) -> Result<()> {
    for program in ["numberauth", NAME] {
        let told = system.answer(&[program, "--version"])?;
        let expected = format!("{program} {VERSION}");
        if told.trim() != expected {
            bail!(
                "`{program} --version` says `{}`, not `{expected}`",
                told.trim()
            );
        }
    }
    let told = system.answer(&["numberauth", "matrix"])?;
    let last = told.lines().rev().find(|line| !line.is_empty());
    eprintln!("    numberauth matrix: {}", last.unwrap_or_default());
    let library = format!("/usr/share/{NAME}/scenarios");
    let scenarios: Vec<_> = system
        .files()?
        .into_iter()
        .filter(|file| file.starts_with(&library) && file.extension().is_some())
        .map(|file| file.display().to_string())
        .collect();
    let mut validate = vec!["numberauth", "validate"];
    validate.extend(scenarios.iter().map(String::as_str));
    system.answer(&validate)?;
    eprintln!(
        "    numberauth validate: {} installed scenarios",
        scenarios.len()
    );
    Ok(())
}

/// Starts the window, waits for what it paints, and keeps a picture.
fn watch_the_window(system: &FreshSystem, picture: &Path) -> Result<()> {
    let display = Display::start()?;
    let begun = Instant::now();
    let mut window = system.start_window(&display)?;
    let frame = loop {
        interrupt::check()?;
        if let Some(status) = window.ended()? {
            bail!(
                "the window's program ended ({status}) before it painted anything; its last words are above"
            );
        }
        let frame = display.frame()?;
        if frame.is_painted() {
            break frame;
        }
        if begun.elapsed() > PATIENCE {
            fs::write(picture, frame.png()?)?;
            bail!(
                "nothing was painted in {} s; what was seen is in {}",
                PATIENCE.as_secs(),
                picture.display()
            );
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    eprintln!("    painted after {:.1} s", begun.elapsed().as_secs_f64());
    // The picture is for a person: with what comes in after the first frame.
    std::thread::sleep(Duration::from_secs(2));
    if let Some(status) = window.ended()? {
        bail!("the window's program ended ({status}) after its first frame");
    }
    let settled = display.frame()?;
    let shown = if settled.is_painted() { settled } else { frame };
    fs::write(picture, shown.png()?)
        .with_context(|| format!("cannot write {}", picture.display()))?;
    eprintln!("    its picture: {}", picture.display());
    Ok(())
}

/// Every path below a folder, as seen from inside it. Other file systems that are mounted there are left out.
fn walk(root: &Path, skipped: &[&str]) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let inside = Path::new("/").join(entry.path().strip_prefix(root)?);
            if skipped.iter().any(|skip| inside == Path::new(skip)) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            }
            found.insert(inside);
        }
    }
    Ok(found)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_told_as_seen_from_inside() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["usr/bin", "proc/1"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        fs::write(root.path().join("usr/bin/numberauth"), "").unwrap();
        let found = walk(root.path(), &["/proc"]).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        assert_eq!(found, ["/usr", "/usr/bin", "/usr/bin/numberauth"]);
    }
}
