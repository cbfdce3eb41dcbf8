use jiff::{SignedDuration, Timestamp};
use numberauth_protocol::{AccessToken, Flow, JwtToken};

use super::{Ledger, NextPrune};
use crate::account::ACCOUNTS;
use crate::jwt::Refusal;

/// How long an `AccessToken` lives, in seconds.
pub const ACCESS_TOKEN_SECONDS: i64 = 600;
/// A nonce is remembered for as long as its signature's date could still be accepted: twice the legacy signature's 31 minutes.
const NONCE_SECONDS: i64 = 2 * 31 * 60;

/// An `AccessToken` that was issued.
#[derive(Clone, Debug)]
pub(crate) struct IssuedAccessToken {
    /// Index of the account.
    pub(crate) account: usize,
    pub(crate) flow: Flow,
    pub(crate) scene_code: String,
    pub(crate) origin: String,
    pub(crate) issued_at: Timestamp,
}

/// Both tokens hold: whose they are.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    pub(crate) account: usize,
    pub(crate) scene_code: String,
    pub(crate) origin: String,
}

/// Why the tokens do not hold: 600025.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdentityRefusal {
    #[error("accessToken was never issued")]
    AccessTokenForged,
    #[error("accessToken has expired: it lives 10 minutes")]
    AccessTokenExpired,
    #[error("jwtToken is forged: its signature does not hold")]
    JwtForged,
    #[error("jwtToken has expired: it lives 1 hour")]
    JwtExpired,
    #[error("jwtToken is not valid yet")]
    JwtNotYetValid,
    #[error("accessToken and jwtToken are of different accounts")]
    OtherAccount,
    #[error("the tokens were issued for the other business type (BizType)")]
    WrongBizType,
    #[error("no successful check came before")]
    NotChecked,
}

/// The scheme is not there (any more).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SceneRefusal;

impl Ledger {
    /// Makes a scheme exist for an account.
    pub(crate) fn create_scene(&mut self, code: &str, account: usize) {
        self.scenes.insert(code.to_owned(), account);
    }

    /// Deletes a scheme; tells whether it existed.
    pub(crate) fn delete_scene(&mut self, code: &str) -> bool {
        self.scenes.remove(code).is_some()
    }

    /// Whether an account has the scheme.
    pub(crate) fn scene(&self, code: &str, account: usize) -> Result<(), SceneRefusal> {
        if self.scenes.get(code) == Some(&account) {
            Ok(())
        } else {
            Err(SceneRefusal)
        }
    }

    pub(crate) fn remember_access_token(&mut self, token: &AccessToken, issued: IssuedAccessToken) {
        if self
            .next_prune
            .access_tokens
            .is_due(self.access_tokens.len())
        {
            let oldest = issued.issued_at - SignedDuration::from_secs(ACCESS_TOKEN_SECONDS);
            self.access_tokens
                .retain(|_, known| known.issued_at > oldest);
            self.next_prune.access_tokens = NextPrune::after(self.access_tokens.len());
            let access_tokens = &self.access_tokens;
            self.checked
                .retain(|(_, token)| access_tokens.contains_key(token));
            self.masks
                .retain(|(_, token), _| access_tokens.contains_key(token));
        }
        self.access_tokens.insert(token.reveal().to_owned(), issued);
    }

    pub(crate) fn issue_jwt(&self, account: usize, at: Timestamp) -> JwtToken {
        self.signer.issue(ACCOUNTS[account].ali_uid, at)
    }

    /// Checks both tokens for a flow, at the calendar's `now`.
    pub(crate) fn identity(
        &self,
        access_token: &AccessToken,
        jwt_token: &JwtToken,
        flow: Flow,
        now: Timestamp,
    ) -> Result<Granted, IdentityRefusal> {
        let issued = self
            .access_tokens
            .get(access_token.reveal())
            .ok_or(IdentityRefusal::AccessTokenForged)?;
        let claims = self
            .signer
            .check(jwt_token, now)
            .map_err(|refusal| match refusal {
                Refusal::Forged => IdentityRefusal::JwtForged,
                Refusal::Expired => IdentityRefusal::JwtExpired,
                Refusal::NotYetValid => IdentityRefusal::JwtNotYetValid,
            })?;
        if now.duration_since(issued.issued_at).as_secs() >= ACCESS_TOKEN_SECONDS {
            return Err(IdentityRefusal::AccessTokenExpired);
        }
        if claims.ali_uid != ACCOUNTS[issued.account].ali_uid {
            return Err(IdentityRefusal::OtherAccount);
        }
        if issued.flow != flow {
            return Err(IdentityRefusal::WrongBizType);
        }
        let IssuedAccessToken {
            account,
            scene_code,
            origin,
            ..
        } = issued.clone();
        Ok(Granted {
            account,
            scene_code,
            origin,
        })
    }

    /// Forgets a nonce that was not used after all.
    pub(crate) fn release_nonce(&mut self, access_key_id: &str, nonce: &str) {
        self.nonces
            .remove(&(access_key_id.to_owned(), nonce.to_owned()));
    }

    /// Remembers a nonce at the unshifted time `now`; `false` if it was used before.
    pub(crate) fn use_nonce(&mut self, access_key_id: &str, nonce: &str, now: Timestamp) -> bool {
        if self.next_prune.nonces.is_due(self.nonces.len()) {
            let oldest = now - SignedDuration::from_secs(NONCE_SECONDS);
            self.nonces.retain(|_, used| *used > oldest);
            self.next_prune.nonces = NextPrune::after(self.nonces.len());
        }
        self.nonces
            .insert((access_key_id.to_owned(), nonce.to_owned()), now)
            .is_none()
    }
}
