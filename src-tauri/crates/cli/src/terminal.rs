//! What the command says: results on stdout, everything else on stderr.

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use numberauth_protocol::redact::is_unprintable;

/// Writes a command's result.
pub(crate) fn print(text: &str) -> ExitCode {
    let mut results = Results::default();
    results.print(text);
    results.end(ExitCode::SUCCESS)
}

/// Tells a failure on stderr; where that is gone too, nobody is left to tell.
pub(crate) fn complain(error: &dyn Display) {
    let _ = writeln!(
        std::io::stderr(),
        "numberauth: {}",
        harmless(&error.to_string())
    );
}

/// The text, with nothing in it that moves a terminal's cursor or turns its lines: it may be somebody else's.
fn harmless(text: &str) -> String {
    let unprintable = |c: char| is_unprintable(c) && c != '\n';
    text.replace(unprintable, "\u{fffd}")
}

/// A command's results, as they come.
#[derive(Default)]
pub(crate) struct Results {
    failed: Option<std::io::Error>,
}

impl Results {
    /// Writes a part; after a failure no other.
    pub(crate) fn print(&mut self, text: &str) {
        if self.failed.is_none() {
            let mut stdout = std::io::stdout().lock();
            let written = stdout.write_all(harmless(text).as_bytes());
            self.failed = written.and_then(|()| stdout.flush()).err();
        }
    }

    /// The exit code: `code`, unless the results could not be written.
    pub(crate) fn end(self, code: ExitCode) -> ExitCode {
        match self.failed {
            // The reader, such as `head`, has seen enough.
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                complain(&format_args!("the result cannot be written: {error}"));
                ExitCode::FAILURE
            }
            _ => code,
        }
    }
}
