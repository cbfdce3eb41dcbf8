use jiff::Timestamp;
use numberauth_protocol::{Carrier, Flow, MaskDigits, PhoneNumber, SpToken};

use super::{Ledger, NextPrune, Session};

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
    /// The number's carrier is not the token's; the token is not used up.
    OtherCarrier,
}

impl Ledger {
    pub(crate) fn remember_sp_token(&mut self, token: &SpToken, issued: IssuedSpToken) {
        if self.next_prune.sp_tokens.is_due(self.sp_tokens.len()) {
            let now = issued.issued_at;
            self.sp_tokens
                .retain(|_, known| !known.used && !known.has_expired(now));
            self.next_prune.sp_tokens = NextPrune::after(self.sp_tokens.len());
        }
        self.sp_tokens.insert(token.reveal().to_owned(), issued);
    }

    /// Uses up an spToken that `account` may exchange in `flow` at `now`, if it `serves`: all under one lock, so that no token
    /// is exchanged twice.
    pub(crate) fn take_sp_token(
        &mut self,
        token: &SpToken,
        account: usize,
        flow: Flow,
        now: Timestamp,
        serves: impl FnOnce(&IssuedSpToken) -> bool,
    ) -> Result<IssuedSpToken, SpTokenRefusal> {
        let issued = self
            .sp_tokens
            .get_mut(token.reveal())
            .ok_or(SpTokenRefusal::Invalid)?;
        if issued.account != account || issued.flow != flow {
            return Err(SpTokenRefusal::UsedByOther);
        }
        if issued.used || issued.has_expired(now) {
            return Err(SpTokenRefusal::Invalid);
        }
        if !serves(issued) {
            return Err(SpTokenRefusal::OtherCarrier);
        }
        issued.used = true;
        Ok(issued.clone())
    }
}

impl IssuedSpToken {
    fn has_expired(&self, now: Timestamp) -> bool {
        now.duration_since(self.issued_at).as_secs() >= self.life_seconds
    }
}
