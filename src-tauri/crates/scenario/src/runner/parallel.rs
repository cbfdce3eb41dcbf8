//! Many scenarios, each on an OS thread and at a desk of its own.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use numberauth_simulator::RuleBook;

use super::{broken, panic_message, run_unless};
use crate::report::{CaseReport, CaseVerdict, Report, ReportKind, Summary};
use crate::scenario::ScenarioFile;

/// So many results a thread wait for an earlier one at most: beyond that the thread waits too, and memory stays flat.
const AHEAD_A_THREAD: usize = 16;

/// What is to be run.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The scenarios, in the order of the report.
    pub files: &'a [ScenarioFile],
    /// The seed of everything that is made up.
    pub seed: u64,
    /// How many are run at a time. The report is the same with any number.
    pub threads: NonZeroUsize,
    /// The carriers' rules.
    pub rules: &'a RuleBook,
}

/// The word to stop a run. Clones are one.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops the run before its next scenario, and each that is under way before its next step.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the word was given.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far a run is. A scenario counts when it has ended, whatever the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many have ended.
    pub done: u32,
    /// How many of them failed, or could not be run to their end.
    pub failed: u32,
    /// How many there are.
    pub total: u32,
}

impl<'a> Run<'a> {
    /// The seed where nobody gives one.
    pub const SEED: u64 = 7;

    /// With as many threads as this machine has processors.
    #[must_use]
    pub fn new(files: &'a [ScenarioFile], seed: u64, rules: &'a RuleBook) -> Self {
        Self {
            files,
            seed,
            threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            rules,
        }
    }

    /// Runs all, and gives each result to `sink`, in the scenarios' order. After `cancel`, `sink` has got all that had ended
    /// before the first one that had not. A panic inside a scenario is that scenario's end alone, where panics unwind.
    ///
    /// `progress` and `sink` are called on this thread, which is blocked until the end.
    pub fn each(
        &self,
        cancel: &Cancel,
        progress: impl FnMut(Progress),
        sink: impl FnMut(CaseReport),
    ) -> Summary {
        let one = |file: &ScenarioFile| run_unless(cancel, file, self.seed, self.rules);
        in_order(self.files, self.threads, cancel, one, progress, sink)
    }

    /// [`Self::each`], with all results kept in a report. `seen` sees each as it comes.
    pub fn report(
        &self,
        cancel: &Cancel,
        progress: impl FnMut(Progress),
        mut seen: impl FnMut(&CaseReport),
    ) -> Report {
        let mut cases = Vec::with_capacity(self.files.len());
        let summary = self.each(cancel, progress, |case| {
            seen(&case);
            cases.push(case);
        });
        Report::of(ReportKind::Run, self.seed, summary, None, cases)
    }
}

/// Which scenario is next, and up to which one results have left.
struct Line {
    next: usize,
    emitted: usize,
    ended: bool,
}

/// The workers' common line: each takes the next scenario, none runs too far ahead.
struct Dispenser<'a> {
    line: Mutex<Line>,
    moved: Condvar,
    total: usize,
    ahead: usize,
    cancel: &'a Cancel,
}

impl Dispenser<'_> {
    fn line(&self) -> MutexGuard<'_, Line> {
        // Each change is one assignment.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next one, once it is near enough to what has left.
    fn take(&self) -> Option<usize> {
        let far = |line: &mut Line| {
            !line.ended && line.next < self.total && line.next >= line.emitted + self.ahead
        };
        let mut line = self
            .moved
            .wait_while(self.line(), far)
            .unwrap_or_else(PoisonError::into_inner);
        let over = line.ended || line.next == self.total || self.cancel.is_cancelled();
        (!over).then(|| {
            line.next += 1;
            line.next - 1
        })
    }

    fn has_left(&self, emitted: usize) {
        self.line().emitted = emitted;
        self.moved.notify_all();
    }

    fn end(&self) {
        self.line().ended = true;
        self.moved.notify_all();
    }
}

/// A sink that panics must not leave the workers waiting for it.
struct EndWhenDropped<'a>(&'a Dispenser<'a>);

impl Drop for EndWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Does `one` for each file on `threads` threads; results leave in order, `None` is one that was cancelled.
fn in_order(
    files: &[ScenarioFile],
    threads: NonZeroUsize,
    cancel: &Cancel,
    one: impl Fn(&ScenarioFile) -> Option<CaseReport> + Sync,
    mut progress: impl FnMut(Progress),
    mut sink: impl FnMut(CaseReport),
) -> Summary {
    let dispenser = Dispenser {
        line: Mutex::new(Line {
            next: 0,
            emitted: 0,
            ended: false,
        }),
        moved: Condvar::new(),
        total: files.len(),
        ahead: threads.get() * AHEAD_A_THREAD,
        cancel,
    };
    let mut tally = Tally::new(files.len());
    thread::scope(|scope| {
        let (sender, results) = mpsc::channel();
        for _ in 0..threads.get().min(files.len()) {
            let (sender, one, dispenser) = (sender.clone(), &one, &dispenser);
            scope.spawn(move || {
                while let Some(index) = dispenser.take() {
                    let file = &files[index];
                    let case = catch_unwind(AssertUnwindSafe(|| one(file)))
                        .unwrap_or_else(|panic| Some(broken(file, panic_message(&*panic))));
                    let sent = case.is_some_and(|case| sender.send((index, case)).is_ok());
                    if !sent {
                        // Cancelled: whoever waits for this one waits no longer.
                        dispenser.end();
                    }
                }
            });
        }
        drop(sender);
        let _end = EndWhenDropped(&dispenser);
        let mut waiting = BTreeMap::new();
        let mut emitted = 0;
        for (index, case) in results {
            progress(tally.ended(case.verdict));
            waiting.insert(index, case);
            while let Some(case) = waiting.remove(&emitted) {
                emitted += 1;
                tally.left(case.verdict);
                sink(case);
                dispenser.has_left(emitted);
            }
        }
    });
    tally.summary()
}

/// The numbers of a run.
struct Tally {
    progress: Progress,
    summary: Summary,
}

impl Tally {
    fn new(total: usize) -> Self {
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Self {
            progress: Progress {
                total,
                ..Progress::default()
            },
            summary: Summary {
                planned: total,
                ..Summary::default()
            },
        }
    }

    fn ended(&mut self, verdict: CaseVerdict) -> Progress {
        self.progress.done += 1;
        self.progress.failed += u32::from(verdict != CaseVerdict::Passed);
        self.progress
    }

    fn left(&mut self, verdict: CaseVerdict) {
        let Summary {
            passed,
            failed,
            broken,
            ..
        } = &mut self.summary;
        *match verdict {
            CaseVerdict::Passed => passed,
            CaseVerdict::Failed => failed,
            CaseVerdict::Broken => broken,
        } += 1;
    }

    fn summary(self) -> Summary {
        let Summary {
            planned,
            passed,
            failed,
            broken,
            ..
        } = self.summary;
        Summary {
            not_run: planned - passed - failed - broken,
            ..self.summary
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use super::*;
    use crate::library;
    use crate::runner::unrun;

    fn files(count: usize) -> Vec<ScenarioFile> {
        let mut scenario = library()[0].scenario.clone();
        (0..count)
            .map(|number| {
                scenario.id = format!("number-{number}");
                ScenarioFile::of(scenario.clone())
            })
            .collect()
    }

    fn passed(file: &ScenarioFile) -> CaseReport {
        CaseReport {
            verdict: CaseVerdict::Passed,
            ..unrun(file)
        }
    }

    fn threads(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).unwrap()
    }

    #[test]
    fn results_leave_in_order_and_none_runs_far_ahead_of_a_slow_one() {
        let files = files(500);
        let (begun, left) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let farthest = AtomicUsize::new(0);
        let one = |file: &ScenarioFile| {
            if file.scenario.id == "number-3" {
                thread::sleep(Duration::from_millis(100));
            }
            let begun = begun.fetch_add(1, Ordering::SeqCst);
            farthest.fetch_max(
                begun.saturating_sub(left.load(Ordering::SeqCst)),
                Ordering::SeqCst,
            );
            Some(passed(file))
        };
        let mut ids = Vec::new();
        let sink = |case: CaseReport| {
            left.fetch_add(1, Ordering::SeqCst);
            ids.push(case.id);
        };
        let mut last = Progress::default();
        let progress = |now| last = now;
        let summary = in_order(&files, threads(4), &Cancel::default(), one, progress, sink);
        let wanted: Vec<_> = files.iter().map(|file| file.scenario.id.clone()).collect();
        assert_eq!(ids, wanted);
        assert_eq!((summary.passed, summary.not_run), (500, 0));
        assert_eq!((last.done, last.failed, last.total), (500, 0, 500));
        let farthest = farthest.into_inner();
        assert!(farthest <= 4 * AHEAD_A_THREAD + 4, "{farthest}");
    }

    #[test]
    fn a_panic_is_the_end_of_its_own_scenario_alone() {
        let files = files(20);
        let one = |file: &ScenarioFile| {
            assert_ne!(file.scenario.id, "number-7", "as the test wants it");
            Some(passed(file))
        };
        let mut cases = Vec::new();
        let summary = in_order(
            &files,
            threads(3),
            &Cancel::default(),
            one,
            |_| {},
            |case| cases.push(case),
        );
        assert_eq!((summary.passed, summary.broken), (19, 1));
        assert_eq!(cases[7].verdict, CaseVerdict::Broken);
        let why = format!("{:?}", cases[7].steps[0].observed);
        assert!(why.contains("as the test wants it"), "{why}");
    }

    #[test]
    fn after_the_word_to_stop_what_had_ended_in_order_is_kept() {
        let files = files(300);
        let cancel = Cancel::default();
        let one = |file: &ScenarioFile| {
            if file.scenario.id == "number-40" {
                cancel.cancel();
                return None;
            }
            Some(passed(file))
        };
        let mut ids = Vec::new();
        let summary = in_order(
            &files,
            threads(3),
            &cancel,
            one,
            |_| {},
            |case| ids.push(case.id),
        );
        let kept: Vec<_> = (0..40).map(|number| format!("number-{number}")).collect();
        assert_eq!(ids, kept);
        assert_eq!((summary.passed, summary.not_run), (40, 260));
    }

    #[test]
    fn a_long_scenario_stops_between_its_steps() {
        let mut scenario = library()[0].scenario.clone();
        let step = scenario.steps[0].clone();
        scenario.steps = vec![step; 1_000];
        let cancel = Cancel::default();
        cancel.cancel();
        let file = ScenarioFile::of(scenario);
        assert!(run_unless(&cancel, &file, 1, &RuleBook::shipped()).is_none());
        let files = [file];
        let report = Run::new(&files, 1, &RuleBook::shipped()).report(&cancel, |_| {}, |_| {});
        assert!(report.partial && report.cases.is_empty());
    }
}
