//! From a page to the commands that it tells its reader to type, and what it says comes of each.

use std::process::Command;

use crate::markdown::{Block, Page};

/// What the page says comes of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing: it ends well.
    Nothing,
    /// What stands on stdout; `…` is anything.
    Stdout(String),
    /// All that a terminal shows; `…` is anything.
    Shown(String),
    /// This exit code, and no other.
    Exit(i32),
}

/// A command of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) said: Said,
    /// The page goes on with `echo $?`, which tells its exit code.
    pub(crate) any_exit: bool,
}

/// The commands of a `sh` block: one a line, or as many lines as the shell needs for one.
pub(crate) fn of_script(block: &Block) -> Vec<Typed> {
    let mut typed = Vec::new();
    let mut text = String::new();
    let mut begun = block.line;
    for (number, line) in block.text.lines().enumerate() {
        if text.is_empty() {
            begun = block.line + number;
        }
        text += line;
        text.push('\n');
        if line.ends_with('\\') || !is_whole(&text) {
            continue;
        }
        let command = std::mem::take(&mut text);
        let command = command.trim_end();
        if command.is_empty() || command.starts_with('#') {
            continue;
        }
        let said = line.rsplit_once("  # ").or_else(|| line.rsplit_once(" # "));
        let said = match said.map(|(_, comment)| comment.trim()) {
            Some(json) if json.starts_with(['{', '"']) => {
                // What stands behind the JSON is for people.
                let end = json.rfind(['}', '"']).unwrap_or_default();
                Said::Stdout(json[..=end].to_owned())
            }
            Some(comment) => match exit(comment) {
                Some(code) => Said::Exit(code),
                None => Said::Nothing,
            },
            None => Said::Nothing,
        };
        typed.push(Typed {
            line: begun,
            text: command.to_owned(),
            said,
            any_exit: false,
        });
    }
    assert!(text.is_empty(), "line {begun}: no whole command: {text}");
    typed
}

/// `exit 1: a scenario failed` is 1.
fn exit(comment: &str) -> Option<i32> {
    let rest = comment.strip_prefix("exit ")?;
    let digits = rest.split(|it: char| !it.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// Whether the shell takes it for a whole command.
fn is_whole(text: &str) -> bool {
    let read = Command::new("bash").args(["-n", "-c", text]).output();
    read.unwrap_or_else(|error| panic!("cannot start bash: {error}"))
        .status
        .success()
}

/// The commands of a `console` block: `$ ` before each, what is shown below it.
pub(crate) fn of_console(block: &Block) -> Vec<Typed> {
    let mut typed: Vec<Typed> = Vec::new();
    for (number, line) in block.text.lines().enumerate() {
        if let Some(command) = line.strip_prefix("$ ") {
            if let Some(before) = typed.last_mut() {
                before.any_exit = command == "echo $?";
            }
            typed.push(Typed {
                line: block.line + number,
                text: command.to_owned(),
                said: Said::Shown(String::new()),
                any_exit: false,
            });
        } else if let Some(Typed {
            said: Said::Shown(shown),
            ..
        }) = typed.last_mut()
        {
            shown.push_str(line);
            shown.push('\n');
        }
    }
    typed
}

/// Words that a code span must begin with to be a command.
const PROGRAMS: [&str; 16] = [
    "numberauth",
    "numberauth-lab",
    "cargo",
    "npm",
    "npx",
    "node",
    "python3",
    "curl",
    "sudo",
    "adb",
    "jq",
    "apt-get",
    "man",
    "nm",
    "sha256sum",
    "tauri",
];

/// The commands in the text between the blocks, as a reader would type them: a synopsis with each of its options, and with a
/// name in the place of each `NAME`.
pub(crate) fn of_text(page: &Page) -> Vec<Typed> {
    let mut typed = Vec::new();
    for span in page.spans() {
        let mut words = span.text.split(' ');
        let program = words.next().unwrap_or_default();
        if !PROGRAMS.contains(&program) || words.next().is_none() {
            continue;
        }
        for text in spelled_out(&span.text) {
            typed.push(Typed {
                line: span.line,
                text,
                said: Said::Nothing,
                any_exit: false,
            });
        }
    }
    typed
}

/// `codes [--json]` is two commands.
fn spelled_out(synopsis: &str) -> Vec<String> {
    let mut without = String::new();
    let mut options = Vec::new();
    let mut rest = synopsis;
    while let Some((before, after)) = rest.split_once(" [") {
        let (option, after) = after.split_once(']').unwrap_or((after, ""));
        without += before;
        options.push(option);
        rest = after;
    }
    without += rest;
    let mut all = vec![without.clone()];
    all.extend(options.iter().map(|option| format!("{without} {option}")));
    all
}

/// What a reader puts in the place of a word of a synopsis.
const MEANT: [(&str, &str); 10] = [
    (" NAME|FILE…", " cm-login"),
    (" NAME|FILE", " cm-login"),
    (" FILE…", " mine.json"),
    (" FILE", " report.json"),
    (" NAME", " cm-login"),
    (" COMMAND", " run"),
    (" 命令", " run"),
    (" DIR", " ours"),
    (" URL", " http://localhost:5173"),
    (" matrix-…", " matrix-600012-getloginmaskphone-ct-wifi"),
];

/// Commands that need more than their name: to name one is to point at its help.
const NEED_ARGUMENTS: [&str; 6] = [
    "serve",
    "run",
    "validate",
    "explain-signature",
    "verify-report",
    "doctor",
];

impl Typed {
    /// A command of the text, ready to be typed.
    pub(crate) fn meant(mut self) -> Self {
        for (word, value) in MEANT {
            self.text = self.text.replace(word, value);
        }
        if let Some(name) = self.text.strip_prefix("numberauth ")
            && NEED_ARGUMENTS.contains(&name)
        {
            self.text += " --help";
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        Block {
            language: String::new(),
            line: 10,
            lead: String::new(),
            text: text.into(),
        }
    }

    #[test]
    fn a_command_is_as_long_as_the_shell_says() {
        let block = block(
            "# first\na 'x\ny' | b  # {\"a\":\"…\"}, and so on\nc \\\n  --d    # exit 2: no\nf() { g; }   # plain\n",
        );
        let typed: Vec<_> = of_script(&block)
            .into_iter()
            .map(|it| (it.line, it.text, it.said))
            .collect();
        assert_eq!(
            typed,
            [
                (
                    11,
                    "a 'x\ny' | b  # {\"a\":\"…\"}, and so on".into(),
                    Said::Stdout("{\"a\":\"…\"}".into())
                ),
                (13, "c \\\n  --d    # exit 2: no".into(), Said::Exit(2)),
                (15, "f() { g; }   # plain".into(), Said::Nothing),
            ]
        );
    }

    #[test]
    fn a_console_shows_what_comes_and_may_ask_for_the_exit_code() {
        let typed = of_console(&block("$ a\none\n\ntwo\n$ echo $?\n1\n"));
        assert!(typed[0].any_exit && !typed[1].any_exit);
        assert_eq!(typed[0].said, Said::Shown("one\n\ntwo\n".into()));
        assert_eq!(
            (typed[1].line, typed[1].said == Said::Shown("1\n".into())),
            (14, true)
        );
    }

    #[test]
    fn a_synopsis_is_typed_with_and_without_each_option() {
        let page = Page {
            name: String::new(),
            text: "`numberauth x NAME|FILE… [--a N] [--b]` `numberauth` `plain words` `numberauth\n  run`\n".into(),
        };
        let typed = of_text(&page).into_iter().map(|it| it.meant().text);
        assert_eq!(
            typed.collect::<Vec<_>>(),
            [
                "numberauth x cm-login",
                "numberauth x cm-login --a N",
                "numberauth x cm-login --b",
                "numberauth run --help"
            ]
        );
    }
}
