//! Running the tests while counting them: their output goes on to the user line by line, and to a counter.

use std::{
    env,
    io::{BufRead, BufReader, IsTerminal, Read, Write, stderr, stdout},
    process::{Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    command::shown,
    interrupt,
    tally::{Counter, Runner, Tally},
};

/// How long the output may stay open after the command's end.
const GRACE: Duration = Duration::from_secs(2);

/// Runs a command in a process group of its own, and counts the tests that its output tells of.
pub(crate) fn run(command: &mut Command, runner: Runner) -> Result<(ExitStatus, Tally)> {
    run_into(command, runner, stdout(), stderr())
}

fn run_into(
    command: &mut Command,
    runner: Runner,
    to_stdout: impl Write + Send + 'static,
    to_stderr: impl Write + Send + 'static,
) -> Result<(ExitStatus, Tally)> {
    interrupt::check()?;
    let shown = shown(command);
    eprintln!("    $ {shown}");
    lead_a_group(command);
    keep_colours(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{shown}`"))?;
    let leader = child.id();
    let _told = interrupt::Target::group(leader);

    let counter = Arc::new(Mutex::new(Counter::new(runner)));
    let mut readers = Vec::new();
    readers.extend(
        child
            .stdout
            .take()
            .map(|out| forward(out, to_stdout, &counter)),
    );
    readers.extend(
        child
            .stderr
            .take()
            .map(|err| forward(err, to_stderr, &counter)),
    );

    let status = child
        .wait()
        .with_context(|| format!("cannot wait for `{shown}`"))?;
    wait_for_readers(&readers, leader, &shown);
    let tally = counter
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .tally();
    Ok((status, tally))
}

/// A test that leaks a process leaves our pipe open: waiting for its end could last for ever.
fn wait_for_readers(readers: &[JoinHandle<()>], leader: u32, shown: &str) {
    let finished = || readers.iter().all(JoinHandle::is_finished);
    if finished_within(GRACE, finished) {
        return;
    }
    eprintln!("xtask: `{shown}` ended, but left a process running; ending its group");
    interrupt::end_group(leader);
    finished_within(GRACE, finished);
}

fn finished_within(limit: Duration, finished: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while !finished() {
        if start.elapsed() > limit {
            return false;
        }
        thread::sleep(Duration::from_millis(10));
    }
    true
}

fn forward<R, W>(from: R, mut to: W, counter: &Arc<Mutex<Counter>>) -> JoinHandle<()>
where
    R: Read + Send + 'static,
    W: Write + Send + 'static,
{
    let counter = Arc::clone(counter);
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        // Bytes, because a test may print anything; a broken line is still shown as it is.
        while matches!(from.read_until(b'\n', &mut line), Ok(1..)) {
            // A closed terminal must not stop the counting.
            let _ = to.write_all(&line).and_then(|()| to.flush());
            counter
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .hear(&String::from_utf8_lossy(&line));
            line.clear();
        }
    })
}

/// cargo and nextest see a pipe and would leave the colours out, though a person reads them.
fn keep_colours(command: &mut Command) {
    let told = ["NO_COLOR", "CARGO_TERM_COLOR"];
    if stderr().is_terminal() && !told.iter().any(|name| env::var_os(name).is_some()) {
        command.env("CARGO_TERM_COLOR", "always");
    }
}

#[cfg(unix)]
fn lead_a_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn lead_a_group(_command: &mut Command) {}

#[cfg(all(test, unix))]
mod tests {
    use std::io::sink;

    use super::*;

    fn shell(script: &str) -> Result<(ExitStatus, Tally)> {
        // Not to the real outputs, or the words of a runner would be counted by the outer xtask.
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run_into(&mut command, Runner::Libtest, sink(), sink())
    }

    #[test]
    fn both_outputs_are_counted_and_the_status_is_kept() {
        let line = "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        let (status, tally) = shell(&format!("echo '{line}'; echo '{line}' >&2; exit 3")).unwrap();
        assert_eq!(status.code(), Some(3));
        assert_eq!(
            tally,
            Tally {
                passed: 4,
                failed: 2
            }
        );
    }

    #[test]
    fn a_leaked_process_does_not_hold_us_for_ever() {
        let start = Instant::now();
        let (status, _) = shell("sleep 60 & exit 0").unwrap();
        assert!(status.success());
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}
