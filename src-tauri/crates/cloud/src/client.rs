use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use numberauth_protocol::{
    CallId, Clock, CloudAction, Entropy, HttpReply, LoopbackClient, Operation, PhoneNumber, Route,
    SignatureCause, SpToken, Target, TransportFailure, gateway,
};

use crate::microscope::signed_with;
use crate::{
    AccessKey, AuthTokenRequest, AuthTokens, Error, SignedCall, Success, VerifyResult, answer,
};

/// How long the client waits for a whole answer, in seconds: the official SDKs' read timeout.
const TIMEOUT_SECONDS: u64 = 10;

/// What a client takes from the program around it.
#[derive(Clone)]
pub struct RequestContext {
    /// Where to connect.
    pub route: Arc<dyn Route>,
    /// For `x-acs-date`.
    pub clock: Clock,
    /// For nonces.
    pub entropy: Entropy,
}

/// The client of the three actions, against the simulator. It signs ACS3-HMAC-SHA256 and never retries.
#[derive(Clone)]
pub struct Client {
    http: LoopbackClient,
    context: RequestContext,
    key: AccessKey,
}

impl Client {
    /// A client that signs with `key`.
    pub fn new(key: AccessKey, context: RequestContext) -> Result<Self, TransportFailure> {
        Ok(Self {
            http: LoopbackClient::new()?,
            context,
            key,
        })
    }

    /// `GetAuthToken`: tokens for a page. `call` joins the journal's entries.
    pub async fn get_auth_token(
        &self,
        request: &AuthTokenRequest,
        call: Option<CallId>,
    ) -> Result<Success<AuthTokens>, Error> {
        answer::auth_tokens(
            &self
                .send(CloudAction::GetAuthToken, &request.query(), call)
                .await?,
        )
    }

    /// `GetPhoneWithToken`: the number behind a login's spToken, which is used up.
    pub async fn get_phone_with_token(
        &self,
        sp_token: &SpToken,
        call: Option<CallId>,
    ) -> Result<Success<PhoneNumber>, Error> {
        let query = [("SpToken", sp_token.reveal())];
        answer::phone(
            &self
                .send(CloudAction::GetPhoneWithToken, &query, call)
                .await?,
        )
    }

    /// `VerifyPhoneWithToken`: whether `phone_number`, taken as it is, is the one behind a verification's spToken.
    pub async fn verify_phone_with_token(
        &self,
        phone_number: &str,
        sp_token: &SpToken,
        call: Option<CallId>,
    ) -> Result<Success<VerifyResult>, Error> {
        let query = [
            ("PhoneNumber", phone_number),
            ("SpToken", sp_token.reveal()),
        ];
        answer::verification(
            &self
                .send(CloudAction::VerifyPhoneWithToken, &query, call)
                .await?,
        )
    }

    /// `GetAuthToken`, signed with a slip on purpose: the cloud refuses it. `slip` is one of [`SEEDED`]; with another one the call
    /// is signed rightly.
    ///
    /// [`SEEDED`]: crate::microscope::SEEDED
    pub async fn get_auth_token_with_slip(
        &self,
        request: &AuthTokenRequest,
        slip: SignatureCause,
        call: Option<CallId>,
    ) -> Result<Success<AuthTokens>, Error> {
        let action = CloudAction::GetAuthToken;
        let query = request.query();
        let target = self.context.route.target(Operation::Cloud(action));
        let host = target.authority();
        let (date, nonce) = self.date_and_nonce();
        let signed = signed_with(slip, &self.key, &host, action, &query, date, &nonce);
        let signed = signed
            .unwrap_or_else(|| SignedCall::new(&self.key, &host, action, &query, date, &nonce));
        answer::auth_tokens(&self.post(&target, signed, call).await?)
    }

    fn date_and_nonce(&self) -> (Timestamp, String) {
        let RequestContext { clock, entropy, .. } = &self.context;
        (clock.unshifted(), entropy.hex::<16>())
    }

    async fn send(
        &self,
        action: CloudAction,
        query: &[(&str, &str)],
        call: Option<CallId>,
    ) -> Result<HttpReply, Error> {
        let target = self.context.route.target(Operation::Cloud(action));
        let (date, nonce) = self.date_and_nonce();
        let host = target.authority();
        let signed = SignedCall::new(&self.key, &host, action, query, date, &nonce);
        self.post(&target, signed, call).await
    }

    async fn post(
        &self,
        target: &Target,
        SignedCall { path, mut headers }: SignedCall,
        call: Option<CallId>,
    ) -> Result<HttpReply, Error> {
        headers.extend(call.map(|call| (gateway::CALL_HEADER.to_owned(), call.0.to_string())));
        let answer = self.http.post(target, &path, &headers, Vec::new());
        match tokio::time::timeout(Duration::from_secs(TIMEOUT_SECONDS), answer).await {
            Ok(reply) => Ok(reply?),
            Err(_) => Err(Error::TimedOut {
                seconds: TIMEOUT_SECONDS,
            }),
        }
    }
}
