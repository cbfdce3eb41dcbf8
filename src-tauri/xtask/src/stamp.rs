//! A small file that says what was done last, beside what was done.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// A stamp in a folder that git ignores.
pub(crate) struct Stamp(PathBuf);

impl Stamp {
    pub(crate) fn new(folder: &Path, name: &str) -> Self {
        Self(folder.join(format!(".xtask-{name}")))
    }

    pub(crate) fn says(&self, wanted: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|found| found == wanted)
    }

    pub(crate) fn write(&self, done: &str) -> Result<()> {
        // npm makes no node_modules when a package has no dependencies.
        self.0
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&self.0, done))
            .with_context(|| format!("cannot write {}", self.0.display()))
    }
}
