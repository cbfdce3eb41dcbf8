//! A fingerprint of files: has anything changed since the last time?
//!
//! Contents and not times, because a fresh checkout or a branch switch gives files new times.
//! The hash is the standard library's: it only has to notice a change, and a build again after a
//! new Rust version (which may change it) costs a second.

use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    io::{self, ErrorKind},
    path::Path,
};

use anyhow::{Context, Result};

/// A fingerprint in the making.
pub(crate) struct Fingerprint(DefaultHasher);

impl Fingerprint {
    pub(crate) fn new() -> Self {
        Self(DefaultHasher::new())
    }

    /// Adds a text, separated from its neighbours.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.part(text.as_bytes());
        self
    }

    /// Adds a file's contents.
    pub(crate) fn file(mut self, file: &Path) -> Result<Self> {
        let contents = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        self.part(&contents);
        Ok(self)
    }

    /// Adds every file below a folder: names and contents, less what `skip` names.
    /// A folder that is not there is an empty one.
    pub(crate) fn tree(mut self, folder: &Path, skip: fn(&str) -> bool) -> Result<Self> {
        self.walk(folder, skip)
            .with_context(|| format!("cannot read the files below {}", folder.display()))?;
        Ok(self)
    }

    pub(crate) fn finish(self) -> String {
        format!("{:016x}", self.0.finish())
    }

    fn walk(&mut self, folder: &Path, skip: fn(&str) -> bool) -> io::Result<()> {
        let Some(entries) = unless_gone(fs::read_dir(folder))? else {
            return Ok(());
        };
        let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if skip(&name) {
                continue;
            }
            self.part(name.as_bytes());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.walk(&entry.path(), skip)?;
                // Where a folder ends is a part of the tree's shape.
                self.part(b"/");
            } else if kind.is_file()
                && let Some(contents) = unless_gone(fs::read(entry.path()))?
            {
                self.part(&contents);
            }
        }
        Ok(())
    }

    fn part(&mut self, bytes: &[u8]) {
        // The length first, so that "ab" + "c" is not "a" + "bc".
        self.0.write_usize(bytes.len());
        self.0.write(bytes);
    }
}

/// An editor's temporary file may go away between the listing and the reading.
fn unless_gone<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &Path) -> String {
        let skip = |name: &str| name == "node_modules";
        Fingerprint::new().tree(folder, skip).unwrap().finish()
    }

    fn write(folder: &Path, name: &str, contents: &str) {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, contents).unwrap();
    }

    #[test]
    fn changes_with_contents_names_and_shape_and_only_then() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        write(folder, "src/a.ts", "one");
        write(folder, "src/b.ts", "two");
        let first = of(folder);
        assert_eq!(of(folder), first);

        write(folder, "src/a.ts", "one");
        write(folder, "node_modules/vite/index.js", "skipped");
        assert_eq!(
            of(folder),
            first,
            "a new time or a skipped folder is no change"
        );

        write(folder, "src/a.ts", "One");
        let second = of(folder);
        assert_ne!(second, first);

        fs::rename(folder.join("src/a.ts"), folder.join("src/c.ts")).unwrap();
        let third = of(folder);
        assert_ne!(third, second);

        fs::rename(folder.join("src/c.ts"), folder.join("c.ts")).unwrap();
        assert_ne!(of(folder), third);
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(of(&folder.path().join("none")), of(folder.path()));
    }

    #[test]
    fn neighbours_do_not_run_together() {
        let one = Fingerprint::new().text("ab").text("c").finish();
        let two = Fingerprint::new().text("a").text("bc").finish();
        assert_ne!(one, two);
    }

    #[test]
    fn a_missing_file_is_an_error_that_names_it() {
        let error = Fingerprint::new()
            .file(Path::new("/no/lock.json"))
            .err()
            .unwrap();
        assert!(error.to_string().contains("lock.json"));
    }
}
