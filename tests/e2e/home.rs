use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The program's own home: no test sees another one's settings, and nobody's own are touched.
pub(crate) struct Home {
    folder: TempDir,
    more: Vec<(&'static str, OsString)>,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("numberauth-window-")
            .tempdir();
        Self {
            folder: folder.unwrap(),
            more: Vec::new(),
        }
    }

    /// A home in which the program also finds this variable in its environment.
    pub(crate) fn and(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    /// A home in which the program finds this settings file.
    pub(crate) fn with_settings(settings: &str) -> Self {
        let home = Self::new();
        std::fs::create_dir_all(home.data()).unwrap();
        std::fs::write(home.settings(), settings).unwrap();
        home
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// For the program's environment; by the XDG base directory specification.
    pub(crate) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let path = self.path();
        let folders = [
            ("HOME", path.to_owned()),
            ("XDG_DATA_HOME", path.join("data")),
            ("XDG_CONFIG_HOME", path.join("config")),
            ("XDG_CACHE_HOME", path.join("cache")),
        ];
        let folders = folders.map(|(name, path)| (name, path.into_os_string()));
        folders
            .into_iter()
            .chain(self.more.iter().cloned())
            .collect()
    }

    /// Where the program keeps its data: the identifier is tauri.conf.json's.
    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data/io.github.numberauth-lab")
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.data().join("settings.json")
    }

    /// Where the program remembers its windows' places.
    pub(crate) fn places(&self) -> PathBuf {
        self.data().join("windows.json")
    }

    /// Every file below the home, whatever made it.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    walk(&entry.path(), found);
                } else if kind.is_file() {
                    found.push(entry.path());
                }
            }
        }
        let mut found = Vec::new();
        walk(self.path(), &mut found);
        found
    }
}
