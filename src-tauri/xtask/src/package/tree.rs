//! What a Linux package puts below /usr beside the window's program, its desktop entry and its icons, which Tauri's bundler adds.

use std::{fs, io::Write as _, path::Path};

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};

use super::contents::Contents;
use crate::icons;

/// The package's name.
pub(super) const NAME: &str = "numberauth-lab";
/// Who the program is to app stores: a name that may have no hyphen.
pub(super) const METAINFO: &str = "io.github.numberauth_lab.metainfo.xml";

/// Whose customs a package follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Customs {
    /// Debian's, and an `AppImage`'s, which has none.
    Debian,
    /// Fedora's, for the rpm.
    Fedora,
}

impl Customs {
    /// Where zsh looks for completions, below share.
    const fn zsh(self) -> &'static str {
        match self {
            Self::Debian => "zsh/vendor-completions",
            Self::Fedora => "zsh/site-functions",
        }
    }
}

/// Lays everything out below a folder that stands for /usr.
pub(super) fn lay_out(contents: &Contents, customs: Customs, usr: &Path) -> Result<()> {
    let share = usr.join("share");
    let own = share.join(NAME);
    let doc = share.join("doc").join(NAME);
    put(
        &usr.join("bin/numberauth"),
        &read(&contents.command)?,
        0o755,
    )?;
    for page in contents.pages()? {
        let name = format!("{}.gz", name(&page)?);
        put(
            &share.join("man/man1").join(name),
            &gzip(&read(&page)?)?,
            0o644,
        )?;
    }
    complete(contents, customs, &share)?;
    for (folder, files) in [
        ("scenarios", contents.scenarios()?),
        ("schema", contents.schemas()?),
    ] {
        for file in files {
            put(&own.join(folder).join(name(&file)?), &read(&file)?, 0o644)?;
        }
    }
    let metainfo = contents.form(METAINFO)?;
    put(
        &share.join("metainfo").join(METAINFO),
        metainfo.as_bytes(),
        0o644,
    )?;
    let drawing = read(&contents.root.join(icons::DRAWING))?;
    let icon = format!("icons/hicolor/scalable/apps/{NAME}.svg");
    put(&share.join(icon), &drawing, 0o644)?;
    let notices = gzip(&read(&contents.notices)?)?;
    put(&doc.join("THIRD-PARTY-NOTICES.txt.gz"), &notices, 0o644)?;
    match customs {
        Customs::Debian => {
            let copyright = contents.form("copyright")?;
            put(&doc.join("copyright"), copyright.as_bytes(), 0o644)?;
            let overrides = contents.form("lintian-overrides")?;
            put(
                &share.join("lintian/overrides").join(NAME),
                overrides.as_bytes(),
                0o644,
            )
        }
        Customs::Fedora => ["LICENSE-APACHE", "LICENSE-MIT"]
            .iter()
            .try_for_each(|licence| {
                let text = read(&contents.root.join(licence))?;
                put(
                    &share.join("licenses").join(NAME).join(licence),
                    &text,
                    0o644,
                )
            }),
    }
}

fn complete(contents: &Contents, customs: Customs, share: &Path) -> Result<()> {
    for (from, to) in [
        ("bash-completion/completions", "bash-completion/completions"),
        ("zsh/vendor-completions", customs.zsh()),
        ("fish/vendor_completions.d", "fish/vendor_completions.d"),
    ] {
        let folder = contents.manual.join(from);
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let file = entry?.path();
            put(&share.join(to).join(name(&file)?), &read(&file)?, 0o644)?;
        }
    }
    Ok(())
}

/// A file's name.
pub(super) fn name(file: &Path) -> Result<String> {
    let name = file.file_name().and_then(|name| name.to_str());
    Ok(name
        .with_context(|| format!("{} has no name", file.display()))?
        .to_owned())
}

/// A file's content.
pub(super) fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Compressed as Debian asks: the hardest, with no name and no time.
pub(super) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Writes a file with the rights it is to have, whatever this user's habits are.
pub(super) fn put(file: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let folder = file.parent().context("a file without a folder")?;
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(file, bytes)?;
        allow(file, mode)
    };
    write().with_context(|| format!("cannot write {}", file.display()))
}

/// Gives a file or folder these rights, where there are such.
#[cfg(unix)]
pub(super) fn allow(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn allow(_: &Path, _: u32) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{checkout::Checkout, package::day::Day};

    fn laid_out(customs: Customs) -> (tempfile::TempDir, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path().join("work");
        let manual = work.join("manual");
        for (place, file) in [
            ("man/man1", "numberauth.1"),
            ("bash-completion/completions", "numberauth"),
            ("zsh/vendor-completions", "_numberauth"),
            ("fish/vendor_completions.d", "numberauth.fish"),
        ] {
            put(&manual.join(place).join(file), b"text", 0o644).unwrap();
        }
        let contents = Contents {
            root: Checkout::find().unwrap().root().to_owned(),
            command: manual.join("man/man1/numberauth.1"),
            notices: manual.join("man/man1/numberauth.1"),
            manual,
            day: Day::find(&Checkout::find().unwrap()).unwrap(),
        };
        let usr = work.join("usr");
        lay_out(&contents, customs, &usr).unwrap();
        let mut found = Vec::new();
        list(&usr, &usr, &mut found);
        (folder, found)
    }

    fn list(root: &Path, folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                list(root, &path, found);
            } else {
                let inside = path.strip_prefix(root).unwrap().display().to_string();
                found.push(inside.replace('\\', "/"));
            }
        }
    }

    #[test]
    fn a_package_brings_all_that_a_user_looks_for() {
        let (_kept, files) = laid_out(Customs::Debian);
        for file in [
            "bin/numberauth",
            "share/man/man1/numberauth.1.gz",
            "share/bash-completion/completions/numberauth",
            "share/zsh/vendor-completions/_numberauth",
            "share/fish/vendor_completions.d/numberauth.fish",
            "share/metainfo/io.github.numberauth_lab.metainfo.xml",
            "share/icons/hicolor/scalable/apps/numberauth-lab.svg",
            "share/doc/numberauth-lab/copyright",
            "share/doc/numberauth-lab/THIRD-PARTY-NOTICES.txt.gz",
            "share/numberauth-lab/scenarios/cm-login.json",
            "share/numberauth-lab/schema/scenario.schema.json",
        ] {
            assert!(files.iter().any(|found| found == file), "{file}: {files:?}");
        }
    }

    #[test]
    fn fedora_has_its_licences_and_zsh_elsewhere() {
        let (_kept, files) = laid_out(Customs::Fedora);
        for file in [
            "share/zsh/site-functions/_numberauth",
            "share/licenses/numberauth-lab/LICENSE-MIT",
            "share/licenses/numberauth-lab/LICENSE-APACHE",
        ] {
            assert!(files.iter().any(|found| found == file), "{file}: {files:?}");
        }
        assert!(!files.iter().any(|file| file.ends_with("/copyright")));
    }

    #[cfg(unix)]
    #[test]
    fn everybody_may_read_what_is_installed_and_run_the_command() {
        use std::os::unix::fs::PermissionsExt as _;
        let (kept, _) = laid_out(Customs::Debian);
        let mode = |path: &str| {
            let path = kept.path().join("work/usr").join(path);
            fs::metadata(path).unwrap().permissions().mode() & 0o7777
        };
        assert_eq!(mode("bin/numberauth"), 0o755);
        assert_eq!(mode("share/doc/numberauth-lab/copyright"), 0o644);
    }

    #[test]
    fn the_metainfo_tells_this_version_and_its_day() {
        let (kept, _) = laid_out(Customs::Debian);
        let file = kept.path().join("work/usr/share/metainfo").join(METAINFO);
        let text = fs::read_to_string(file).unwrap();
        let release = format!("<release version=\"{}\" date=\"20", crate::package::VERSION);
        assert!(text.contains(&release), "{text}");
        assert!(!text.contains('@'), "{text}");
    }
}
