use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::keychain::{Keychain, KeychainError, KeychainState};
use crate::run::Runs;
use crate::{LiveCredentials, LiveProfile};

/// How long a keychain may take: some ask the person whether this program may read.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a secret is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// In the system's keychain.
    Keychain,
    /// In this program's memory, until it ends.
    ThisRun,
}

/// Where a profile's secret is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SecretPlace {
    /// In the system's keychain.
    Keychain,
    /// In this program's memory.
    ThisRun,
    /// Nowhere: an open keychain, or none at all, and nothing in memory.
    Missing,
    /// The keychain is locked: whether it holds one cannot be told.
    Locked,
    /// The keychain did not answer.
    Unknown {
        /// What it says.
        reason: String,
    },
}

/// Why there is no secret, or none could be kept.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SecretError {
    /// Nowhere kept.
    #[error("there is no secret for this AccessKey; type it in the Live window")]
    Missing,
    /// An STS key without its token.
    #[error(
        "a temporary AccessKey of STS needs its token, which is kept for this run only; type it in the Live window"
    )]
    TokenMissing,
    /// A token for a key that is none of STS.
    #[error("this profile is not marked as STS, so that it takes no token")]
    TokenNotWanted,
    /// Nothing typed.
    #[error("the secret is empty")]
    Empty,
    /// The keychain did not do it.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
}

/// Secrets by `AccessKey` id: in the system's keychain, or in memory for this run. Clones share both.
///
/// What is kept for this run goes before what the keychain holds. A temporary key of STS is never put into the
/// keychain: it is dead within the hour.
#[derive(Clone, Debug)]
pub struct Secrets {
    keychain: Arc<dyn Keychain>,
    this_run: Arc<Mutex<HashMap<String, Held>>>,
    runs: Runs,
    patience: Duration,
}

#[derive(Clone, Debug)]
struct Held {
    secret: SecretString,
    security_token: Option<SecretString>,
}

impl Secrets {
    /// Secrets in `keychain` and in memory.
    #[must_use]
    pub fn new(keychain: Arc<dyn Keychain>) -> Self {
        Self {
            keychain,
            this_run: Arc::default(),
            runs: Runs::default(),
            patience: PATIENCE,
        }
    }

    /// Waits at most so long for the keychain, instead of a minute.
    #[must_use]
    pub fn patient_for(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Whether the system has a keychain.
    pub async fn state(&self) -> KeychainState {
        self.ask(|keychain| Ok(keychain.state()))
            .await
            .unwrap_or_else(|error| KeychainState::Absent {
                reason: error.to_string(),
            })
    }

    /// Has the system ask the person to unlock its keychain, and waits for them, however long they think.
    pub async fn unlock(&self) -> Result<(), SecretError> {
        let keychain = Arc::clone(&self.keychain);
        Ok(off_the_runtime(move || keychain.unlock()).await?)
    }

    /// Asks the keychain, for as long as is bearable.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Keychain) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let keychain = Arc::clone(&self.keychain);
        let answer = off_the_runtime(move || question(&*keychain));
        tokio::time::timeout(self.patience, answer)
            .await
            .unwrap_or_else(|_| {
                Err(KeychainError::Failed {
                    reason: format!("it did not answer within {} s", self.patience.as_secs()),
                })
            })
    }

    /// Keeps a profile's secret as it was typed, and tells where. `sts_token` is the token of a temporary key.
    pub async fn put(
        &self,
        profile: &LiveProfile,
        secret: SecretString,
        sts_token: Option<SecretString>,
        keep: Keep,
    ) -> Result<SecretPlace, SecretError> {
        let run = self.runs.current();
        if secret.expose_secret().trim().is_empty() {
            return Err(SecretError::Empty);
        }
        let sts_token = sts_token.filter(|token| !token.expose_secret().trim().is_empty());
        match (profile.is_sts(), &sts_token) {
            (true, None) => return Err(SecretError::TokenMissing),
            (false, Some(_)) => return Err(SecretError::TokenNotWanted),
            _ => {}
        }
        let account = profile.access_key_id().to_owned();
        if keep == Keep::ThisRun || profile.is_sts() {
            let held = Held {
                secret,
                security_token: sts_token,
            };
            let kept = run.keep(|| self.this_run().insert(account, held));
            return Ok(kept.map_or(SecretPlace::Missing, |_| SecretPlace::ThisRun));
        }
        let key = account.clone();
        self.ask(move |keychain| keychain.write(&key, &secret))
            .await?;
        // What was typed last counts; in a newer run, that is not this.
        run.keep(|| self.this_run().remove(&account));
        Ok(SecretPlace::Keychain)
    }

    /// Where a profile's secret is.
    pub async fn place(&self, profile: &LiveProfile) -> SecretPlace {
        match self.find(profile).await {
            Ok(Found::ThisRun(_)) => SecretPlace::ThisRun,
            Ok(Found::Keychain(_)) => SecretPlace::Keychain,
            Err(SecretError::Keychain(KeychainError::Locked)) => SecretPlace::Locked,
            Err(SecretError::Keychain(KeychainError::Failed { reason })) => {
                SecretPlace::Unknown { reason }
            }
            Err(_) => SecretPlace::Missing,
        }
    }

    /// Forgets a profile's secret, wherever it is.
    pub async fn forget(&self, profile: &LiveProfile) -> Result<(), SecretError> {
        let account = profile.access_key_id().to_owned();
        self.this_run().remove(&account);
        match self.ask(move |keychain| keychain.delete(&account)).await {
            // Without a keychain there is nothing in it.
            Ok(()) | Err(KeychainError::Absent { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a profile's secret is kept in memory.
    #[must_use]
    pub fn is_for_this_run(&self, profile: &LiveProfile) -> bool {
        self.this_run().contains_key(profile.access_key_id())
    }

    /// Forgets every secret that is kept for this run only.
    pub fn forget_this_run(&self) {
        self.runs.end(|| self.this_run().clear());
    }

    /// What a call is signed with.
    pub async fn credentials(&self, profile: &LiveProfile) -> Result<LiveCredentials, SecretError> {
        let id = profile.access_key_id();
        match self.find(profile).await? {
            Found::Keychain(_) if profile.is_sts() => Err(SecretError::TokenMissing),
            Found::Keychain(secret) => Ok(LiveCredentials::new(id, secret, None)),
            Found::ThisRun(Held {
                secret,
                security_token,
            }) => match (profile.is_sts(), security_token) {
                (true, None) => Err(SecretError::TokenMissing),
                (true, token) => Ok(LiveCredentials::new(id, secret, token)),
                (false, _) => Ok(LiveCredentials::new(id, secret, None)),
            },
        }
    }

    async fn find(&self, profile: &LiveProfile) -> Result<Found, SecretError> {
        let account = profile.access_key_id().to_owned();
        let held = self.this_run().get(&account).cloned();
        if let Some(held) = held {
            return Ok(Found::ThisRun(held));
        }
        let kept = self.ask(move |keychain| keychain.read(&account)).await;
        match kept {
            Ok(Some(secret)) => Ok(Found::Keychain(secret)),
            Ok(None) | Err(KeychainError::Absent { .. }) => Err(SecretError::Missing),
            Err(error) => Err(error.into()),
        }
    }

    fn this_run(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        // Every change under this lock is whole before anything can panic.
        self.this_run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Found {
    ThisRun(Held),
    Keychain(SecretString),
}

/// A keychain blocks, for as long as a person thinks.
async fn off_the_runtime<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, KeychainError> {
    tokio::task::spawn_blocking(ask).await.unwrap_or_else(|_| {
        Err(KeychainError::Failed {
            reason: "it broke off".to_owned(),
        })
    })
}
