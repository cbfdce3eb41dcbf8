use jiff::{SignedDuration, Timestamp};
use numberauth_protocol::{Carrier, Flow, MaskDigits, PhoneNumber, SpToken};

use super::{Ledger, PRUNE_FROM, Session};

/// The longest life of any carrier's spToken, in seconds, for dropping old rows.
const LONGEST_LIFE_SECONDS: i64 = 86_400;

/// An spToken that was issued.
#[derive(Clone, Debug)]
pub(crate) struct IssuedSpToken {
    /// Index of the account.
    pub(crate) account: usize,
    pub(crate) flow: Flow,
    pub(crate) carrier: Carrier,
    /// The number of the path.
    pub(crate) number: PhoneNumber,
    /// What the user typed, where the carrier compares at the exchange only.
    pub(crate) digits: Option<MaskDigits>,
    /// The mask that a successful exchange spends.
    pub(crate) session: Option<Session>,
    pub(crate) issued_at: Timestamp,
    pub(crate) life_seconds: i64,
    pub(crate) used: bool,
}

/// Why an spToken cannot be exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SpTokenRefusal {
    /// Never issued, used, or expired.
    Invalid,
    /// Of another account, or of the other flow.
    UsedByOther,
}

impl Ledger {
    pub(crate) fn remember_sp_token(&mut self, token: &SpToken, issued: IssuedSpToken) {
        if self.sp_tokens.len() >= PRUNE_FROM {
            let oldest = issued.issued_at - SignedDuration::from_secs(LONGEST_LIFE_SECONDS);
            self.sp_tokens
                .retain(|_, known| !known.used && known.issued_at > oldest);
        }
        self.sp_tokens.insert(token.reveal().to_owned(), issued);
    }

    /// An spToken that `account` may exchange in `flow` at `now`. It is not used up by this.
    pub(crate) fn sp_token(
        &self,
        token: &SpToken,
        account: usize,
        flow: Flow,
        now: Timestamp,
    ) -> Result<IssuedSpToken, SpTokenRefusal> {
        let issued = self
            .sp_tokens
            .get(token.reveal())
            .ok_or(SpTokenRefusal::Invalid)?;
        if issued.account != account || issued.flow != flow {
            return Err(SpTokenRefusal::UsedByOther);
        }
        if issued.used || now.duration_since(issued.issued_at).as_secs() >= issued.life_seconds {
            return Err(SpTokenRefusal::Invalid);
        }
        Ok(issued.clone())
    }

    /// Uses an spToken up.
    pub(crate) fn spend_sp_token(&mut self, token: &SpToken) {
        if let Some(issued) = self.sp_tokens.get_mut(token.reveal()) {
            issued.used = true;
        }
    }
}
