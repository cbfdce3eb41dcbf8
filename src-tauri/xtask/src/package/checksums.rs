//! `SHA256SUMS`, as `sha256sum --check` reads it.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

const NAME: &str = "SHA256SUMS";

/// Writes the sums of the files, all in one folder, beside them.
pub(super) fn write(folder: &Path, files: &[PathBuf]) -> Result<PathBuf> {
    let mut text = String::new();
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.file_name().context("a file without a name")?;
        let sum = hex::encode(Sha256::digest(&bytes));
        writeln!(text, "{sum}  {}", name.to_string_lossy())?;
    }
    let sums = folder.join(NAME);
    fs::write(&sums, text).with_context(|| format!("cannot write {}", sums.display()))?;
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_those_that_sha256sum_prints() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.deb");
        fs::write(&file, "abc").unwrap();
        let sums = write(folder.path(), &[file]).unwrap();
        assert_eq!(
            fs::read_to_string(sums).unwrap(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.deb\n"
        );
    }
}
