use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use numberauth_cloud::microscope::SignatureReport;

/// The most reports that are kept …
const MOST_REPORTS: usize = 100;
/// … and about this many bytes: a request of 128 kB, encoded twice, makes strings of half a megabyte.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The newest reports of signatures that did not hold, whole. The journal has them redacted, with their numbers.
#[derive(Debug, Default)]
pub(crate) struct SignatureReports(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    reports: VecDeque<(u64, SignatureReport)>,
}

impl SignatureReports {
    /// Keeps a report and gives its number, ascending from 1.
    pub(crate) fn keep(&self, report: SignatureReport) -> u64 {
        let mut kept = self.kept();
        kept.last += 1;
        let number = kept.last;
        kept.reports.push_back((number, report));
        let size = |reports: &VecDeque<(u64, SignatureReport)>| -> usize {
            reports.iter().map(|(_, report)| report.size()).sum()
        };
        while kept.reports.len() > MOST_REPORTS
            || (kept.reports.len() > 1 && size(&kept.reports) > MOST_BYTES)
        {
            kept.reports.pop_front();
        }
        number
    }

    pub(crate) fn get(&self, number: u64) -> Option<SignatureReport> {
        let kept = self.kept();
        let found = kept.reports.iter().find(|(known, _)| *known == number);
        found.map(|(_, report)| report.clone())
    }

    /// Forgets all reports; numbers go on from where they were.
    pub(crate) fn clear(&self) {
        self.kept().reports.clear();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Every change under this lock is whole before anything can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
