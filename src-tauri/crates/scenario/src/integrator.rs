//! "Your server": what an integrator's back end does for its page. It asks the cloud for tokens and exchanges spTokens.

use std::sync::Arc;

use numberauth_cloud::{
    AuthTokenRequest, AuthTokens, Client, Error, RequestContext, Success, VerifyResult,
};
use numberauth_protocol::{
    Begun, CallId, Clock, CloudAction, Flight, Flow, Hop, Journal, JwtToken, Message, Operation,
    Outcome, Party, PhoneNumber, SignatureCause, SpToken, Stopwatch, TransportFailure,
};
use numberauth_simulator::{ACCOUNTS, PAGE_ORIGIN, PAGE_URL, Simulator};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

/// What kind of tokens your server hands to its page.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Credentials {
    /// As `GetAuthToken` gave them.
    #[default]
    Good,
    /// One character of the jwtToken's signature is another.
    Forged,
    /// Genuine ones that your server has kept for two hours.
    Expired,
    /// The accessToken of one account with the jwtToken of another.
    OtherAccount,
    /// Asked for with the other flow's `BizType`.
    WrongBizType,
    /// The scheme was deleted right after the tokens were issued.
    DeletedScheme,
    /// Asked for with an `Origin` that ends with a slash.
    OriginWithSlash,
    /// Asked for with a scheme that never existed: there are none.
    NoSuchScheme,
}

/// The account with whose key your server exchanges an spToken.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WhoseAccount {
    /// The one that asked for the page's tokens.
    #[default]
    Own,
    /// Another, which no token was issued for.
    Other,
}

/// How old the kept tokens of [`Credentials::Expired`] are, in seconds: older than either token lives.
const KEPT_SECONDS: i64 = 2 * 3_600;
/// A scheme that no account has.
const NO_SCHEME: &str = "FC00000000000000000";
/// Every character that encoders disagree about, for [`Integrator::try_signature_slip`].
const SLIPPERY_URL: &str = "https://demo.example.test/~shop/*/?name=one tap (it's no. 1)!";
/// What your server tells its page when the cloud did not answer.
const UNREACHABLE: &str = "Unreachable";

/// Your server's answer to "give me tokens".
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct AuthTokenReply {
    /// `OK`, the cloud's own code, or `Unreachable`.
    pub code: String,
    /// The cloud's words, or why it could not be reached.
    pub message: String,
    /// The cloud's id of the request.
    pub request_id: Option<String>,
    /// Whole, on success.
    pub access_token: Option<String>,
    /// Whole, on success.
    pub jwt_token: Option<String>,
}

/// Your server's answer to a login's spToken.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct PhoneReply {
    /// `OK`, the cloud's own code, or `Unreachable`.
    pub code: String,
    /// The cloud's words, or why it could not be reached.
    pub message: String,
    /// The cloud's id of the request.
    pub request_id: Option<String>,
    /// The whole number, on success.
    pub number: Option<String>,
}

/// Your server's answer to a verification's spToken.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct VerifyReply {
    /// `OK`, the cloud's own code, or `Unreachable`.
    pub code: String,
    /// The cloud's words, or why it could not be reached.
    pub message: String,
    /// The cloud's id of the request.
    pub request_id: Option<String>,
    /// The verdict, on success.
    pub result: Option<VerifyResult>,
}

/// How an action ended, whatever it was for.
struct Ending {
    code: String,
    message: String,
    request_id: Option<String>,
    outcome: Outcome,
    /// The fault that kept the request from the cloud.
    fault: Option<String>,
}

impl Ending {
    fn of<T>(answer: Result<Success<T>, Error>) -> (Self, Option<T>) {
        let replied = |code: String, message, request_id, status| Self {
            outcome: Outcome::Reply {
                code: code.clone(),
                status,
            },
            code,
            message,
            request_id: Some(request_id).filter(|id: &String| !id.is_empty()),
            fault: None,
        };
        let ok = || "OK".to_owned();
        match answer {
            Ok(Success { value, request_id }) => {
                (replied(ok(), ok(), request_id, 200), Some(value))
            }
            Err(Error::Business {
                code,
                message,
                request_id,
            }) => (replied(code, message, request_id, 200), None),
            Err(Error::Platform {
                status,
                code,
                message,
                request_id,
            }) => (replied(code, message, request_id, status), None),
            Err(error) => {
                let fault = match &error {
                    Error::Transport(failure) => failure.fault(),
                    _ => None,
                };
                let message = error.to_string();
                let outcome = Outcome::Failed {
                    reason: message.clone(),
                };
                let code = UNREACHABLE.to_owned();
                (
                    Self {
                        code,
                        message,
                        request_id: None,
                        outcome,
                        fault,
                    },
                    None,
                )
            }
        }
    }
}

/// Your server, with the first simulated account's key; the second's only for mixing accounts up.
pub(crate) struct Integrator {
    own: Client,
    other: Client,
    simulator: Arc<Simulator>,
    clock: Clock,
    journal: Journal,
}

/// One request of the page to your server, for the journal.
struct Asked {
    action: CloudAction,
    flow: Flow,
    call: CallId,
    at: jiff::Timestamp,
    watch: Stopwatch,
    request: Value,
    /// In flight until the page is told.
    _flight: Flight,
}

impl Integrator {
    pub(crate) fn new(
        context: &RequestContext,
        simulator: Arc<Simulator>,
        journal: Journal,
    ) -> Result<Self, TransportFailure> {
        let client = |account: usize| Client::new(ACCOUNTS[account].access_key(), context.clone());
        Ok(Self {
            own: client(0)?,
            other: client(1)?,
            simulator,
            clock: context.clock.clone(),
            journal,
        })
    }

    fn client(&self, account: WhoseAccount) -> &Client {
        match account {
            WhoseAccount::Own => &self.own,
            WhoseAccount::Other => &self.other,
        }
    }

    fn asked(&self, action: CloudAction, flow: Flow, request: Value) -> Asked {
        let call = self.journal.next_call();
        let (at, watch) = (self.clock.now(), self.clock.stopwatch());
        let begun = Begun {
            at,
            watch,
            call: Some(call),
            flow: Some(flow),
            from: Party::Page,
            to: Party::Server,
            operation: Operation::Cloud(action),
        };
        Asked {
            action,
            flow,
            call,
            at,
            watch,
            request,
            _flight: self.journal.begin(begun),
        }
    }

    fn record(&self, asked: &Asked, ending: &Ending, response: &Value) {
        let operation = Operation::Cloud(asked.action);
        self.journal.record(Hop {
            at: asked.at,
            elapsed: asked.watch.elapsed(),
            call: Some(asked.call),
            flow: Some(asked.flow),
            from: Party::Page,
            to: Party::Server,
            operation,
            carrier: None,
            outcome: ending.outcome.clone(),
            request: Some(Message::call(operation.name(), &asked.request)),
            response: Some(Message::call("answer", response)),
            content: None,
            fault: ending.fault.clone(),
            late: false,
            hint: None,
            signature: None,
        });
    }

    /// Tokens for the page, of the chosen kind.
    pub(crate) async fn get_auth_token(
        &self,
        flow: Flow,
        credentials: Credentials,
    ) -> AuthTokenReply {
        let asked = self.asked(CloudAction::GetAuthToken, flow, json!({"flow": flow}));
        let answer = self.tokens(flow, credentials, asked.call).await;
        self.hand_out(&asked, answer)
    }

    /// Tells the page how it went, and the journal.
    fn hand_out(
        &self,
        asked: &Asked,
        answer: Result<Success<AuthTokens>, Error>,
    ) -> AuthTokenReply {
        let (ending, tokens) = Ending::of(answer);
        let reply = AuthTokenReply {
            access_token: tokens
                .as_ref()
                .map(|tokens| tokens.access_token.reveal().to_owned()),
            jwt_token: tokens.map(|tokens| tokens.jwt_token.reveal().to_owned()),
            code: ending.code.clone(),
            message: ending.message.clone(),
            request_id: ending.request_id.clone(),
        };
        self.record(asked, &ending, &json!(reply));
        reply
    }

    /// Asks for tokens with a signature that holds a slip on purpose.
    pub(crate) async fn try_signature_slip(&self, slip: SignatureCause) -> AuthTokenReply {
        let request = json!({"slip": slip});
        let asked = self.asked(CloudAction::GetAuthToken, Flow::Login, request);
        let request = AuthTokenRequest {
            url: SLIPPERY_URL.to_owned(),
            origin: PAGE_ORIGIN.to_owned(),
            scene_code: ACCOUNTS[0].scene_code.to_owned(),
            biz_type: Flow::Login.biz_type(),
        };
        let answer = self
            .own
            .get_auth_token_with_slip(&request, slip, Some(asked.call))
            .await;
        self.hand_out(&asked, answer)
    }

    async fn tokens(
        &self,
        flow: Flow,
        credentials: Credentials,
        call: CallId,
    ) -> Result<Success<AuthTokens>, Error> {
        let origin = match credentials {
            Credentials::OriginWithSlash => format!("{PAGE_ORIGIN}/"),
            _ => PAGE_ORIGIN.to_owned(),
        };
        let get = |client: &Client, flow: Flow, scene_code: &str| {
            let request = AuthTokenRequest {
                url: PAGE_URL.to_owned(),
                origin: origin.clone(),
                scene_code: scene_code.to_owned(),
                biz_type: flow.biz_type(),
            };
            let client = client.clone();
            async move { client.get_auth_token(&request, Some(call)).await }
        };
        let [own_scene, other_scene] = ACCOUNTS.map(|account| account.scene_code);
        match credentials {
            Credentials::Good | Credentials::OriginWithSlash => {
                get(&self.own, flow, own_scene).await
            }
            Credentials::NoSuchScheme => get(&self.own, flow, NO_SCHEME).await,
            Credentials::WrongBizType => get(&self.own, flow.other(), own_scene).await,
            Credentials::Forged => {
                let mut success = get(&self.own, flow, own_scene).await?;
                success.value.jwt_token = forge(&success.value.jwt_token);
                Ok(success)
            }
            Credentials::Expired => {
                let (access_token, jwt_token) =
                    self.simulator.tokens_issued_ago(flow, KEPT_SECONDS);
                let value = AuthTokens {
                    access_token,
                    jwt_token,
                };
                // Nothing was asked of the cloud.
                Ok(Success {
                    value,
                    request_id: String::new(),
                })
            }
            Credentials::OtherAccount => {
                let mut success = get(&self.own, flow, own_scene).await?;
                let other = get(&self.other, flow, other_scene).await?;
                success.value.jwt_token = other.value.jwt_token;
                Ok(success)
            }
            Credentials::DeletedScheme => {
                // A scheme of this call alone: two pages at once do not delete each other's.
                let short_lived = format!("FC9{:014}", call.0);
                self.simulator.create_scene(&short_lived, 0);
                let answer = get(&self.own, flow, &short_lived).await;
                self.simulator.delete_scene(&short_lived);
                answer
            }
        }
    }

    /// Exchanges a login's spToken for the whole number.
    pub(crate) async fn get_phone_with_token(
        &self,
        account: WhoseAccount,
        sp_token: &SpToken,
    ) -> PhoneReply {
        let request = json!({"spToken": sp_token.reveal()});
        let asked = self.asked(CloudAction::GetPhoneWithToken, Flow::Login, request);
        let (ending, number) = Ending::of(
            self.client(account)
                .get_phone_with_token(sp_token, Some(asked.call))
                .await,
        );
        let reply = PhoneReply {
            number: number.map(|number: PhoneNumber| number.reveal().to_owned()),
            code: ending.code.clone(),
            message: ending.message.clone(),
            request_id: ending.request_id.clone(),
        };
        self.record(&asked, &ending, &json!(reply));
        reply
    }

    /// Asks whether a number, taken as it is, is the one behind a verification's spToken.
    pub(crate) async fn verify_phone_with_token(
        &self,
        account: WhoseAccount,
        phone_number: &str,
        sp_token: &SpToken,
    ) -> VerifyReply {
        let request = json!({"phoneNumber": phone_number, "spToken": sp_token.reveal()});
        let asked = self.asked(CloudAction::VerifyPhoneWithToken, Flow::Verify, request);
        let answer = self
            .client(account)
            .verify_phone_with_token(phone_number, sp_token, Some(asked.call))
            .await;
        let (ending, result) = Ending::of(answer);
        let reply = VerifyReply {
            result,
            code: ending.code.clone(),
            message: ending.message.clone(),
            request_id: ending.request_id.clone(),
        };
        self.record(&asked, &ending, &json!(reply));
        reply
    }
}

/// The token with one character of its signature changed.
fn forge(token: &JwtToken) -> JwtToken {
    let text = token.reveal();
    let at = text.rfind('.').map_or(0, |dot| dot + 1);
    let (head, signature) = text.split_at(at);
    let replacement = if signature.starts_with('A') { 'B' } else { 'A' };
    JwtToken::new(format!(
        "{head}{replacement}{}",
        signature.get(1..).unwrap_or_default()
    ))
}
