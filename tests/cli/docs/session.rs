//! A reader at a shell: a folder and a home of their own, `numberauth` on the path, and one page to follow from top to bottom.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use crate::commands::{Said, Typed};

/// Ports that the pages name. Each session has its own in their places, so that sessions do not meet.
const PORTS: [&str; 2] = ["7200", "5173"];

/// Set by `cargo xtask test`: a Python that has the official SDK.
const PYTHON: &str = "NUMBERAUTH_OFFICIAL_PYTHON";

/// What runs until it is stopped. It is ready when it has said something.
const SERVERS: [&str; 2] = ["numberauth serve", "node shop.mjs"];

/// Before the first command. What fails within a pipe fails, a request that is refused too unless the page says what is
/// answered, and no proxy is for 127.0.0.1.
const BEGIN: &str = r#"
set -o pipefail
curl() { command curl --silent --show-error $refused --noproxy '*' "$@"; }
ready() { # FILE: until a server has said something
  for _ in {1..400}; do [ -s "$1" ] && return 0; sleep 0.05; done
  return 124
}
status=0
"#;

/// A reader, before they begin.
pub(crate) struct Session {
    folder: TempDir,
    ports: Vec<String>,
}

impl Session {
    pub(crate) fn new() -> Self {
        let session = Self {
            folder: tempfile::tempdir().unwrap(),
            ports: free_ports(),
        };
        for folder in ["work", "home", "said", "bin"] {
            std::fs::create_dir(session.path().join(folder)).unwrap();
        }
        let program = session.path().join("bin/numberauth");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_numberauth"), program).unwrap();
        session
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts a file into the reader's folder.
    pub(crate) fn file(&self, name: &str, text: &str) {
        let path = self.path().join("work").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, self.with_own_ports(text)).unwrap();
    }

    fn with_own_ports(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (named, own) in PORTS.iter().zip(&self.ports) {
            text = text.replace(named, own);
        }
        text
    }

    fn with_named_ports(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (named, own) in PORTS.iter().zip(&self.ports) {
            text = text.replace(own, named);
        }
        text
    }

    /// Types the commands one after the other, and tells which came otherwise than the page says. Nothing is typed after the
    /// first of them.
    pub(crate) fn follow(&self, page: &str, commands: &[Typed]) -> Result<(), String> {
        if let Some(python) = commands.iter().find(|it| it.text.contains("python3 "))
            && std::env::var_os(PYTHON).is_none()
        {
            let line = python.line;
            return Err(format!(
                "{page}:{line}: {PYTHON} names no Python with the official SDK: run `cargo xtask test`"
            ));
        }
        let script = self.path().join("script");
        std::fs::write(&script, self.script(commands)).unwrap();
        let status = self.shell(&script);
        for (number, command) in commands.iter().enumerate() {
            let wrong = match self.came(number) {
                Some(came) => came.otherwise(command),
                None => Some(format!("was not reached: {status}")),
            };
            if let Some(wrong) = wrong {
                return Err(format!(
                    "{page}:{}: {}\n  {wrong}",
                    command.line, command.text
                ));
            }
        }
        Ok(())
    }

    fn shell(&self, script: &Path) -> String {
        let python = std::env::var_os(PYTHON);
        let python = python.as_deref().and_then(|path| Path::new(path).parent());
        let system = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(self.path().join("bin"))
            .chain(python.map(Path::to_owned))
            .chain(std::env::split_paths(&system));
        let mut command = Command::new("bash");
        command
            .arg(script)
            .current_dir(self.path().join("work"))
            .env_clear()
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("HOME", self.path().join("home"))
            .env("LANG", "C.UTF-8")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // What it starts is in its group, and ends with it.
            .process_group(0);
        let mut child = command.spawn().unwrap();
        let group = format!("-{}", child.id());
        let ended = wait(&mut child);
        // A page's servers run until they are stopped.
        let killed = Command::new("kill")
            .args(["-s", "KILL", "--", &group])
            .output();
        killed.unwrap_or_else(|error| panic!("cannot start kill: {error}"));
        let _ = child.wait();
        ended
    }

    fn script(&self, commands: &[Typed]) -> String {
        let mut script = BEGIN.to_owned();
        let said = self.path().join("said");
        for (number, command) in commands.iter().enumerate() {
            let out = said.join(format!("{number}.out"));
            let both = matches!(command.said, Said::Shown(_));
            let err = if both {
                "&1".into()
            } else {
                format!("'{}'", said.join(format!("{number}.err")).display())
            };
            let text = self.with_own_ports(&command.text);
            let (background, ready) = if SERVERS.iter().any(|it| text.starts_with(it)) {
                match text.split_once(" > ").filter(|_| text.ends_with('&')) {
                    Some((_, file)) => ("", file.trim_end_matches('&').trim().to_owned()),
                    None => (" &", out.display().to_string()),
                }
            } else {
                ("", String::new())
            };
            let refused = match command.said {
                Said::Stdout(_) => "",
                _ => "--fail-with-body",
            };
            // `$?` is what the command before has left.
            write!(
                script,
                "refused={refused}\n(exit $status)\n{{ {text}\n}} >'{}' 2>{err}{background}\nstatus=$?\n",
                out.display()
            )
            .unwrap();
            if !ready.is_empty() && !text.contains(" --help") {
                writeln!(script, "ready '{ready}'; status=$?").unwrap();
            }
            let ended = said.join(format!("{number}.status"));
            writeln!(script, "echo $status >'{}'", ended.display()).unwrap();
            let goes_on = match command.said {
                Said::Exit(code) => format!("[ $status = {code} ] || exit"),
                _ if command.any_exit => String::new(),
                _ => "[ $status = 0 ] || exit".into(),
            };
            writeln!(script, "{goes_on}").unwrap();
        }
        script
    }

    fn came(&self, number: usize) -> Option<Came> {
        let read = |kind: &str| {
            let path = self.path().join("said").join(format!("{number}.{kind}"));
            let text = std::fs::read(path).ok()?;
            Some(self.with_named_ports(&String::from_utf8_lossy(&text)))
        };
        Some(Came {
            status: read("status")?.trim().parse().unwrap(),
            out: read("out")?,
            err: read("err").unwrap_or_default(),
        })
    }
}

/// Waits for the shell's end. Nothing here takes a minute; what hangs is to say so before a test runner ends it.
fn wait(child: &mut Child) -> String {
    for _ in 0..4_800 {
        if let Some(status) = child.try_wait().unwrap() {
            return status.to_string();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    "it hung for four minutes".into()
}

/// What came of a command.
struct Came {
    status: i32,
    out: String,
    err: String,
}

impl Came {
    /// What is not as the page says.
    fn otherwise(&self, command: &Typed) -> Option<String> {
        let wanted = match command.said {
            Said::Exit(code) => code,
            _ if command.any_exit => self.status,
            _ => 0,
        };
        if self.status != wanted {
            return Some(format!(
                "exit {} in the place of {wanted}\n{}{}",
                self.status, self.out, self.err
            ));
        }
        match &command.said {
            Said::Nothing | Said::Exit(_) => None,
            Said::Stdout(said) | Said::Shown(said) if matches(said, &self.out) => None,
            Said::Stdout(said) | Said::Shown(said) => {
                let out: String = self.out.chars().take(2_000).collect();
                Some(format!("the page shows\n{said}\n  and it is\n{out}"))
            }
        }
    }
}

/// Whether the text is the page's, in which `…` is anything; spaces at a line's end count for nothing.
fn matches(said: &str, text: &str) -> bool {
    let trimmed = |text: &str| {
        let lines: Vec<_> = text.trim_end().lines().map(str::trim_end).collect();
        lines.join("\n")
    };
    let (said, text) = (trimmed(said), trimmed(text));
    let mut pieces = said.split('…');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        // The last piece is the end.
        let found = if pieces.peek().is_none() {
            rest.ends_with(piece).then(|| rest.len() - piece.len())
        } else {
            rest.find(piece)
        };
        let Some(at) = found else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    true
}

/// Ports of this session's own. Not the system's choice: what it has just given back to one test it gives to the next, before the
/// first has begun to serve there. These are below those that it gives, and by process and session others than anybody else's.
fn free_ports() -> Vec<String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let process = std::process::id().wrapping_mul(64);
    let mut ports = Vec::new();
    while ports.len() < PORTS.len() {
        let next = process.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = 20_000 + next % 12_000;
        if TcpListener::bind(format!("127.0.0.1:{port}")).is_ok() {
            ports.push(port.to_string());
        }
    }
    ports
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ellipsis_is_anything_and_the_rest_is_to_the_letter() {
        for (said, text, same) in [
            ("a", "a\n", true),
            ("a", "ab", false),
            ("a…", "a and\nmore", true),
            ("a…c", "a b c  \n", true),
            ("a…c", "a b", false),
            ("…b", "a b", true),
            ("{\"x\":\"…\",\"y\":[…]}", "{\"x\":\"1\",\"y\":[2]}", true),
            ("{\"x\":\"…\"}", "{\"z\":\"1\"}", false),
        ] {
            assert_eq!(matches(said, text), same, "{said:?} and {text:?}");
        }
    }

    fn typed(text: &str, said: Said, any_exit: bool) -> Typed {
        Typed {
            line: 1,
            text: text.into(),
            said,
            any_exit,
        }
    }

    #[test]
    fn a_page_that_is_wrong_is_told_where() {
        let session = Session::new();
        let wrong = |commands: &[Typed]| session.follow("p.md", commands).unwrap_err();
        let missing = wrong(&[typed("numberauth cods", Said::Nothing, false)]);
        assert!(
            missing.starts_with("p.md:1: numberauth cods\n  exit 2 in the place of 0\n"),
            "{missing}"
        );
        let good = wrong(&[typed("numberauth codes", Said::Exit(2), false)]);
        assert!(good.contains("exit 0 in the place of 2"), "{good}");
        let shown = Said::Shown("numberauth 9.9.9\n".into());
        let other = wrong(&[typed("numberauth --version", shown, false)]);
        assert!(
            other.contains("the page shows\nnumberauth 9.9.9"),
            "{other}"
        );
        let refused = [
            typed(
                "numberauth serve --port 7200 > ready.json &",
                Said::Nothing,
                false,
            ),
            typed(
                "curl -s http://127.0.0.1:7200/nowhere",
                Said::Nothing,
                false,
            ),
        ];
        let refused = wrong(&refused);
        assert!(
            refused.contains("curl -s") && refused.contains("exit 22"),
            "{refused}"
        );
    }

    #[test]
    fn no_server_outlives_its_page() {
        let session = Session::new();
        let commands = [
            typed(
                "numberauth serve --port 7200 > ready.json &",
                Said::Nothing,
                false,
            ),
            typed(
                "curl http://127.0.0.1:7200/_sim/v1/health",
                Said::Nothing,
                false,
            ),
            typed("numberauth serve --port 5173", Said::Nothing, false),
        ];
        session.follow("p.md", &commands).unwrap();
        for port in &session.ports {
            let address = format!("127.0.0.1:{port}");
            // What is killed ends a moment later; what is not killed serves for ever.
            let ended = (0..40).any(|_| {
                std::thread::sleep(Duration::from_millis(50));
                std::net::TcpStream::connect(&address).is_err()
            });
            assert!(ended, "{address} is still served");
        }
    }

    #[test]
    fn variables_stay_and_exit_codes_are_asked_for() {
        let session = Session::new();
        let commands = [
            typed("A=$(numberauth --version)", Said::Nothing, false),
            typed("echo \"$A\"", Said::Shown("numberauth …".into()), false),
            typed(
                "numberauth cods 2>/dev/null",
                Said::Shown(String::new()),
                true,
            ),
            typed("echo $?", Said::Shown("2\n".into()), false),
        ];
        session.follow("p.md", &commands).unwrap();
    }
}
