//! The day that packages are dated with: the commit's, so that the same sources give the same pages.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    checkout::Checkout,
    command::{answer, command},
};

/// A moment of the day, in seconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(i64);

impl Day {
    /// What `SOURCE_DATE_EPOCH` says (<https://reproducible-builds.org/specs/source-date-epoch/>), else the commit's time, else
    /// the clock's.
    pub(super) fn find(checkout: &Checkout) -> Result<Self> {
        if let Some(told) = std::env::var_os("SOURCE_DATE_EPOCH") {
            return Self::parse(&told.to_string_lossy());
        }
        let mut git = command("git");
        git.current_dir(checkout.root());
        if let Some(commit) = answer(git.args(["log", "-1", "--format=%ct"])) {
            return Self::parse(&commit);
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        Ok(Self(i64::try_from(now)?))
    }

    fn parse(text: &str) -> Result<Self> {
        let seconds = text.trim().parse().ok();
        let seconds = seconds.filter(|seconds| Timestamp::from_second(*seconds).is_ok());
        seconds.map(Self).with_context(|| {
            format!("`{text}` is no number of seconds since 1970; SOURCE_DATE_EPOCH takes one such as 1767225600")
        })
    }

    /// Seconds since 1970.
    pub(super) fn seconds(self) -> u64 {
        self.0.unsigned_abs()
    }

    /// As in `2026-01-31`.
    pub(super) fn iso(self) -> String {
        self.written("%Y-%m-%d")
    }

    /// As in `Sat, 31 Jan 2026 00:00:00 +0000`, which a Debian changelog has.
    pub(super) fn rfc2822(self) -> String {
        self.written("%a, %d %b %Y %H:%M:%S +0000")
    }

    fn written(self, form: &str) -> String {
        let moment = Timestamp::from_second(self.0).unwrap_or_default();
        moment.to_zoned(TimeZone::UTC).strftime(form).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_each_reader_wants_it() {
        let day = Day::parse("1767225600").unwrap();
        assert_eq!(day.iso(), "2026-01-01");
        assert_eq!(day.rfc2822(), "Thu, 01 Jan 2026 00:00:00 +0000");
        assert_eq!(day.seconds(), 1_767_225_600);
    }

    #[test]
    fn what_is_no_time_is_refused_by_name() {
        for odd in ["", "today", "99999999999999999"] {
            let error = Day::parse(odd).unwrap_err().to_string();
            assert!(error.contains("SOURCE_DATE_EPOCH"), "{error}");
        }
    }
}
