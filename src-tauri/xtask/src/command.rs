//! Starting other programs: a clean environment, an echo of what is run, an error that says what failed.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::interrupt;

/// npm is a batch file on Windows, and `Command` does not guess endings.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// A command without the variables that the outer `cargo run` set for xtask itself.
///
/// Build scripts that watch these variables (`ring`'s does) would run again at each change
/// between `cargo build` and `cargo xtask`.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if is_cargos_own(&name) {
            command.env_remove(name);
        }
    }
    command
}

fn is_cargos_own(name: &OsStr) -> bool {
    name.to_str()
        .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
}

/// The path of the cargo that runs xtask, so that all steps use one toolchain.
pub(crate) fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// A cargo command in the given folder.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = command(cargo_program());
    command.current_dir(folder);
    command
}

/// An npm command in the page's folder.
pub(crate) fn npm(ui: &Path) -> Command {
    let mut command = command(NPM);
    command.current_dir(ui);
    command
}

/// Runs a command with this program's own stdout and stderr, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = status(command.stdin(Stdio::null()))?;
    check(command, status)
}

/// Runs a command to its end and tells how it ended. Ctrl-C and SIGTERM reach it too.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    status_of(&shown(command), command)
}

/// The same for a command that a person would know by other words.
pub(crate) fn status_of(shown: &str, command: &mut Command) -> Result<ExitStatus> {
    interrupt::check()?;
    eprintln!("    $ {shown}");
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{shown}`"))?;
    let _told = interrupt::Target::process(child.id());
    child
        .wait()
        .with_context(|| format!("cannot wait for `{shown}`"))
}

/// Turns a bad exit status into an error that names the command.
pub(crate) fn check(command: &Command, status: ExitStatus) -> Result<()> {
    interrupt::check()?;
    if status.success() {
        return Ok(());
    }
    bail!("`{}` failed ({status})", shown(command));
}

/// What a command prints on stdout, or nothing when it is missing or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as a person would type it: the program's name without its folder, and the arguments.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| quoted(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./:,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Looks a program up on PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_a_person_would_type_it() {
        let mut command = Command::new("/somewhere/bin/xvfb-run");
        command.args(["-a", "-s", "-screen 0 1280x800x24", "it's", ""]);
        assert_eq!(
            shown(&command),
            r"xvfb-run -a -s '-screen 0 1280x800x24' 'it'\''s' ''"
        );
    }

    #[test]
    fn the_variables_of_the_outer_cargo_are_told_from_the_users() {
        assert!(is_cargos_own(OsStr::new("CARGO_PKG_NAME")));
        assert!(is_cargos_own(OsStr::new("CARGO_MANIFEST_DIR")));
        for kept in ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_TERM_COLOR", "PATH"] {
            assert!(!is_cargos_own(OsStr::new(kept)), "{kept}");
        }
    }

    #[test]
    fn a_missing_program_is_an_error_that_names_it() {
        let error = run(&mut command("numberauth-no-such-program")).unwrap_err();
        assert!(format!("{error:#}").contains("numberauth-no-such-program"));
        assert_eq!(answer(&mut command("numberauth-no-such-program")), None);
    }

    #[test]
    fn a_failing_program_is_an_error_that_names_the_command() {
        let error = run(cargo(Path::new(".")).arg("--no-such-option")).unwrap_err();
        assert!(
            format!("{error:#}").contains("--no-such-option` failed"),
            "{error:#}"
        );
    }
}
