//! What goes into the packages beside the window's program, made once for all of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::day::Day;
use crate::{
    checkout::Checkout,
    command::{cargo, run},
    notices::texts,
};

/// Where each part is.
pub(super) struct Contents {
    /// The repository, for what is taken as it is.
    pub(super) root: PathBuf,
    /// The command.
    pub(super) command: PathBuf,
    /// Manual pages and completions, laid out as below /usr/share.
    pub(super) manual: PathBuf,
    /// The licences of what others made.
    pub(super) notices: PathBuf,
    /// What everything is dated with.
    pub(super) day: Day,
}

impl Contents {
    /// Makes what is made by programs.
    pub(super) fn make(checkout: &Checkout, folder: &Path, command: &Path) -> Result<Self> {
        let contents = Self {
            root: checkout.root().to_owned(),
            command: command.to_owned(),
            manual: folder.join("work/manual"),
            notices: folder.join("work/THIRD-PARTY-NOTICES.txt"),
            day: Day::find(checkout)?,
        };
        run(cargo(checkout.root())
            .args([
                "run",
                "--quiet",
                "--locked",
                "--package",
                "numberauth-manual",
                "--",
            ])
            .args(["--date", &contents.day.iso()])
            .arg(&contents.manual))
        .context("cannot write the manual pages and the completions")?;
        texts::write(checkout, &contents.notices)?;
        Ok(contents)
    }

    /// A file of `src-tauri/packaging`, with the version and the day in their places.
    pub(super) fn form(&self, name: &str) -> Result<String> {
        let file = self.root.join("src-tauri/packaging").join(name);
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(text
            .replace("@VERSION@", super::VERSION)
            .replace("@DAY@", &self.day.iso()))
    }

    /// The manual pages, in the order of their names.
    pub(super) fn pages(&self) -> Result<Vec<PathBuf>> {
        files(&self.manual.join("man/man1"))
    }

    /// The shipped scenarios, in the order of their names.
    pub(super) fn scenarios(&self) -> Result<Vec<PathBuf>> {
        files(&self.root.join("src-tauri/crates/scenario/scenarios"))
    }

    /// The schemas of scenarios and reports.
    pub(super) fn schemas(&self) -> Result<Vec<PathBuf>> {
        files(&self.root.join("docs/schema"))
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.sort();
    Ok(files)
}
