use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long what the program leaves behind may still change. Machines are noisy.
const SETTLED: Duration = Duration::from_secs(30);

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

    /// Fails if any file below the home has one of these texts in it. The web view's own processes outlive the
    /// program by a moment, and tidy up: if a file went away between its listing and its reading, all are read again.
    pub(crate) fn assert_no_file_has(&self, texts: &[&str]) {
        let end = Instant::now() + SETTLED;
        loop {
            let files = self.files();
            let read: Result<Vec<_>, _> = files.iter().map(std::fs::read).collect();
            match read {
                Ok(contents) => {
                    assert!(!files.is_empty(), "the program left no file");
                    for (file, bytes) in files.iter().zip(contents) {
                        for text in texts {
                            let found = bytes
                                .windows(text.len())
                                .any(|part| part == text.as_bytes());
                            assert!(!found, "{text} is in {}", file.display());
                        }
                    }
                    return;
                }
                Err(gone) if gone.kind() == ErrorKind::NotFound && Instant::now() < end => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(error) => panic!("a file of {}: {error}", self.path().display()),
            }
        }
    }
}
