//! What `run` and `matrix` have in common: the seed, the evidence, Ctrl-C and the exit code.

use std::process::ExitCode;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use numberauth_scenario::{Cancel, Report, Run, Summary};

use crate::evidence::EvidenceOptions;
use crate::signals::Signals;
use crate::terminal::complain;

/// What a shell says of a program that Ctrl-C has ended (128 + SIGINT).
const INTERRUPTED: u8 = 130;

/// What a batch run is told.
#[derive(clap::Args)]
pub(crate) struct BatchOptions {
    /// Make numbers, tokens and ids up from this seed; the same seed gives the same evidence, to the byte.
    #[arg(long, value_name = "N", default_value_t = Run::SEED)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) evidence: EvidenceOptions,
}

/// A batch run under way.
pub(crate) struct Batch {
    /// The word to stop it.
    pub(crate) cancel: Cancel,
    begun: Instant,
}

impl Batch {
    /// Looks whether the evidence can be written, and hears Ctrl-C from now on.
    /// `sources` are the files that are read, if they are files.
    pub(crate) fn begin(options: &BatchOptions, sources: &[String]) -> Result<Self, ExitCode> {
        if let Err(error) = options.evidence.check(sources) {
            complain(&error);
            return Err(ExitCode::from(2));
        }
        let cancel = Cancel::default();
        if let Err(error) = stop_on_signal(&cancel) {
            complain(&format_args!(
                "this system does not let the program wait for Ctrl-C, which ends it at once: {error}"
            ));
        }
        Ok(Self {
            cancel,
            begun: Instant::now(),
        })
    }

    /// Tells the wall time, and whether the run was stopped.
    pub(crate) fn end(&self, summary: &Summary) {
        let Summary {
            planned, not_run, ..
        } = summary;
        let done = planned - not_run;
        let seconds = self.begun.elapsed().as_secs_f64();
        complain(&format_args!(
            "{done} of {planned} scenarios in {seconds:.2} s of wall time"
        ));
    }

    /// Writes the evidence.
    pub(crate) fn keep(options: &BatchOptions, report: &Report) -> Result<(), ExitCode> {
        let _whole = writing();
        options.evidence.write(report).map_err(|error| {
            complain(&error);
            ExitCode::FAILURE
        })
    }
}

/// The exit code of a run.
pub(crate) fn exit_code(summary: &Summary, as_expected: bool) -> ExitCode {
    if summary.not_run > 0 {
        ExitCode::from(INTERRUPTED)
    } else if as_expected {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Held while files are written.
static WRITING: Mutex<()> = Mutex::new(());

fn writing() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stops the run at the first signal, and the program at the second.
fn stop_on_signal(cancel: &Cancel) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut signals = {
        let _inside = runtime.enter();
        Signals::listen()?
    };
    let cancel = cancel.clone();
    thread::spawn(move || {
        runtime.block_on(async {
            signals.next().await;
            cancel.cancel();
            complain(&"stopping: what has ended is kept; a second Ctrl-C ends at once");
            signals.next().await;
        });
        // Files that are being written are finished first: it takes no second, and nothing half done is left behind.
        let _whole = writing();
        std::process::exit(INTERRUPTED.into());
    });
    Ok(())
}
