use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{LiveProfile, ProfileDraft, ProfileError};

/// The desktop program's identifier, which names its folder.
const IDENTIFIER: &str = "io.github.numberauth-lab";
/// The file's name.
const FILE: &str = "live-profiles.json";
/// The file's form; a newer program may raise it.
const SCHEMA_VERSION: u32 = 1;
/// So much of an unknown form is told, in characters.
const LONGEST_VERSION: usize = 40;
/// A file longer than this is none of ours, in bytes.
const LONGEST_FILE: u64 = 4 * 1024 * 1024;
/// The mark that some editors put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The folder of the desktop program's data, the same that Tauri gives it; `None` where the system names none.
#[must_use]
pub fn default_folder() -> Option<PathBuf> {
    dirs::data_dir().map(|folder| folder.join(IDENTIFIER))
}

/// The profiles, in a file. Never a secret in it.
#[derive(Debug)]
pub struct ProfileStore {
    file: PathBuf,
    profiles: Mutex<Vec<LiveProfile>>,
    set_aside: Option<SetAside>,
    access: Access,
}

/// What an opened store may do with its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Write,
    Read,
}

/// A file that could not be read as a whole, and was set aside, unless the store only reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SetAside {
    /// The name that it has now.
    pub(crate) file: String,
    /// So many profiles in it could still be read, and are kept.
    pub(crate) kept: usize,
}

/// Why profiles cannot be read or kept.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file cannot be read, or not be set aside.
    #[error("{file} cannot be read: {source}")]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is of a newer program. It was not touched.
    #[error(
        "{file} was written by a newer version of this program (form {version}); it was not touched"
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its form, as JSON.
        version: String,
    },
    /// The file cannot be written; what was there before is still there.
    #[error("{file} cannot be written: {source}")]
    NotSaved {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no such profile.
    #[error("there is no profile of that name")]
    NoSuchProfile,
    /// Another profile has the name.
    #[error("another profile has that name")]
    NameTaken,
    /// A field of the profile cannot be.
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

#[derive(Serialize)]
struct Written<'a> {
    schema_version: u32,
    profiles: Vec<&'a ProfileDraft>,
}

#[derive(Deserialize)]
struct Version {
    schema_version: Value,
}

/// What else there is, a later program may have added: it is ignored.
#[derive(Deserialize)]
struct Read {
    #[expect(dead_code, reason = "read first, as `Version`")]
    schema_version: u64,
    profiles: Vec<Value>,
}

impl ProfileStore {
    /// Reads the profiles in `folder`; no file is no profile. A file that is broken is set aside under another name,
    /// never overwritten, and what can be read of it is kept.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_with(folder, Access::Write)
    }

    /// Reads the profiles in `folder`, and never changes anything there: a broken file stays where it is, and nothing
    /// can be saved.
    pub fn open_to_read(folder: &Path) -> Result<Self, StoreError> {
        Self::open_with(folder, Access::Read)
    }

    fn open_with(folder: &Path, access: Access) -> Result<Self, StoreError> {
        let file = folder.join(FILE);
        let unreadable = |source| StoreError::Unreadable {
            file: file.clone(),
            source,
        };
        let Some(bytes) = read(&file).map_err(unreadable)? else {
            return Ok(Self::of(file, Vec::new(), None, access));
        };
        if let Ok(Version { schema_version }) = serde_json::from_slice(&bytes)
            && is_unknown(&schema_version)
        {
            let version = schema_version.to_string();
            return Err(StoreError::Newer {
                file,
                version: version.chars().take(LONGEST_VERSION).collect(),
            });
        }
        let (profiles, whole) = understood(&bytes);
        if whole {
            return Ok(Self::of(file, profiles, None, access));
        }
        let kept = profiles.len();
        if access == Access::Read {
            let file_name = FILE.to_owned();
            let untouched = SetAside {
                file: file_name,
                kept,
            };
            return Ok(Self::of(file, profiles, Some(untouched), access));
        }
        let set_aside = SetAside {
            file: set_aside(&file).map_err(unreadable)?,
            kept,
        };
        tracing::warn!(
            file = set_aside.file,
            "the profiles' file was broken and is set aside"
        );
        let store = Self::of(file, profiles, Some(set_aside), access);
        let kept = store.list();
        if !kept.is_empty() {
            store.write(&kept)?;
        }
        Ok(store)
    }

    fn of(
        file: PathBuf,
        profiles: Vec<LiveProfile>,
        set_aside: Option<SetAside>,
        access: Access,
    ) -> Self {
        Self {
            file,
            profiles: Mutex::new(profiles),
            set_aside,
            access,
        }
    }

    /// The profiles, by name.
    #[must_use]
    pub fn list(&self) -> Vec<LiveProfile> {
        self.profiles().clone()
    }

    /// The profile of that name.
    pub fn get(&self, name: &str) -> Result<LiveProfile, StoreError> {
        let profiles = self.profiles();
        let found = profiles.iter().find(|profile| profile.name() == name);
        found.cloned().ok_or(StoreError::NoSuchProfile)
    }

    /// Keeps a profile: a new one, or one in the place of `replaced`.
    pub fn save(&self, profile: &LiveProfile, replaced: Option<&str>) -> Result<(), StoreError> {
        let mut profiles = self.profiles();
        let mut next = profiles.clone();
        if let Some(replaced) = replaced {
            let at = next.iter().position(|known| known.name() == replaced);
            next.remove(at.ok_or(StoreError::NoSuchProfile)?);
        }
        if next.iter().any(|known| known.name() == profile.name()) {
            return Err(StoreError::NameTaken);
        }
        next.push(profile.clone());
        next.sort_by(|a, b| a.name().cmp(b.name()));
        self.write(&next)?;
        *profiles = next;
        Ok(())
    }

    /// Forgets a profile, and gives it.
    pub fn delete(&self, name: &str) -> Result<LiveProfile, StoreError> {
        let mut profiles = self.profiles();
        let mut next = profiles.clone();
        let at = next.iter().position(|known| known.name() == name);
        let deleted = next.remove(at.ok_or(StoreError::NoSuchProfile)?);
        self.write(&next)?;
        *profiles = next;
        Ok(deleted)
    }

    pub(crate) fn set_aside(&self) -> Option<&SetAside> {
        self.set_aside.as_ref()
    }

    /// Writes the file: whole or not at all.
    fn write(&self, profiles: &[LiveProfile]) -> Result<(), StoreError> {
        let not_saved = |source| StoreError::NotSaved {
            file: self.file.clone(),
            source,
        };
        if self.access == Access::Read {
            return Err(not_saved(std::io::Error::other("opened to read only")));
        }
        let written = Written {
            schema_version: SCHEMA_VERSION,
            profiles: profiles.iter().map(LiveProfile::draft).collect(),
        };
        write_whole(&self.file, &written).map_err(not_saved)
    }

    fn profiles(&self) -> MutexGuard<'_, Vec<LiveProfile>> {
        // The list is replaced whole: a panic elsewhere cannot leave it half changed.
        self.profiles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file's bytes, without the byte order mark that some editors put before them; `None` if there is no file.
fn read(file: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match std::fs::metadata(file) {
        Ok(about) if about.len() > LONGEST_FILE => Ok(Some(Vec::new())),
        Ok(_) => {
            let mut bytes = std::fs::read(file)?;
            if bytes.starts_with(BYTE_ORDER_MARK) {
                bytes.drain(..BYTE_ORDER_MARK.len());
            }
            Ok(Some(bytes))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a file's form is one of another program's: a number or a word that this one does not write.
fn is_unknown(version: &Value) -> bool {
    version.is_string() || version.is_number() && version.as_u64() != Some(SCHEMA_VERSION.into())
}

/// The profiles that can be read, and whether that is all of the file.
fn understood(bytes: &[u8]) -> (Vec<LiveProfile>, bool) {
    let Ok(Read { profiles, .. }) = serde_json::from_slice(bytes) else {
        return (Vec::new(), false);
    };
    let all = profiles.len();
    let mut kept: Vec<LiveProfile> = Vec::with_capacity(all);
    for value in profiles {
        let profile = serde_json::from_value::<ProfileDraft>(value)
            .ok()
            .and_then(|draft| LiveProfile::parse(&draft).ok());
        if let Some(profile) = profile
            && !kept.iter().any(|known| known.name() == profile.name())
        {
            kept.push(profile);
        }
    }
    kept.sort_by(|a, b| a.name().cmp(b.name()));
    let whole = kept.len() == all;
    (kept, whole)
}

/// Moves a broken file to the first free name beside it, and gives that name.
fn set_aside(file: &Path) -> std::io::Result<String> {
    let name = (1..1_000)
        .map(|n| format!("live-profiles.broken-{n}.json"))
        .find(|name| !file.with_file_name(name).exists())
        .ok_or_else(|| std::io::Error::other("no free name to set the broken file aside"))?;
    std::fs::rename(file, file.with_file_name(&name))?;
    Ok(name)
}

fn write_whole(file: &Path, written: &Written<'_>) -> std::io::Result<()> {
    let folder = file
        .parent()
        .ok_or_else(|| std::io::Error::other("no folder"))?;
    std::fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(&serde_json::to_vec_pretty(written)?)?;
    temporary.write_all(b"\n")?;
    temporary.as_file().sync_all()?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}
