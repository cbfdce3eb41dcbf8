//! Ctrl-C and SIGTERM: stop the running step, clean up, then leave.
//!
//! Without this, Ctrl-C would end xtask at once and leave the tests' home folder behind, and a
//! CI system's SIGTERM would end xtask alone while the tests went on.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use anyhow::{Context, Result, bail};

/// What a shell reports for a command that Ctrl-C ended.
pub(crate) const EXIT_CODE: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// The process that gets the signal: a process id, a negated group id, or 0 for none.
static TARGET: AtomicI64 = AtomicI64::new(0);

/// Starts to listen for Ctrl-C, SIGTERM and SIGHUP.
pub(crate) fn listen() -> Result<()> {
    ctrlc::set_handler(|| {
        // A second request means that the first one was not enough.
        let signal = if ASKED.swap(true, Ordering::SeqCst) {
            "KILL"
        } else {
            "TERM"
        };
        send(signal, TARGET.load(Ordering::SeqCst));
    })
    .context("cannot listen for Ctrl-C")
}

/// Whether the user asked to stop.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Fails when the user asked to stop, so that no further step starts.
pub(crate) fn check() -> Result<()> {
    if asked() {
        bail!("interrupted");
    }
    Ok(())
}

/// The process to stop when the user asks; forgotten when dropped.
#[must_use]
pub(crate) struct Target(());

impl Target {
    /// One process. It shares the terminal with xtask, so that Ctrl-C reaches its children by itself.
    pub(crate) fn process(id: u32) -> Self {
        Self::new(i64::from(id))
    }

    /// A process that leads its own group: the whole group is stopped.
    pub(crate) fn group(id: u32) -> Self {
        Self::new(-i64::from(id))
    }

    fn new(target: i64) -> Self {
        TARGET.store(target, Ordering::SeqCst);
        // The request may have come between the start of the process and the line above.
        if asked() {
            send("TERM", target);
        }
        Self(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        TARGET.store(0, Ordering::SeqCst);
    }
}

/// Ends what is left of a process group after its leader's end.
pub(crate) fn end_group(leader: u32) {
    send("TERM", -i64::from(leader));
}

/// Sends a signal by the shell's own `kill`: a call to libc would need `unsafe`, and the program
/// of that name is not on every Debian (it is in procps).
#[cfg(unix)]
fn send(signal: &str, target: i64) {
    use std::process::{Command, Stdio};
    if target == 0 {
        return;
    }
    // A failure means that the process has ended meanwhile, which is what is wanted.
    let _ = Command::new("sh")
        .args([
            "-c",
            r#"kill -s "$1" -- "$2""#,
            "sh",
            signal,
            &target.to_string(),
        ])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// On Windows, Ctrl-C reaches every process of the console by itself.
#[cfg(not(unix))]
fn send(_signal: &str, _target: i64) {}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        io::{BufRead, BufReader, Read},
        os::unix::process::{CommandExt, ExitStatusExt},
        process::{Command, Stdio},
        time::{Duration, Instant},
    };

    use super::*;

    #[test]
    fn a_whole_group_is_ended() {
        let mut leader = Command::new("sh")
            .args(["-c", "echo started; sleep 60 & wait"])
            .process_group(0)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(leader.stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();
        let start = Instant::now();
        end_group(leader.id());
        // The pipe closes when the last process that has it has ended: the shell's child too.
        output.read_to_string(&mut String::new()).unwrap();
        assert!(start.elapsed() < Duration::from_secs(30));
        assert_eq!(leader.wait().unwrap().signal(), Some(15));
    }

    #[test]
    fn no_target_means_no_signal() {
        // `kill 0` would end this very test.
        send("TERM", 0);
    }
}
