//! Counting tests from what vitest, nextest and cargo's own test runner say.

use anyhow::{Context, Result};
use serde_json::Value;

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds the counts of another run.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// How many tests ran.
    pub(crate) fn ran(self) -> u64 {
        self.passed + self.failed
    }

    /// Reads the counts of vitest's JSON report.
    pub(crate) fn from_vitest(report: &str) -> Result<Self> {
        let report: Value =
            serde_json::from_str(report).context("vitest's report is not readable JSON")?;
        let count = |name: &str| {
            report[name]
                .as_u64()
                .with_context(|| format!("vitest's report has no number `{name}`"))
        };
        Ok(Self {
            passed: count("numPassedTests")?,
            failed: count("numFailedTests")?,
        })
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Whose words are read. Each runner's own only: under nextest a failing test's output is shown,
/// and it has libtest's words in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    /// `cargo nextest run`: one summary at the end.
    Nextest,
    /// `cargo test`: one summary for each test program.
    Libtest,
}

/// Counts from output lines as they come.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    runner: Runner,
    tally: Tally,
}

impl Counter {
    pub(crate) fn new(runner: Runner) -> Self {
        Self {
            runner,
            tally: Tally::default(),
        }
    }

    pub(crate) fn tally(&self) -> Tally {
        self.tally
    }

    /// Takes one line of output, coloured or not.
    pub(crate) fn hear(&mut self, line: &str) {
        let line = without_colours(line);
        match self.runner {
            // The last summary counts: it is nextest's, whatever a test printed before.
            Runner::Nextest => {
                if let Some(tally) = nextest_summary(line.trim()) {
                    self.tally = tally;
                }
            }
            Runner::Libtest => {
                if let Some(tally) = libtest_summary(&line) {
                    self.tally.add(tally);
                }
            }
        }
    }
}

/// `Summary [   1.2s] 7/9 tests run: 4 passed (1 slow, 1 flaky), 2 failed, 1 timed out, 5 skipped`
fn nextest_summary(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("Summary [")?.split_once(" run: ")?;
    let mut tally = Tally::default();
    for part in without_brackets(counts).split(", ") {
        let (number, what) = part.trim().split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match what.trim() {
            "passed" => tally.passed += number,
            "skipped" => {}
            // failed, exec failed, timed out: all mean that a test did not pass.
            _ => tally.failed += number,
        }
    }
    Some(tally)
}

/// `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`
fn libtest_summary(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |name: &str| {
        counts.split("; ").find_map(|part| {
            let (number, what) = part.trim().split_once(' ')?;
            if what == name {
                number.parse().ok()
            } else {
                None
            }
        })
    };
    Some(Tally {
        passed: count("passed")?,
        failed: count("failed")?,
    })
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// Drops the terminal's colour codes (`ESC [ … letter`).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(runner: Runner, lines: &[&str]) -> Tally {
        let mut counter = Counter::new(runner);
        for line in lines {
            counter.hear(line);
        }
        counter.tally()
    }

    #[test]
    fn nextest_all_passed() {
        let line = "     Summary [   0.008s] 21 tests run: 21 passed, 0 skipped\n";
        assert_eq!(
            heard(Runner::Nextest, &[line]),
            Tally {
                passed: 21,
                failed: 0
            }
        );
    }

    #[test]
    fn nextest_every_kind_of_failure_counts() {
        let line = "Summary [  61.0s] 9/12 tests run: 4 passed (1 slow, 1 flaky, 1 leaky), \
                    2 failed (1 due to being leaky), 1 exec failed, 2 timed out, 3 skipped";
        assert_eq!(
            heard(Runner::Nextest, &[line]),
            Tally {
                passed: 4,
                failed: 5
            }
        );
    }

    #[test]
    fn nextest_in_colour() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.008s] \u{1b}[1m3\u{1b}[0m tests run: \
                    \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m1\u{1b}[0m \
                    \u{1b}[31;1mfailed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m \u{1b}[33;1mskipped\u{1b}[0m";
        assert_eq!(
            heard(Runner::Nextest, &[line]),
            Tally {
                passed: 2,
                failed: 1
            }
        );
    }

    #[test]
    fn nextest_is_not_fooled_by_the_output_of_a_failing_test() {
        let lines = [
            "test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 7 filtered out",
            "Summary [   0.1s] 8 tests run: 7 passed, 1 failed, 0 skipped",
        ];
        assert_eq!(
            heard(Runner::Nextest, &lines),
            Tally {
                passed: 7,
                failed: 1
            }
        );
    }

    #[test]
    fn libtest_adds_up_its_programs() {
        let lines = [
            "running 5 tests",
            "test a ... ok",
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: \u{1b}[31mFAILED\u{1b}[m. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s\n",
        ];
        assert_eq!(
            heard(Runner::Libtest, &lines),
            Tally {
                passed: 8,
                failed: 2
            }
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        let lines = [
            "",
            "Summary",
            "Summary [ 1s] odd",
            "test result: ok.",
            "  test result: ok. 1 passed; 0 failed;",
        ];
        assert_eq!(heard(Runner::Libtest, &lines), Tally::default());
        assert_eq!(heard(Runner::Nextest, &lines), Tally::default());
    }

    #[test]
    fn vitest_report() {
        let report =
            r#"{"numTotalTests":12,"numPassedTests":9,"numFailedTests":2,"numPendingTests":1}"#;
        assert_eq!(
            Tally::from_vitest(report).unwrap(),
            Tally {
                passed: 9,
                failed: 2
            }
        );
    }

    #[test]
    fn a_vitest_report_without_counts_is_an_error() {
        let missing = Tally::from_vitest(r#"{"numPassedTests":9}"#).unwrap_err();
        assert!(missing.to_string().contains("numFailedTests"), "{missing}");
        assert!(Tally::from_vitest("").is_err());
    }

    #[test]
    fn the_last_line_is_what_machines_read() {
        let mut tally = Tally {
            passed: 3,
            failed: 0,
        };
        tally.add(Tally {
            passed: 1,
            failed: 2,
        });
        assert_eq!(tally.to_string(), "4 passed, 2 failed");
        assert_eq!(tally.ran(), 6);
    }
}
