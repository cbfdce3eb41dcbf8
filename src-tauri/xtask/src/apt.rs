//! Debian and Ubuntu: asking dpkg what is installed, and apt-get to install the rest.

use std::{collections::BTreeSet, process::Stdio};

use anyhow::{Context, Result, bail};

use crate::{
    command::{answer, command, find},
    interrupt,
};

/// How apt-get can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Authority {
    Root,
    Sudo,
    Neither,
}

/// Which of the packages are installed.
pub(crate) fn installed(packages: &[&str]) -> Result<BTreeSet<String>> {
    // It exits with 1 when it knows nothing of one of them, and still tells of the others.
    let output = command("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Abbrev}|${Package}\\n"])
        .args(packages)
        .stderr(Stdio::null())
        .output()
        .context("cannot start dpkg-query")?;
    Ok(parse_installed(&String::from_utf8_lossy(&output.stdout)))
}

/// `ii |xvfb`: wanted and installed. `rc ` is removed with its configuration kept, `un ` unknown.
fn parse_installed(listing: &str) -> BTreeSet<String> {
    listing
        .lines()
        .filter_map(|line| line.split_once('|'))
        // The first letter is what is wanted (`h` is held), the second what is.
        .filter(|(status, _)| status.chars().nth(1) == Some('i') && status.trim_end().len() == 2)
        .map(|(_, package)| package.to_owned())
        .collect()
}

/// Installs packages. Every command is shown before it runs.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let authority = authority();
    let commands = commands(authority, packages);
    let listed = listed(&commands);
    if authority == Authority::Neither {
        bail!(
            "system packages are missing, and this user is neither root nor has sudo. Run this as \
             root, then the same command again:\n{listed}"
        );
    }
    eprintln!("    they are installed by:\n{listed}");
    let [update, install] = commands;
    if run(&update).is_err() {
        interrupt::check()?;
        // One broken source of many fails the update; the packages may still be had.
        eprintln!("    apt-get update failed; trying to install all the same");
    }
    run(&install)
        .with_context(|| format!("cannot install the missing system packages by\n{listed}"))
}

fn authority() -> Authority {
    if answer(command("id").arg("-u")).as_deref() == Some("0") {
        Authority::Root
    } else if find("sudo").is_some() {
        Authority::Sudo
    } else {
        Authority::Neither
    }
}

fn commands(authority: Authority, packages: &[&str]) -> [Vec<String>; 2] {
    let sudo: &[&str] = match authority {
        Authority::Sudo => &["sudo"],
        Authority::Root | Authority::Neither => &[],
    };
    // A fresh Ubuntu updates itself in the background: wait for its lock instead of failing.
    let apt = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=300",
    ];
    let line = |words: &[&str]| {
        [sudo, &apt, words]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    [line(&["update"]), line(&install)]
}

fn listed(commands: &[Vec<String>]) -> String {
    let lines: Vec<_> = commands
        .iter()
        .map(|words| format!("        {}", words.join(" ")))
        .collect();
    lines.join("\n")
}

/// Runs one line with the terminal, for sudo's question. Not stopped by us: on Ctrl-C apt-get and
/// dpkg end by themselves at a point where the system is whole.
fn run(words: &[String]) -> Result<()> {
    interrupt::check()?;
    let [program, arguments @ ..] = words else {
        return Ok(());
    };
    let status = command(program)
        .args(arguments)
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    interrupt::check()?;
    if !status.success() {
        bail!("{program} failed ({status})");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_packages_count_as_installed() {
        let listing =
            "ii |pkg-config\nhi |xvfb\nrc |dbus\nun |xauth\niU |webkit2gtk-driver\niF |a\niiR|b\n";
        let installed: Vec<_> = parse_installed(listing).into_iter().collect();
        assert_eq!(installed, ["pkg-config", "xvfb"]);
    }

    #[test]
    fn root_runs_apt_get_without_questions() {
        let commands = commands(Authority::Root, &["xauth", "xvfb"]);
        assert_eq!(
            listed(&commands),
            "        env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update\n        \
             env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install --yes \
             --no-install-recommends xauth xvfb"
        );
    }

    #[test]
    fn others_run_it_by_sudo() {
        for line in commands(Authority::Sudo, &["xvfb"]) {
            assert_eq!(line[0], "sudo");
            // `sudo VARIABLE=… program` may be forbidden; `env` is not.
            assert_eq!(line[1], "env");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_package_that_nobody_has_is_not_installed() {
        if find("dpkg-query").is_some() {
            let found = installed(&["dpkg", "numberauth-no-such-package"]).unwrap();
            assert_eq!(found.into_iter().collect::<Vec<_>>(), ["dpkg"]);
        }
    }
}
