use jiff::{SignedDuration, Timestamp};
use numberauth_protocol::{Carrier, PhoneNumber};
use serde::Serialize;
use ts_rs::TS;

use super::Ledger;
use crate::rules::{Lockout, VerifyQuota};

/// Wrong entries of a number in a row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TriesRow {
    wrong_in_a_row: u32,
    locked_until: Option<Timestamp>,
}

/// How often a number was verified since the window began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuotaRow {
    since: Timestamp,
    used: u32,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entered {
    Right,
    Wrong,
    /// Not compared.
    Locked,
}

/// Where a number stands at its carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Tries {
    /// Wrong entries in a row.
    pub wrong_in_a_row: u32,
    /// How many lock; `None`: never.
    pub limit: Option<u32>,
    /// Locked until then (RFC 3339, UTC).
    #[ts(type = "string | null")]
    pub locked_until: Option<Timestamp>,
}

impl Ledger {
    /// The row as it counts at `now`: a lock that has ended counts from zero again.
    fn tries_row(&self, carrier: Carrier, number: PhoneNumber, now: Timestamp) -> TriesRow {
        let row = self
            .tries
            .get(&(carrier, number))
            .copied()
            .unwrap_or_default();
        if row.locked_until.is_some_and(|until| until <= now) {
            TriesRow::default()
        } else {
            row
        }
    }

    pub(crate) fn tries(
        &self,
        carrier: Carrier,
        number: PhoneNumber,
        lockout: Option<Lockout>,
        now: Timestamp,
    ) -> Tries {
        let row = self.tries_row(carrier, number, now);
        Tries {
            wrong_in_a_row: row.wrong_in_a_row,
            limit: lockout.map(|lockout| lockout.wrong_entries),
            locked_until: row.locked_until,
        }
    }

    pub(crate) fn is_locked(&self, carrier: Carrier, number: PhoneNumber, now: Timestamp) -> bool {
        self.tries_row(carrier, number, now).locked_until.is_some()
    }

    /// An entry that the carrier compares and counts, under one lock: a wrong one may lock the number, a right one resets the
    /// row, and a locked number is not compared.
    pub(crate) fn enter(
        &mut self,
        carrier: Carrier,
        number: PhoneNumber,
        right: bool,
        lockout: Option<Lockout>,
        now: Timestamp,
    ) -> Entered {
        let row = self.tries_row(carrier, number, now);
        if row.locked_until.is_some() {
            return Entered::Locked;
        }
        if right {
            self.tries.remove(&(carrier, number));
            return Entered::Right;
        }
        let wrong = row.wrong_in_a_row.saturating_add(1);
        self.set_wrong_entries(carrier, number, wrong, lockout, now);
        Entered::Wrong
    }

    /// So many wrong entries in a row, the last one at `now`: enough of them lock the number from then on.
    pub(crate) fn set_wrong_entries(
        &mut self,
        carrier: Carrier,
        number: PhoneNumber,
        wrong_in_a_row: u32,
        lockout: Option<Lockout>,
        now: Timestamp,
    ) {
        let locked_until = lockout
            .filter(|lockout| wrong_in_a_row >= lockout.wrong_entries)
            .map(|lockout| now + SignedDuration::from_secs(lockout.seconds));
        let row = TriesRow {
            wrong_in_a_row,
            locked_until,
        };
        self.tries.insert((carrier, number), row);
    }

    /// How many verifications of the number count at `now`.
    pub(crate) fn quota_used(
        &self,
        carrier: Carrier,
        number: PhoneNumber,
        quota: VerifyQuota,
        now: Timestamp,
    ) -> u32 {
        let row = self.quotas.get(&(carrier, number));
        row.filter(|row| now.duration_since(row.since).as_secs() < quota.window_seconds)
            .map_or(0, |row| row.used)
    }

    /// Counts one verification; `false` if the quota was used up already.
    pub(crate) fn take_quota(
        &mut self,
        carrier: Carrier,
        number: PhoneNumber,
        quota: VerifyQuota,
        now: Timestamp,
    ) -> bool {
        let used = self.quota_used(carrier, number, quota, now);
        if used >= quota.limit {
            return false;
        }
        let row = self.quotas.entry((carrier, number)).or_insert(QuotaRow {
            since: now,
            used: 0,
        });
        if used == 0 {
            row.since = now;
        }
        row.used = used + 1;
        true
    }
}
