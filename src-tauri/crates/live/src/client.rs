use http::Method;
use jiff::Timestamp;
use numberauth_cloud::{
    AccessKey, AuthTokenRequest, AuthTokens, Error as CloudError, SignedCall, Success,
    VerifyResult, answer,
};
use numberauth_protocol::{
    Clock, CloudAction, Entropy, Flow, Hop, HttpReply, Journal, Message, Operation, Outcome, Party,
    PhoneNumber, SpToken, Stopwatch,
};
use secrecy::SecretString;
use thiserror::Error;

use crate::connector::Outgoing;
use crate::run::Run;
use crate::spend::UnderWay;
use crate::{Connector, LimitReached, LiveProfile, SpendMeter, Unanswered};

/// What a live call is signed with. It can be neither shown nor written.
#[derive(Clone, Debug)]
pub struct LiveCredentials {
    key: AccessKey,
}

impl LiveCredentials {
    /// A key, and the token of a temporary one.
    #[must_use]
    pub fn new(id: &str, secret: SecretString, sts_token: Option<SecretString>) -> Self {
        let key = AccessKey::new(id, secret);
        let key = match sts_token {
            Some(token) => key.with_security_token(token),
            None => key,
        };
        Self { key }
    }

    /// Whether the secret or the token has a space, a line end or another character that does not show in it: such a
    /// signature never matches.
    #[must_use]
    pub fn have_blanks(&self) -> bool {
        let secret = String::from_utf8_lossy(self.key.secret_bytes());
        let token = self.key.security_token().unwrap_or_default();
        [&*secret, token]
            .into_iter()
            .flat_map(str::chars)
            .any(|c| !c.is_ascii_graphic())
    }
}

/// What a live client takes from the program around it.
#[derive(Clone, Debug)]
pub struct LiveContext {
    /// What carries the calls.
    pub connector: Connector,
    /// For `x-acs-date`.
    pub clock: Clock,
    /// For nonces.
    pub entropy: Entropy,
    /// Where every exchange is written, redacted.
    pub journal: Journal,
    /// What counts the billable calls.
    pub spend: SpendMeter,
    /// The run whose journal it is.
    pub(crate) run: Run,
}

/// The client of the real cloud. It signs ACS3-HMAC-SHA256, speaks TLS alone, and never retries.
#[derive(Clone, Debug)]
pub struct LiveClient {
    profile: LiveProfile,
    credentials: LiveCredentials,
    context: LiveContext,
}

/// Why a live call did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LiveFailure {
    /// The limit of billable calls is reached; nothing was sent.
    #[error(transparent)]
    Limit(#[from] LimitReached),
    /// The cloud refused, or its answer was not understood.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// No whole answer came.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
}

/// What a call costs, as far as its answer tells (PROTOCOL "Billing").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// It is billed.
    Billed,
    /// It is not.
    NotBilled,
    /// No answer that was understood tells: it is counted.
    Maybe,
}

impl LiveFailure {
    /// What the failed call costs.
    #[must_use]
    pub fn billing(&self) -> Billing {
        match self {
            Self::Unanswered(why) if why.may_have_arrived() => Billing::Maybe,
            Self::Cloud(CloudError::NotUnderstood { .. }) => Billing::Maybe,
            _ => Billing::NotBilled,
        }
    }
}

/// One call, for the journal.
struct Asked {
    action: CloudAction,
    flow: Flow,
    at: Timestamp,
    watch: Stopwatch,
    request: Message,
}

impl LiveClient {
    /// A client of `profile`'s cloud.
    #[must_use]
    pub fn new(profile: &LiveProfile, credentials: LiveCredentials, context: LiveContext) -> Self {
        Self {
            profile: profile.clone(),
            credentials,
            context,
        }
    }

    /// `GetAuthToken`: tokens for a page. Not billed.
    pub async fn get_auth_token(&self, flow: Flow) -> Result<Success<AuthTokens>, LiveFailure> {
        let request = AuthTokenRequest {
            url: self.profile.page_url().to_owned(),
            origin: self.profile.origin().to_owned(),
            scene_code: self.profile.scene_code().to_owned(),
            biz_type: flow.biz_type(),
        };
        let query = request.query();
        self.call(CloudAction::GetAuthToken, flow, &query, answer::auth_tokens)
            .await
    }

    /// `GetPhoneWithToken`: the number behind a login's spToken, which is used up. Billed when a number comes.
    pub async fn get_phone_with_token(
        &self,
        sp_token: &SpToken,
    ) -> Result<Success<PhoneNumber>, LiveFailure> {
        let under_way = self.context.spend.begin()?;
        let query = [("SpToken", sp_token.reveal())];
        let ended = self
            .call(
                CloudAction::GetPhoneWithToken,
                Flow::Login,
                &query,
                answer::phone,
            )
            .await;
        settle(under_way, &ended, |_| true);
        ended
    }

    /// `VerifyPhoneWithToken`: whether `phone_number`, sent as it is, is the one behind a verification's spToken. Billed
    /// for PASS and REJECT, never for UNKNOWN.
    pub async fn verify_phone_with_token(
        &self,
        phone_number: &str,
        sp_token: &SpToken,
    ) -> Result<Success<VerifyResult>, LiveFailure> {
        let under_way = self.context.spend.begin()?;
        let query = [
            ("PhoneNumber", phone_number),
            ("SpToken", sp_token.reveal()),
        ];
        let ended = self
            .call(
                CloudAction::VerifyPhoneWithToken,
                Flow::Verify,
                &query,
                answer::verification,
            )
            .await;
        settle(under_way, &ended, |verdict| {
            *verdict != VerifyResult::Unknown
        });
        ended
    }

    async fn call<T>(
        &self,
        action: CloudAction,
        flow: Flow,
        query: &[(&str, &str)],
        read: fn(&HttpReply) -> Result<Success<T>, CloudError>,
    ) -> Result<Success<T>, LiveFailure> {
        let LiveContext {
            clock,
            entropy,
            connector,
            ..
        } = &self.context;
        let authority = self.profile.endpoint().authority();
        let signed = SignedCall::new(
            &self.credentials.key,
            &authority,
            action,
            query,
            clock.unshifted(),
            &entropy.hex::<16>(),
        );
        let host = [("host", authority.as_str())];
        let headers = signed.headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
        let asked = Asked {
            action,
            flow,
            at: clock.unshifted(),
            watch: clock.stopwatch(),
            request: Message::request("POST", &signed.path, host.into_iter().chain(headers), b""),
        };
        let outgoing = Outgoing {
            method: Method::POST,
            path: &signed.path,
            headers: &signed.headers,
        };
        let reply = connector.exchange(self.profile.endpoint(), &outgoing).await;
        let ended = match &reply {
            Ok(reply) => read(reply).map_err(LiveFailure::from),
            Err(why) => Err(why.clone().into()),
        };
        self.record(asked, reply.as_ref().ok(), outcome(&ended));
        ended
    }

    fn record(&self, asked: Asked, reply: Option<&HttpReply>, outcome: Outcome) {
        let operation = Operation::Cloud(asked.action);
        tracing::info!(action = operation.name(), elapsed = ?asked.watch.elapsed(), "a live call ended");
        let journal = &self.context.journal;
        let hop = Hop {
            at: asked.at,
            elapsed: asked.watch.elapsed(),
            call: Some(journal.next_call()),
            flow: Some(asked.flow),
            from: Party::Server,
            to: Party::Cloud,
            operation,
            carrier: None,
            outcome,
            request: Some(asked.request),
            response: reply.map(message),
            content: None,
            fault: None,
            late: false,
            hint: None,
            signature: None,
        };
        // What was forgotten meanwhile stays forgotten.
        let _ = self.context.run.keep(|| journal.record(hop));
    }
}

fn settle<T>(
    under_way: UnderWay,
    ended: &Result<Success<T>, LiveFailure>,
    is_billed: impl FnOnce(&T) -> bool,
) {
    match ended {
        Ok(success) if is_billed(&success.value) => under_way.billed(),
        Ok(_) => under_way.not_billed(),
        Err(failure) => match failure.billing() {
            Billing::Maybe => under_way.maybe_billed(),
            Billing::Billed => under_way.billed(),
            Billing::NotBilled => under_way.not_billed(),
        },
    }
}

fn outcome<T>(ended: &Result<Success<T>, LiveFailure>) -> Outcome {
    match ended {
        Ok(_) => Outcome::Reply {
            code: "OK".to_owned(),
            status: 200,
        },
        Err(LiveFailure::Cloud(CloudError::Business { code, .. })) => Outcome::Reply {
            code: code.clone(),
            status: 200,
        },
        Err(LiveFailure::Cloud(CloudError::Platform { code, status, .. })) => Outcome::Reply {
            code: code.clone(),
            status: *status,
        },
        Err(failure) => Outcome::Failed {
            reason: failure.to_string(),
        },
    }
}

fn message(reply: &HttpReply) -> Message {
    let headers = reply.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
    let reason = http::StatusCode::from_u16(reply.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default();
    Message::response(reply.status, reason, headers, &reply.body)
}
