//! `cargo xtask package`: the program as files that a stranger installs, in `target/package`.
//!
//! On Linux a deb and an rpm, elsewhere that system's installer, by Tauri's own bundler; and everywhere the command line as an
//! archive, with the checksums of all. What is in them is staged first (`tree`), and how they are made is told by
//! `docs/packaging.md`.

mod archive;
mod bundle;
mod changelog;
mod check;
mod checksums;
mod contents;
mod day;
mod limits;
mod programs;
mod tree;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{checkout::Checkout, setup, steps::Steps, system_packages::Purpose};

use self::{contents::Contents, limits::Limits};

/// The program's version, which the workspace's Cargo.toml alone states.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is asked for beside the packages that can be made everywhere.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Options {
    /// Then installs the deb into a fresh Debian and looks at everything (Linux, as root)
    #[arg(long)]
    check: bool,
    /// An `AppImage` too (Linux; Tauri downloads what it needs for it)
    #[arg(long)]
    appimage: bool,
}

/// What was made.
pub(crate) struct Made {
    /// The files for the public, in the order of their names.
    files: Vec<PathBuf>,
    /// Where they and the intermediate files are.
    folder: PathBuf,
    /// The window's program.
    window: PathBuf,
    /// The command.
    command: PathBuf,
}

impl Made {
    /// The one package with this ending.
    fn package(&self, ending: &str) -> Result<&Path> {
        let is_it = |file: &&PathBuf| file.extension().is_some_and(|found| found == ending);
        let found = self.files.iter().find(is_it);
        Ok(found.with_context(|| format!("no {ending} was made"))?)
    }
}

/// Makes the packages, holds them to their limits, and checks them if that is asked for.
pub(crate) fn run(checkout: &Checkout, options: Options) -> Result<()> {
    if options.check {
        check::can_be_done()?;
    }
    let mut steps = Steps::default();
    let made = make(checkout, options, &mut steps)?;
    let limits = steps.step("limits", || Limits::measure(checkout, &made))?;
    println!("\n{limits}");
    // Told before the long check, and judged after it: both are wanted.
    let checked = if options.check {
        check::run(&made, &mut steps)
    } else {
        Ok(())
    };
    eprint!("\n{}", steps.summary());
    checked.and_then(|()| limits.judge())?;
    println!("packages in {}:", made.folder.display());
    for file in &made.files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("    {name}");
    }
    Ok(())
}

fn make(checkout: &Checkout, options: Options, steps: &mut Steps) -> Result<Made> {
    let purpose = if options.check {
        Purpose::Package
    } else {
        Purpose::Build
    };
    steps.step("set-up", || setup::run(checkout, purpose))?;
    let folder = checkout.target().join("package");
    forget(&folder)?;
    let [window, command] = steps.step("programs", || programs::build(checkout))?;
    let contents = steps.step("contents", || Contents::make(checkout, &folder, &command))?;
    let mut files = steps.step("packages", || {
        bundle::make(checkout, &folder, &contents, options.appimage)
    })?;
    files.push(steps.step("archive", || archive::make(&folder, &contents))?);
    files.sort();
    files.push(checksums::write(&folder, &files)?);
    Ok(Made {
        files,
        folder,
        window,
        command,
    })
}

/// What the folder holds afterwards is of this run.
fn forget(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot empty {}", folder.display()));
        }
        _ => {}
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}
