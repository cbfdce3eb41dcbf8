//! A fresh Debian in a folder, of the same release and from the same mirror as this machine's, with nothing but what apt needs.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result, bail};

use super::{Display, walk};
use crate::{
    command::{answer, command, run, shown, status_of},
    interrupt,
};

/// An ordinary user of it, by number: the name would be looked up outside. Nobody, who is known inside and outside: the session bus
/// refuses a user that it cannot look up.
pub(super) const USER: &str = "65534";
pub(super) const HOME: &str = "/home/tester";
/// Its runtime folder.
const RUNTIME: &str = "/run/tester";
/// What is mounted from outside, and what holds no files or none that outlive a session.
const NOT_ITS_OWN: [&str; 4] = ["/dev", "/proc", "/run", "/sys"];

/// Mounts what programs expect, in a view of the file systems that ends with the command, as do all processes that it leaves.
const INSIDE: &str =
    r#"mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$@""#;

/// The folder is deleted when this is dropped.
pub(super) struct FreshSystem {
    root: PathBuf,
}

impl FreshSystem {
    /// Makes it below a folder.
    pub(super) fn make(work: &Path) -> Result<Self> {
        let sources = sources()?;
        let main = sources.first().context("no source")?;
        let system = Self {
            root: work.join("root"),
        };
        run(command("debootstrap")
            .args(["--variant=minbase", &main.codename])
            .arg(&system.root)
            .arg(&main.mirror)
            // Two hundred lines; what goes wrong is on stderr.
            .stdout(Stdio::null()))
        .context("debootstrap cannot make a fresh system from this machine's mirror")?;
        let lines: Vec<_> = sources.iter().map(Source::line).collect();
        system.write("etc/apt/sources.list", &lines.concat())?;
        // The way to the mirror, as this machine knows it.
        system.write("etc/apt/apt.conf.d/90outside", &ways_out()?)?;
        for file in ["etc/resolv.conf", "etc/hosts"] {
            let outside = Path::new("/").join(file);
            if let Ok(text) = fs::read_to_string(&outside) {
                system.write(file, &text)?;
            }
        }
        // Nothing that a package would like to start is started.
        system.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")?;
        system.as_root(&["chmod", "755", "/usr/sbin/policy-rc.d"])?;
        for folder in [HOME, RUNTIME] {
            system.as_root(&[
                "install",
                "--directory",
                "--mode=700",
                "--owner",
                USER,
                "--group",
                USER,
                folder,
            ])?;
        }
        system.as_root(&["apt-get", "update"])?;
        Ok(system)
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        let file = self.root.join(file);
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Installs what the deb declares, and of that not what is only recommended.
    pub(super) fn install_dependencies(&self, deb: &Path) -> Result<()> {
        let mut ask = command("dpkg-deb");
        ask.arg("--field").arg(deb).arg("Depends");
        let declared = answer(&mut ask).with_context(|| format!("`{}` failed", shown(&ask)))?;
        eprintln!("    it declares: {declared}");
        // As apt takes it: a package of nothing but needs would do as well, but leave a trace.
        let mut install = vec!["apt-get", "satisfy", "--yes", "--no-install-recommends"];
        install.push(&declared);
        self.as_root(&install)
    }

    pub(super) fn install_deb(&self, deb: &Path) -> Result<()> {
        let inside = "/tmp/package.deb";
        fs::copy(deb, self.root.join("tmp/package.deb"))?;
        self.as_root(&[
            "apt-get",
            "install",
            "--yes",
            "--no-install-recommends",
            inside,
        ])?;
        Ok(fs::remove_file(self.root.join("tmp/package.deb"))?)
    }

    /// The names of all installed packages.
    pub(super) fn packages(&self) -> Result<BTreeSet<String>> {
        let mut ask = self.inside("0");
        ask.args(["dpkg-query", "--show", "--showformat=${Package}\\n"]);
        let listed = answer(&mut ask).context("dpkg-query does not answer in the fresh system")?;
        Ok(listed.lines().map(str::to_owned).collect())
    }

    /// Every path of it.
    pub(super) fn files(&self) -> Result<BTreeSet<PathBuf>> {
        walk(&self.root, &NOT_ITS_OWN)
    }

    /// Runs a command in it as root.
    pub(super) fn as_root(&self, words: &[&str]) -> Result<()> {
        let shown = format!("{} (inside)", words.join(" "));
        let mut command = self.inside("0");
        command
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let status = status_of(&shown, &mut command)?;
        interrupt::check()?;
        if !status.success() {
            bail!("`{shown}` failed in the fresh system ({status})");
        }
        Ok(())
    }

    /// What a command says that the ordinary user runs.
    pub(super) fn answer(&self, words: &[&str]) -> Result<String> {
        let mut command = self.inside(USER);
        command.args(words).stdin(Stdio::null());
        let shown = words.iter().take(4).copied().collect::<Vec<_>>().join(" ");
        eprintln!("    $ {shown}");
        let output = command
            .output()
            .with_context(|| format!("cannot start `{shown}` in the fresh system"))?;
        if !output.status.success() {
            bail!(
                "`{shown}` failed in the fresh system ({}):\n{}{}",
                output.status,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Starts the window as the ordinary user.
    pub(super) fn start_window(&self, display: &Display) -> Result<Window> {
        let mut command = self.inside(USER);
        command.args(["env", &format!("DISPLAY={}", display.name)]);
        command.arg(format!("DBUS_SESSION_BUS_ADDRESS={}", display.bus_address));
        // No one reads the screen aloud there.
        command.arg("NO_AT_BRIDGE=1");
        command.arg("numberauth-lab").stdin(Stdio::null());
        let child = command.spawn().context("cannot start the window")?;
        Ok(Window(child))
    }

    /// The beginning of a command that runs inside, as a user of this number, with an environment of its own.
    fn inside(&self, user: &str) -> Command {
        let (home, language) = if user == USER {
            (HOME, "C.UTF-8")
        } else {
            ("/root", "C.UTF-8")
        };
        let mut command = command("unshare");
        command.args([
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--",
            "sh",
            "-c",
            INSIDE,
        ]);
        command
            .arg(&self.root)
            .arg(format!("--userspec={user}:{user}"));
        command
            .arg(&self.root)
            .args(["env", "--ignore-environment"]);
        command.args([
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND=noninteractive",
            &format!("HOME={home}"),
            &format!("LANG={language}"),
            &format!("XDG_RUNTIME_DIR={RUNTIME}"),
        ]);
        command
    }
}

impl Drop for FreshSystem {
    fn drop(&mut self) {
        // Nothing is mounted there from outside: each command had a view of its own.
        if let Err(error) = fs::remove_dir_all(&self.root) {
            eprintln!("    {} stays: {error}", self.root.display());
        }
    }
}

/// The window's program, which ends with this.
pub(super) struct Window(Child);

impl Window {
    /// How it ended, if it has.
    pub(super) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.0.try_wait()?)
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A source of packages that this machine's apt uses.
#[derive(Debug, PartialEq, Eq)]
struct Source {
    codename: String,
    components: Vec<String>,
    mirror: String,
}

impl Source {
    fn line(&self) -> String {
        format!(
            "deb {} {} {}\n",
            self.mirror,
            self.codename,
            self.components.join(" ")
        )
    }
}

/// Those of the distribution itself; the release comes before its updates.
fn sources() -> Result<Vec<Source>> {
    let form = "$(CREATED_BY)|$(ORIGIN)|$(RELEASE)|$(COMPONENT)|$(REPO_URI)";
    let mut ask = command("apt-get");
    ask.args(["indextargets", "--format", form]);
    let listed = answer(&mut ask).with_context(|| format!("`{}` failed", shown(&ask)))?;
    let mut sources = parse_sources(&listed);
    for source in &mut sources {
        source.mirror = direct(&source.mirror)?;
    }
    if sources.is_empty() {
        bail!(
            "apt-get indextargets names no source of Debian or Ubuntu: is `apt-get update` needed?"
        );
    }
    Ok(sources)
}

fn parse_sources(listed: &str) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for line in listed.lines() {
        let ["Packages", "Debian" | "Ubuntu", codename, component, mirror] =
            line.split('|').collect::<Vec<_>>()[..]
        else {
            continue;
        };
        let same = |known: &&mut Source| known.codename == codename && known.mirror == mirror;
        match sources.iter_mut().find(same) {
            Some(known) if known.components.iter().any(|known| known == component) => {}
            Some(known) => known.components.push(component.to_owned()),
            None => sources.push(Source {
                codename: codename.to_owned(),
                components: vec![component.to_owned()],
                mirror: mirror.to_owned(),
            }),
        }
    }
    // `bookworm` before `bookworm-updates`.
    sources.sort_by_key(|source| source.codename.contains('-'));
    sources
}

/// The mirror's own address, for debootstrap: where a file lists several mirrors (`mirror+file:/etc/apt/mirrors.txt`), the first of
/// them.
fn direct(mirror: &str) -> Result<String> {
    let Some(list) = mirror.strip_prefix("mirror+file:") else {
        return Ok(mirror.to_owned());
    };
    let text = fs::read_to_string(list).with_context(|| format!("cannot read apt's {list}"))?;
    let first = text.lines().find_map(|line| line.split_whitespace().next());
    let first = first.with_context(|| format!("apt's {list} lists no mirror"))?;
    Ok(first.to_owned())
}

/// Proxies and the like from apt's own configuration.
fn ways_out() -> Result<String> {
    let mut ask = command("apt-config");
    let listed = answer(ask.arg("dump")).context("`apt-config dump` failed")?;
    let mut text = String::new();
    for line in listed.lines() {
        if [
            "Acquire::http::",
            "Acquire::https::",
            "Acquire::Retries",
            "Acquire::Check-",
        ]
        .iter()
        .any(|beginning| line.starts_with(beginning))
        {
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_comes_first_and_strangers_stay_out() {
        let listed = "Packages|Debian|bookworm-updates|main|http://mirror.example/debian/\n\
            Packages|Debian|bookworm|main|http://mirror.example/debian/\n\
            Packages|Debian|bookworm|contrib|http://mirror.example/debian/\n\
            Translations|Debian|bookworm|main|http://mirror.example/debian/\n\
            Packages|Another|nodistro|main|https://packages.example/node/\n";
        let lines: Vec<_> = parse_sources(listed).iter().map(Source::line).collect();
        assert_eq!(
            lines,
            [
                "deb http://mirror.example/debian/ bookworm main contrib\n",
                "deb http://mirror.example/debian/ bookworm-updates main\n"
            ]
        );
    }

    #[test]
    fn of_a_list_of_mirrors_the_first_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("mirrors.txt");
        fs::write(
            &list,
            "http://near.example/ubuntu/\tpriority:1\nhttp://far.example/ubuntu/\n",
        )
        .unwrap();
        let listed = format!("mirror+file:{}", list.display());
        assert_eq!(direct(&listed).unwrap(), "http://near.example/ubuntu/");
        assert_eq!(
            direct("http://mirror.example/debian/").unwrap(),
            "http://mirror.example/debian/"
        );
        fs::write(&list, "").unwrap();
        assert!(direct(&listed).is_err());
    }

    #[test]
    fn a_command_inside_sees_nothing_of_the_environment_outside() {
        let system = FreshSystem {
            root: PathBuf::from("/nowhere/root"),
        };
        let shown = shown(&system.inside(USER));
        for part in [
            "--ignore-environment",
            "HOME=/home/tester",
            "--userspec=65534:65534",
            "--kill-child",
        ] {
            assert!(shown.contains(part), "{shown}");
        }
    }
}
