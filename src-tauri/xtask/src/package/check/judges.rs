//! The programs that know how a package, a desktop entry and metadata of an app store are to be.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{
    command::{answer, command, run, shown},
    package::tree::{METAINFO, NAME},
};

/// What the rpm must bring, as `rpm --query` lists it.
const IN_THE_RPM: [&str; 9] = [
    "/usr/bin/numberauth",
    "/usr/bin/numberauth-lab",
    "/usr/share/applications/numberauth-lab.desktop",
    "/usr/share/bash-completion/completions/numberauth",
    "/usr/share/icons/hicolor/scalable/apps/numberauth-lab.svg",
    "/usr/share/licenses/numberauth-lab/LICENSE-MIT",
    "/usr/share/man/man1/numberauth.1.gz",
    "/usr/share/metainfo/io.github.numberauth_lab.metainfo.xml",
    "/usr/share/numberauth-lab/scenarios/cm-login.json",
];

/// Asks them all; the first that finds something ends it.
pub(super) fn ask(deb: &Path, rpm: &Path, work: &Path) -> Result<()> {
    let out = work.join("unpacked");
    fs::create_dir_all(&out)?;
    run(command("dpkg-deb").arg("--extract").arg(deb).arg(&out))?;
    let share = out.join("usr/share");
    ask_lintian(deb)?;
    run(command("desktop-file-validate").arg(share.join(format!("applications/{NAME}.desktop"))))
        .context("the desktop entry is wrong")?;
    run(command("appstreamcli")
        .args(["validate", "--no-net", "--pedantic", "--no-color"])
        .arg(share.join("metainfo").join(METAINFO)))
    .context("the metainfo is wrong")?;
    read_the_pages(&share.join("man/man1"))?;
    judge_the_c_library(&out.join("usr/bin"), deb)?;
    judge_the_rpm(rpm)
}

/// Lintian, down to what it only finds pedantic.
fn ask_lintian(deb: &Path) -> Result<()> {
    let version = answer(command("lintian").arg("--print-version"))
        .context("lintian does not start, or does not tell its version")?;
    if !reads_our_overrides(&version)? {
        println!(
            "    lintian {version} is not asked: it reads no overrides with a place in brackets, which came with 2.115"
        );
        return Ok(());
    }
    run(command("lintian")
        .args([
            "--allow-root",
            "--info",
            "--tag-display-limit",
            "0",
            "--pedantic",
            "--display-info",
        ])
        .args(["--fail-on", "error,warning,info,pedantic"])
        .arg(deb))
    .context("lintian found something in the deb (above). Mend it; override it only with a reason")
}

/// Whether this lintian knows the form of `packaging/lintian-overrides`.
fn reads_our_overrides(version: &str) -> Result<bool> {
    let mut numbers = version
        .trim()
        .split(['.', '-', '~', '+'])
        .map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Ok((major, minor) >= (2, 115)),
        _ => bail!("`lintian --print-version` says \"{version}\", which is no version"),
    }
}

/// Whether `man` shows each page without complaint.
fn read_the_pages(folder: &Path) -> Result<()> {
    let mut count = 0;
    for entry in
        fs::read_dir(folder).with_context(|| format!("no pages in {}", folder.display()))?
    {
        let page = entry?.path();
        let mut man = command("man");
        man.args(["--warnings", "--local-file"]).arg(&page);
        man.env("MANWIDTH", "80")
            .env("LC_ALL", "C.UTF-8")
            .env("MANROFFSEQ", "");
        let output = man
            .output()
            .with_context(|| format!("cannot start `{}`", shown(&man)))?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || !complaint.is_empty() || output.stdout.is_empty() {
            bail!("man complains about {}: {complaint}", page.display());
        }
        count += 1;
    }
    eprintln!("    {count} manual pages are read without complaint");
    Ok(())
}

/// Whether the programs do with the C library that the deb declares.
fn judge_the_c_library(programs: &Path, deb: &Path) -> Result<()> {
    let mut ask = command("dpkg-deb");
    ask.arg("--field").arg(deb).arg("Depends");
    let depends = answer(&mut ask).with_context(|| format!("`{}` failed", shown(&ask)))?;
    let declared = declared_c_library(&depends);
    let declared =
        declared.with_context(|| format!("the deb declares no libc6 (>= …): {depends}"))?;
    for program in ["numberauth", NAME] {
        let mut list = command("objdump");
        list.arg("--dynamic-syms").arg(programs.join(program));
        let symbols = answer(&mut list).with_context(|| format!("`{}` failed", shown(&list)))?;
        let asked = newest_c_library(&symbols);
        let asked = asked.with_context(|| format!("{program} asks for no C library"))?;
        eprintln!("    {program} asks for glibc {}.{}", asked.0, asked.1);
        if asked > declared {
            bail!(
                "{program} needs glibc {}.{}, and the packages declare {}.{}: build on an older system, or say so in \
                 src-tauri/packaging/linux.json",
                asked.0,
                asked.1,
                declared.0,
                declared.1
            );
        }
    }
    Ok(())
}

/// As in `libc6 (>= 2.34), libgcc-s1`.
fn declared_c_library(depends: &str) -> Option<(u32, u32)> {
    let (_, after) = depends.split_once("libc6 (>= ")?;
    version(after.split(')').next()?)
}

/// The highest of all `GLIBC_2.34` in a list of symbols.
fn newest_c_library(symbols: &str) -> Option<(u32, u32)> {
    let words = symbols.split(|c: char| c.is_whitespace() || "()".contains(c));
    words
        .filter_map(|word| version(word.strip_prefix("GLIBC_")?))
        .max()
}

/// The first two numbers of a version.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn judge_the_rpm(rpm: &Path) -> Result<()> {
    let query = |what: &str| {
        let mut command = command("rpm");
        command.args(["--query", "--package", what]).arg(rpm);
        answer(&mut command).with_context(|| format!("`{}` failed", shown(&command)))
    };
    let files = query("--list")?;
    let missing: Vec<_> = IN_THE_RPM
        .iter()
        .filter(|wanted| !files.lines().any(|file| file == **wanted))
        .collect();
    if !missing.is_empty() {
        bail!("the rpm does not bring {missing:?}");
    }
    let needs = query("--requires")?;
    for need in ["libc.so.6", "libgtk-3.so.0", "libwebkit2gtk-4.1.so.0"] {
        if !needs.contains(need) {
            bail!("the rpm does not ask for {need}, but for:\n{needs}");
        }
    }
    run(command("rpm")
        .args(["--checksig", "--nosignature"])
        .arg(rpm))?;
    eprintln!(
        "    rpm: {} files; asks for {}",
        files.lines().count(),
        needs.replace('\n', ", ")
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lintian_that_cannot_read_our_overrides_is_told_by_its_version() {
        for (version, reads) in [
            ("2.114.0ubuntu1.4", false),
            ("2.115.0", true),
            ("2.116.3+deb12u1", true),
            ("3.0", true),
        ] {
            assert_eq!(reads_our_overrides(version).unwrap(), reads, "{version}");
        }
        let error = reads_our_overrides("lintian").unwrap_err().to_string();
        assert!(error.contains("which is no version"), "{error}");
    }

    #[test]
    fn the_newest_c_library_is_found_by_number_and_not_by_letter() {
        let symbols = "0000 DF *UND* 0000 (GLIBC_2.9) read\n0000 DF *UND* 0000 (GLIBC_2.34) pthread_create\n\
            0000 DF *UND* 0000 (GLIBC_2.2.5) write\n0000 DF *UND* 0000 (GCC_3.0) _Unwind_Resume\n";
        assert_eq!(newest_c_library(symbols), Some((2, 34)));
        assert_eq!(newest_c_library("nothing"), None);
    }

    #[test]
    fn what_is_declared_is_read_among_other_needs() {
        let depends = "libgcc-s1, libc6 (>= 2.34), libgtk-3-0";
        assert_eq!(declared_c_library(depends), Some((2, 34)));
        assert_eq!(declared_c_library("libgcc-s1 (>= 3.0)"), None);
    }
}
