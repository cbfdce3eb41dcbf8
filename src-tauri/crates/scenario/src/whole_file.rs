//! Files are written whole or not at all.

use std::io::{Error, Write as _};
use std::path::Path;

/// Writes a file beside its place and moves it there; the folder is made if it is not there. What was there before stays
/// if anything fails.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| Error::other("a path without a folder"))?;
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
