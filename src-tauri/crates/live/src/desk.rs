use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use numberauth_protocol::{
    AccessToken, Clock, Entropy, Flow, Journal, JwtToken, PhoneNumber, SpToken, redact,
};
use secrecy::SecretString;

use crate::doctor::{self, Finding, Patient};
use crate::keychain::{Keychain, KeychainState, OsKeychain};
use crate::run::{Run, Runs};
use crate::{
    Connector, JwtTimes, Keep, LiveClient, LiveContext, LiveError, LiveNotice, LivePhone,
    LiveProfile, LiveProfileView, LiveSnapshot, LiveTokens, LiveVerdict, OnlineChecks,
    ProfileDraft, ProfileStore, Proxies, SecretPlace, Secrets, Spend, SpendMeter, TokenKind,
};

/// How long an `AccessToken` lives, in seconds (PROTOCOL "Cloud API").
const ACCESS_TOKEN_SECONDS: i64 = 600;

/// What a live desk is made of.
pub struct DeskParts {
    /// Where the profiles' file is.
    pub folder: PathBuf,
    /// Where secrets are kept.
    pub keychain: Arc<dyn Keychain>,
    /// What carries the calls; none is the platform's, made at the first call.
    pub connector: Option<Connector>,
    /// The clock; live use knows the system's alone.
    pub clock: Clock,
}

impl DeskParts {
    /// Profiles in `folder`, the system's keychain, roots, proxy and clock.
    #[must_use]
    pub fn of_system(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            keychain: Arc::new(OsKeychain),
            connector: None,
            clock: Clock::system(),
        }
    }
}

/// Everything that the Live window and the doctor drive: profiles, secrets, calls, their count and their journal.
#[derive(Debug)]
pub struct LiveDesk {
    store: ProfileStore,
    secrets: Secrets,
    connector: Mutex<Option<Connector>>,
    clock: Clock,
    entropy: Entropy,
    journal: Journal,
    spend: SpendMeter,
    last: Mutex<Last>,
    runs: Runs,
}

/// What the last calls brought, for copying on purpose. In memory only.
#[derive(Debug, Default)]
struct Last {
    access_token: Option<AccessToken>,
    jwt_token: Option<JwtToken>,
    number: Option<PhoneNumber>,
}

impl LiveDesk {
    /// A desk over `folder`, with all else from the system. Opens no connection and asks no keychain yet.
    pub fn open(folder: &Path) -> Result<Self, LiveError> {
        Self::with(DeskParts::of_system(folder))
    }

    /// The same, for a look alone: nothing in `folder` is changed, not even a broken file's name, and no profile can be
    /// saved or deleted.
    pub fn open_to_read(folder: &Path) -> Result<Self, LiveError> {
        let store = ProfileStore::open_to_read(folder)?;
        Self::of(store, DeskParts::of_system(folder))
    }

    /// A desk of these parts.
    pub fn with(parts: DeskParts) -> Result<Self, LiveError> {
        Self::of(ProfileStore::open(&parts.folder)?, parts)
    }

    fn of(store: ProfileStore, parts: DeskParts) -> Result<Self, LiveError> {
        Ok(Self {
            store,
            secrets: Secrets::new(parts.keychain),
            connector: Mutex::new(parts.connector),
            clock: parts.clock,
            entropy: Entropy::system()?,
            journal: Journal::default(),
            spend: SpendMeter::default(),
            last: Mutex::default(),
            runs: Runs::default(),
        })
    }

    /// The journal of every exchange.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The profiles, by name.
    #[must_use]
    pub fn profiles(&self) -> Vec<LiveProfile> {
        self.store.list()
    }

    /// What the person should know about the start.
    #[must_use]
    pub fn notices(&self) -> Vec<LiveNotice> {
        let aside = self.store.set_aside().into_iter();
        aside
            .map(|aside| LiveNotice::ProfilesSetAside {
                file: aside.file.clone(),
                kept: aside.kept,
            })
            .collect()
    }

    /// The desk now. Asks the keychain about each profile, which can take its time.
    pub async fn snapshot(&self) -> LiveSnapshot {
        let mut profiles = Vec::new();
        for profile in self.store.list() {
            profiles.push(self.view(&profile).await);
        }
        LiveSnapshot {
            profiles,
            keychain: self.secrets.state().await,
            spend: self.spend.spend(),
            notices: self.notices(),
        }
    }

    async fn view(&self, profile: &LiveProfile) -> LiveProfileView {
        LiveProfileView {
            draft: profile.draft().clone(),
            endpoint: profile.endpoint().authority(),
            endpoint_is_default: profile.endpoint().is_default(),
            secret: self.secrets.place(profile).await,
        }
    }

    /// The profile of that name.
    pub fn profile(&self, name: &str) -> Result<LiveProfile, LiveError> {
        Ok(self.store.get(name)?)
    }

    /// Keeps a profile: a new one, or one in the place of `replaced`. The secret of a key that no profile names any more
    /// is forgotten.
    pub async fn save_profile(
        &self,
        draft: &ProfileDraft,
        replaced: Option<&str>,
    ) -> Result<LiveProfileView, LiveError> {
        let profile = LiveProfile::parse(draft)?;
        let older = replaced.map(|name| self.store.get(name)).transpose()?;
        self.store.save(&profile, replaced)?;
        if let Some(older) = older {
            self.forget_if_unused(&older).await;
        }
        Ok(self.view(&profile).await)
    }

    /// Forgets a profile, and its secret if no other profile has the same key.
    pub async fn delete_profile(&self, name: &str) -> Result<(), LiveError> {
        let deleted = self.store.delete(name)?;
        self.forget_if_unused(&deleted).await;
        Ok(())
    }

    async fn forget_if_unused(&self, profile: &LiveProfile) {
        let id = profile.access_key_id();
        if self
            .store
            .list()
            .iter()
            .all(|other| other.access_key_id() != id)
            && let Err(error) = self.secrets.forget(profile).await
        {
            tracing::warn!(%error, "the secret of a deleted profile is still in the keychain");
        }
    }

    /// Keeps a profile's secret as it was typed, and tells where: a temporary key of STS is kept for this run only.
    pub async fn put_secret(
        &self,
        name: &str,
        secret: SecretString,
        sts_token: Option<SecretString>,
        keep: Keep,
    ) -> Result<SecretPlace, LiveError> {
        let profile = self.store.get(name)?;
        Ok(self.secrets.put(&profile, secret, sts_token, keep).await?)
    }

    /// Forgets a profile's secret, wherever it is.
    pub async fn forget_secret(&self, name: &str) -> Result<(), LiveError> {
        Ok(self.secrets.forget(&self.store.get(name)?).await?)
    }

    /// Has the system ask the person to unlock its keychain, and waits for them.
    pub async fn unlock_keychain(&self) -> Result<KeychainState, LiveError> {
        self.secrets.unlock().await?;
        Ok(self.secrets.state().await)
    }

    /// `GetAuthToken` with a profile. Not billed.
    pub async fn get_auth_token(&self, name: &str, flow: Flow) -> Result<LiveTokens, LiveError> {
        let run = self.runs.current();
        let client = self.client(name, &run).await?;
        let success = client.get_auth_token(flow).await?;
        let tokens = success.value;
        let life = SignedDuration::from_secs(ACCESS_TOKEN_SECONDS);
        let shown = LiveTokens {
            flow,
            access_token: tokens.access_token.to_string(),
            jwt_token: tokens.jwt_token.to_string(),
            access_token_expires_at: self
                .clock
                .unshifted()
                .saturating_add(life)
                .unwrap_or(Timestamp::MAX),
            jwt_times: JwtTimes::read(&tokens.jwt_token),
            request_id: success.request_id,
        };
        run.keep(|| {
            let mut last = self.last();
            last.access_token = Some(tokens.access_token);
            last.jwt_token = Some(tokens.jwt_token);
        });
        Ok(shown)
    }

    /// `GetPhoneWithToken` with a profile and an spToken of a real device. Billed when a number comes.
    pub async fn get_phone_with_token(
        &self,
        name: &str,
        sp_token: &str,
    ) -> Result<LivePhone, LiveError> {
        let sp_token = pasted(sp_token)?;
        let run = self.runs.current();
        let client = self.client(name, &run).await?;
        let success = client.get_phone_with_token(&sp_token).await?;
        run.keep(|| self.last().number = Some(success.value));
        Ok(LivePhone {
            number: success.value.masked().to_string(),
            request_id: success.request_id,
            spend: self.spend.spend(),
        })
    }

    /// `VerifyPhoneWithToken` with a profile, a number as typed (spaces and `+86` are understood, what is no number is
    /// sent as it is), and an spToken of a real device. Billed for PASS and REJECT.
    pub async fn verify_phone_with_token(
        &self,
        name: &str,
        number: &str,
        sp_token: &str,
    ) -> Result<LiveVerdict, LiveError> {
        let sp_token = pasted(sp_token)?;
        let typed = number.trim();
        if typed.is_empty() {
            return Err(LiveError::NoNumber);
        }
        let understood = PhoneNumber::parse_typed(typed).ok();
        let asked = understood.as_ref().map_or(typed, PhoneNumber::reveal);
        let client = self.client(name, &self.runs.current()).await?;
        let success = client.verify_phone_with_token(asked, &sp_token).await?;
        Ok(LiveVerdict {
            result: success.value,
            number: redact::number(asked),
            request_id: success.request_id,
            spend: self.spend.spend(),
        })
    }

    /// A token of the last `GetAuthToken`, whole, for a copy on purpose.
    pub fn reveal_token(&self, kind: TokenKind) -> Result<String, LiveError> {
        let last = self.last();
        let token = match kind {
            TokenKind::AccessToken => last.access_token.as_ref().map(AccessToken::reveal),
            TokenKind::JwtToken => last.jwt_token.as_ref().map(JwtToken::reveal),
        };
        token.map(str::to_owned).ok_or(LiveError::NothingToReveal)
    }

    /// The number of the last `GetPhoneWithToken`, whole, for a copy on purpose.
    pub fn reveal_number(&self) -> Result<String, LiveError> {
        let last = self.last();
        let number = last.number.as_ref().map(PhoneNumber::reveal);
        number.map(str::to_owned).ok_or(LiveError::NothingToReveal)
    }

    /// The count of billable calls.
    #[must_use]
    pub fn spend(&self) -> Spend {
        self.spend.spend()
    }

    /// Allows `limit` billable calls in all, in this run.
    #[must_use]
    pub fn set_limit(&self, limit: u32) -> Spend {
        self.spend.set_limit(limit);
        self.spend.spend()
    }

    /// Forgets what this run holds in memory: results, tokens, numbers, secrets for this run, the journal. The count of
    /// billable calls stays. A call under way still ends and is counted, but leaves nothing of that behind.
    pub fn forget_this_run(&self) {
        self.runs.end(|| {
            *self.last() = Last::default();
            self.secrets.forget_this_run();
            self.journal.clear();
        });
    }

    /// Looks for what usually goes wrong. Never a billable call; without a profile only this machine is looked at.
    pub async fn doctor(
        &self,
        profile: Option<&str>,
        online: OnlineChecks,
    ) -> Result<Vec<Finding>, LiveError> {
        let profile = profile.map(|name| self.store.get(name)).transpose()?;
        let proxies = match &*self
            .connector
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
        {
            Some(connector) => connector.proxies().clone(),
            None => Proxies::system(),
        };
        let context = match (&profile, online) {
            (None, _) | (_, OnlineChecks::None) => None,
            _ => Some(self.context(&self.runs.current())),
        };
        let patient = Patient {
            profile: profile.as_ref(),
            secrets: &self.secrets,
            proxies: &proxies,
            context,
            online,
        };
        Ok(doctor::examine(patient).await)
    }

    async fn client(&self, name: &str, run: &Run) -> Result<LiveClient, LiveError> {
        let profile = self.store.get(name)?;
        let credentials = self.secrets.credentials(&profile).await?;
        Ok(LiveClient::new(&profile, credentials, self.context(run)?))
    }

    fn context(&self, run: &Run) -> Result<LiveContext, LiveError> {
        let mut connector = self
            .connector
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let connector = match &*connector {
            Some(made) => made.clone(),
            None => connector.insert(Connector::platform()?).clone(),
        };
        Ok(LiveContext {
            connector,
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            journal: self.journal.clone(),
            spend: self.spend.clone(),
            run: run.clone(),
        })
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        // Every change under this lock is whole before anything can panic.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An spToken as it was pasted, often with a line end.
fn pasted(sp_token: &str) -> Result<SpToken, LiveError> {
    let sp_token = sp_token.trim();
    if sp_token.is_empty() {
        return Err(LiveError::NoSpToken);
    }
    Ok(SpToken::new(sp_token))
}
