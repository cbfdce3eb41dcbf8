use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts how often what a run holds in memory was forgotten, so that what began before leaves nothing behind after it.
/// Clones share the count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs(Arc<Mutex<u64>>);

/// The time between two forgettings, in which a call began.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    runs: Runs,
    number: u64,
}

impl Runs {
    /// The run that goes on now.
    pub(crate) fn current(&self) -> Run {
        Run {
            runs: self.clone(),
            number: *self.number(),
        }
    }

    /// Ends the run: what `forget` leaves empty, no older call fills again.
    pub(crate) fn end(&self, forget: impl FnOnce()) {
        let mut number = self.number();
        *number += 1;
        forget();
    }

    fn number(&self) -> MutexGuard<'_, u64> {
        // A count is whole at any time.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    /// Does `keep`, unless the run has ended; it cannot end meanwhile.
    pub(crate) fn keep<T>(&self, keep: impl FnOnce() -> T) -> Option<T> {
        let number = self.runs.number();
        (*number == self.number).then(keep)
    }
}
