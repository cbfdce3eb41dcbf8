//! What the simulated cloud, gateway and carriers remember.

mod identity;
mod limits;
mod sp_token;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use numberauth_protocol::{Carrier, PhoneNumber};

use crate::account::ACCOUNTS;
use crate::jwt::Signer;

pub use identity::ACCESS_TOKEN_SECONDS;
pub(crate) use identity::{Granted, IdentityRefusal, IssuedAccessToken};
pub use limits::Tries;
pub(crate) use limits::{Entered, QuotaRow, TriesRow};
pub(crate) use sp_token::{IssuedSpToken, SpTokenRefusal};

/// When a table is next looked through for what has expired: at twice the rows that the last look left, so that the cost of the
/// looks is spread over the rows that came meanwhile.
#[derive(Clone, Copy, Debug)]
struct NextPrune(usize);

impl Default for NextPrune {
    fn default() -> Self {
        Self(4_096)
    }
}

impl NextPrune {
    /// Whether a table of so many rows is to be looked through now.
    fn is_due(self, rows: usize) -> bool {
        rows >= self.0
    }

    /// The look has left so many rows.
    fn after(left: usize) -> Self {
        Self(Self::default().0.max(left.saturating_mul(2)))
    }
}

/// A page's session at the gateway: a mask or a check belongs to device (empty: the default one) and accessToken.
pub(crate) type Session = (String, String);

/// The memory of one run.
pub(crate) struct Ledger {
    signer: Signer,
    /// Scheme code → index of its account.
    scenes: HashMap<String, usize>,
    access_tokens: HashMap<String, IssuedAccessToken>,
    pub(crate) checked: HashSet<Session>,
    pub(crate) masks: HashMap<Session, (Carrier, PhoneNumber)>,
    sp_tokens: HashMap<String, IssuedSpToken>,
    /// Numbers whose tokens were issued without a device.
    pub(crate) known: HashMap<PhoneNumber, Carrier>,
    tries: HashMap<(Carrier, PhoneNumber), TriesRow>,
    quotas: HashMap<(Carrier, PhoneNumber), QuotaRow>,
    /// Nonces with the unshifted time at which they were used.
    nonces: HashMap<(String, String), Timestamp>,
    next_prune: NextPrunes,
}

/// One for each table that grows with every call.
#[derive(Clone, Copy, Debug, Default)]
struct NextPrunes {
    access_tokens: NextPrune,
    sp_tokens: NextPrune,
    nonces: NextPrune,
}

impl Ledger {
    pub(crate) fn new(signing_key: [u8; 32]) -> Self {
        Self {
            signer: Signer::new(signing_key),
            scenes: ACCOUNTS
                .iter()
                .enumerate()
                .map(|(at, account)| (account.scene_code.to_owned(), at))
                .collect(),
            access_tokens: HashMap::new(),
            checked: HashSet::new(),
            masks: HashMap::new(),
            sp_tokens: HashMap::new(),
            known: HashMap::new(),
            tries: HashMap::new(),
            quotas: HashMap::new(),
            nonces: HashMap::new(),
            next_prune: NextPrunes::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_for_what_has_expired_costs_a_few_looks_a_row() {
        let (mut next, mut looked_at) = (NextPrune::default(), 0);
        let rows = 1_000_000;
        for row in 0..rows {
            if next.is_due(row) {
                looked_at += row;
                // Nothing has expired.
                next = NextPrune::after(row);
            }
        }
        assert!(looked_at < 2 * rows, "{looked_at}");
    }
}
