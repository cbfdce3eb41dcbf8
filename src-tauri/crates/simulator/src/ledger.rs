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

/// From this many rows on, what has long expired is dropped before a new row is added.
const PRUNE_FROM: usize = 4_096;

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
        }
    }
}
