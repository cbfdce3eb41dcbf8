//! The command line as an archive for those who install nothing: unpack it anywhere and start it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use tar::{Builder, EntryType, Header};

use super::{
    contents::Contents,
    tree::{gzip, name, read},
};

/// Writes `numberauth-VERSION-ARCHITECTURE-SYSTEM.tar.gz`.
pub(super) fn make(folder: &Path, contents: &Contents) -> Result<PathBuf> {
    let (version, architecture, system) =
        (super::VERSION, std::env::consts::ARCH, std::env::consts::OS);
    let top = format!("numberauth-{version}-{architecture}-{system}");
    let packed = pack(&files(contents)?, &top, contents.day.seconds())?;
    let file = folder.join(format!("{top}.tar.gz"));
    fs::write(&file, gzip(&packed)?).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// A file in the archive: where it is there, what is in it, and whether it is a program.
struct Packed(String, Vec<u8>, bool);

fn files(contents: &Contents) -> Result<Vec<Packed>> {
    let command = format!("numberauth{}", std::env::consts::EXE_SUFFIX);
    let mut files = vec![
        Packed(command, read(&contents.command)?, true),
        Packed(
            "README.md".into(),
            contents.form("README.md")?.into_bytes(),
            false,
        ),
        Packed(
            "THIRD-PARTY-NOTICES.txt".into(),
            read(&contents.notices)?,
            false,
        ),
    ];
    for file in ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        files.push(Packed(file.into(), read(&contents.root.join(file))?, false));
    }
    for (from, to) in [
        ("bash-completion/completions/numberauth", "numberauth.bash"),
        ("zsh/vendor-completions/_numberauth", "_numberauth"),
        (
            "fish/vendor_completions.d/numberauth.fish",
            "numberauth.fish",
        ),
    ] {
        let text = read(&contents.manual.join(from))?;
        files.push(Packed(format!("completions/{to}"), text, false));
    }
    let mut add = |folder: &str, from: &Path| -> Result<()> {
        let inside = format!("{folder}/{}", name(from)?);
        files.push(Packed(inside, read(from)?, false));
        Ok(())
    };
    for page in contents.pages()? {
        // The window's is not in here.
        if !page.ends_with("numberauth-lab.1") {
            add("man/man1", &page)?;
        }
    }
    for scenario in contents.scenarios()? {
        add("scenarios", &scenario)?;
    }
    for schema in contents.schemas()? {
        add("schema", &schema)?;
    }
    Ok(files)
}

/// One folder with the files, all of one moment and of nobody.
fn pack(files: &[Packed], top: &str, moment: u64) -> Result<Vec<u8>> {
    let mut builder = Builder::new(Vec::new());
    for Packed(path, bytes, is_program) in files {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(if *is_program { 0o755 } else { 0o644 });
        header.set_mtime(moment);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, format!("{top}/{path}"), bytes.as_slice())?;
    }
    Ok(builder.into_inner()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_archive() {
        let files = [
            Packed("numberauth".into(), b"program".to_vec(), true),
            Packed("man/man1/numberauth.1".into(), b"page".to_vec(), false),
        ];
        let packed = pack(&files, "top", 1_767_225_600).unwrap();
        assert_eq!(packed, pack(&files, "top", 1_767_225_600).unwrap());
        let mut archive = tar::Archive::new(packed.as_slice());
        let entries: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let header = entry.header();
                (
                    entry.path().unwrap().display().to_string(),
                    header.mode().unwrap(),
                    header.mtime().unwrap(),
                    header.uid().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            entries,
            [
                ("top/numberauth".to_owned(), 0o755, 1_767_225_600, 0),
                (
                    "top/man/man1/numberauth.1".to_owned(),
                    0o644,
                    1_767_225_600,
                    0
                ),
            ]
        );
    }
}
