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
    .context(
        "lintian found something in the deb (above). Mend it; override it only with a reason",
    )?;
    run(command("desktop-file-validate").arg(share.join(format!("applications/{NAME}.desktop"))))
        .context("the desktop entry is wrong")?;
    run(command("appstreamcli")
        .args(["validate", "--no-net", "--pedantic", "--no-color"])
        .arg(share.join("metainfo").join(METAINFO)))
    .context("the metainfo is wrong")?;
    read_the_pages(&share.join("man/man1"))?;
    judge_the_rpm(rpm)
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
