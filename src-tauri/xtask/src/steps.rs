//! The steps of a test run: each has a name and a time, and the first that fails ends the run.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::interrupt;

/// What was done so far and how long it took.
#[derive(Default)]
pub(crate) struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    /// Does one step. Its error names it.
    pub(crate) fn step<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        interrupt::check()?;
        eprintln!("\n==> {name}");
        let start = Instant::now();
        let result = work();
        let time = start.elapsed();
        self.0.push((name, time));
        eprintln!("    {name}: {:.1} s", time.as_secs_f64());
        result.with_context(|| format!("the step \"{name}\" failed"))
    }

    /// All steps with their times, and the sum.
    pub(crate) fn summary(&self) -> String {
        let sum: Duration = self.0.iter().map(|(_, time)| *time).sum();
        let lines = self
            .0
            .iter()
            .map(|(name, time)| (*name, *time))
            .chain([("together", sum)])
            .map(|(name, time)| format!("{:>8.1} s  {name}\n", time.as_secs_f64()));
        lines.collect()
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_failed_step_is_named_and_timed() {
        let mut steps = Steps::default();
        assert_eq!(steps.step("first", || Ok(7)).unwrap(), 7);
        let error = steps
            .step("second", || -> Result<()> { bail!("the cause") })
            .unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "the step \"second\" failed: the cause"
        );
        let summary = steps.summary();
        for name in ["first", "second", "together"] {
            assert!(summary.contains(name), "{summary}");
        }
    }
}
