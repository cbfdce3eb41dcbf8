use std::sync::Arc;
use std::time::Duration;

use numberauth_protocol::{
    CallId, Clock, CloudAction, Entropy, HttpReply, LoopbackClient, Operation, PhoneNumber, Route,
    SpToken, TransportFailure, gateway,
};

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

    async fn send(
        &self,
        action: CloudAction,
        query: &[(&str, &str)],
        call: Option<CallId>,
    ) -> Result<HttpReply, Error> {
        let operation = Operation::Cloud(action);
        let target = self.context.route.target(operation);
        let SignedCall { path, mut headers } = SignedCall::new(
            &self.key,
            &target.authority(),
            action,
            query,
            self.context.clock.unshifted(),
            &self.context.entropy.hex::<16>(),
        );
        headers.extend(call.map(|call| (gateway::CALL_HEADER.to_owned(), call.0.to_string())));
        let answer = self.http.post(&target, &path, &headers, Vec::new());
        match tokio::time::timeout(Duration::from_secs(TIMEOUT_SECONDS), answer).await {
            Ok(reply) => Ok(reply?),
            Err(_) => Err(Error::TimedOut {
                seconds: TIMEOUT_SECONDS,
            }),
        }
    }
}
