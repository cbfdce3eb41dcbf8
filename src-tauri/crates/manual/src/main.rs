//! Writes the manual pages and the shell completions of both programs, from their own command lines: `cargo xtask package` runs it.
//!
//! Not in the programs themselves, which would carry the writers along.

#[expect(
    unreachable_pub,
    reason = "a file of the window's program, where it is public"
)]
#[path = "../../../src/arguments.rs"]
mod window;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory, Parser};
use clap_complete::Shell;
use clap_mangen::Man;

/// Write manual pages and shell completions, laid out as below /usr/share.
#[derive(Parser)]
struct Arguments {
    /// The folder that gets `man/man1`, `bash-completion/completions`, `zsh/vendor-completions` and `fish/vendor_completions.d`.
    folder: PathBuf,
    /// The day on the pages, as in 2026-01-31.
    #[arg(long, default_value = "")]
    date: String,
}

fn main() -> io::Result<()> {
    let Arguments { folder, date } = Arguments::parse();
    for command in [numberauth_cli::command(), window::Arguments::command()] {
        complete(&command, &folder)?;
        let pages = folder.join("man/man1");
        fs::create_dir_all(&pages)?;
        describe(command, &pages, &date)?;
    }
    Ok(())
}

/// Writes a page for a command and one for each command below it.
fn describe(command: Command, folder: &Path, date: &str) -> io::Result<()> {
    // What `help` says is told by every page.
    let mut command = command.disable_help_subcommand(true);
    // Gives those below their whole names, as in `numberauth-run`.
    command.build();
    write_page(command, folder, date)
}

fn write_page(command: Command, folder: &Path, date: &str) -> io::Result<()> {
    for below in command.get_subcommands() {
        write_page(below.clone(), folder, date)?;
    }
    let page = Man::new(command).date(date).manual("NumberAuth Lab");
    let mut text = Vec::new();
    page.render(&mut text)?;
    fs::write(folder.join(page.get_filename()), text)
}

fn complete(command: &Command, folder: &Path) -> io::Result<()> {
    let name = command.get_name().to_owned();
    let places = [
        (Shell::Bash, "bash-completion/completions", name.clone()),
        (Shell::Zsh, "zsh/vendor-completions", format!("_{name}")),
        (
            Shell::Fish,
            "fish/vendor_completions.d",
            format!("{name}.fish"),
        ),
    ];
    for (shell, place, file) in places {
        let place = folder.join(place);
        fs::create_dir_all(&place)?;
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut command.clone(), &name, &mut text);
        fs::write(place.join(file), text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let pages = folder.path().join("man/man1");
        fs::create_dir_all(&pages).unwrap();
        for command in [numberauth_cli::command(), window::Arguments::command()] {
            complete(&command, folder.path()).unwrap();
            describe(command, &pages, "2026-01-31").unwrap();
        }
        folder
    }

    #[test]
    fn every_command_has_a_page_that_says_what_it_does() {
        let folder = written();
        let pages = folder.path().join("man/man1");
        let page = |name: &str| fs::read_to_string(pages.join(format!("{name}.1"))).unwrap();
        let root = page("numberauth");
        for below in numberauth_cli::command().get_subcommands() {
            let name = format!("numberauth-{}", below.get_name());
            let about = below.get_about().unwrap().to_string();
            let first = about.split(['\'', '-', '.']).next().unwrap();
            assert!(page(&name).contains(first), "{name}: {first}");
            assert!(
                root.contains(&name.replace('-', "\\-")),
                "{name} is not in the first page"
            );
        }
        assert!(page("numberauth-lab").contains("data\\-dir"));
        assert!(page("numberauth-lab").contains("number verification"));
        assert!(
            page("numberauth-run").contains("2026\\-01\\-31")
                || page("numberauth-run").contains("2026-01-31")
        );
        assert!(!pages.join("numberauth-help.1").exists());
    }

    #[test]
    fn every_shell_completes_every_command() {
        let folder = written();
        for file in [
            "bash-completion/completions/numberauth",
            "zsh/vendor-completions/_numberauth",
            "fish/vendor_completions.d/numberauth.fish",
        ] {
            let text = fs::read_to_string(folder.path().join(file)).unwrap();
            for below in numberauth_cli::command().get_subcommands() {
                assert!(
                    text.contains(below.get_name()),
                    "{file}: {}",
                    below.get_name()
                );
            }
        }
        let window = folder
            .path()
            .join("bash-completion/completions/numberauth-lab");
        assert!(fs::read_to_string(window).unwrap().contains("--data-dir"));
    }
}
