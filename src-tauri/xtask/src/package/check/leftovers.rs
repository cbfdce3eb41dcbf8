//! What a package leaves behind when it is removed, and what it takes along that was not its own.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use crate::package::tree::NAME;

/// Where apt and dpkg keep their own records: there a removed package may be remembered, but not by files of its own name.
const RECORDS: [&str; 5] = [
    "/var/cache/apt",
    "/var/lib/apt",
    "/var/lib/dpkg",
    "/var/log/apt",
    "/var/log/dpkg.log",
];

/// The difference between a system before the package came and after it went.
pub(super) struct Leftovers {
    /// Files in the user's home: they are the user's own.
    own: Vec<PathBuf>,
    /// Files elsewhere.
    left: Vec<PathBuf>,
    /// What was there before and is gone.
    gone: Vec<PathBuf>,
}

impl Leftovers {
    pub(super) fn between(
        before: &BTreeSet<PathBuf>,
        after: &BTreeSet<PathBuf>,
        home: &Path,
    ) -> Self {
        let new = after.difference(before).filter(|path| !is_record(path));
        let (own, left) = new.cloned().partition(|path| path.starts_with(home));
        let gone = before.difference(after).filter(|path| !is_record(path));
        Self {
            own,
            left,
            gone: gone.cloned().collect(),
        }
    }

    /// Fails where anything but the user's own files is left, or anything is missing.
    pub(super) fn judge(&self) -> Result<()> {
        let listed = |paths: &[PathBuf]| {
            let lines: Vec<_> = paths
                .iter()
                .map(|path| format!("\n    {}", path.display()))
                .collect();
            lines.concat()
        };
        if !self.left.is_empty() {
            bail!(
                "the package was removed and left behind:{}",
                listed(&self.left)
            );
        }
        if !self.gone.is_empty() {
            bail!(
                "the package was removed and took along what it did not bring:{}",
                listed(&self.gone)
            );
        }
        Ok(())
    }
}

impl fmt::Display for Leftovers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "    left outside of the home: {}; in it, the user's own:",
            self.left.len()
        )?;
        self.own
            .iter()
            .try_for_each(|path| writeln!(f, "        {}", path.display()))
    }
}

fn is_record(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    RECORDS.iter().any(|record| path.starts_with(record)) && !name.starts_with(NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(paths: &[&str]) -> BTreeSet<PathBuf> {
        paths.iter().map(PathBuf::from).collect()
    }

    fn judged(before: &[&str], after: &[&str]) -> Result<()> {
        Leftovers::between(&set(before), &set(after), Path::new("/home/tester")).judge()
    }

    #[test]
    fn the_users_own_files_may_stay() {
        let after = [
            "/usr",
            "/home/tester/.local/share/io.github.numberauth-lab/settings.json",
        ];
        assert!(judged(&["/usr"], &after).is_ok());
    }

    #[test]
    fn a_file_that_is_left_is_told_by_its_path() {
        for left in [
            "/etc/numberauth.conf",
            "/usr/share/numberauth-lab",
            "/home/tester2/x",
            "/var/lib/dpkg/info/numberauth-lab.list",
        ] {
            let error = judged(&["/usr"], &["/usr", left]).unwrap_err().to_string();
            assert!(error.contains(left), "{error}");
        }
    }

    #[test]
    fn what_the_package_did_not_bring_must_stay() {
        let error = judged(&["/usr", "/usr/share/zsh"], &["/usr"])
            .unwrap_err()
            .to_string();
        assert!(error.contains("/usr/share/zsh"), "{error}");
    }

    #[test]
    fn the_package_manager_may_keep_its_records() {
        let after = [
            "/var/log/apt/history.log",
            "/var/lib/dpkg/status-old",
            "/var/lib/apt/extended_states",
        ];
        assert!(judged(&["/var/log/dpkg.log"], &after).is_ok());
    }
}
