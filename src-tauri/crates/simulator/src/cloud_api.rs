//! The cloud API's three actions: parameters, tokens, then the carrier. No HTTP here; the signature is checked before.

use std::time::Duration;

use numberauth_cloud::VerifyResult;
use numberauth_cloud::microscope::SignatureReport;
use numberauth_protocol::{BizType, CloudAction, Flow, PhoneNumber, SpToken};
use serde_json::{Value, json};

use crate::carrier::OwnReason;
use crate::fault::FaultEffect;
use crate::ledger::{Entered, IssuedAccessToken, IssuedSpToken, SpTokenRefusal};
use crate::world::{CarrierSaid, World};

/// The wait that the fault `throttle` tells: there is no second whose end it could be.
const FAULT_RETRY_AFTER: Duration = Duration::from_secs(1);

/// An answer of the cloud, before it is written as JSON.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CloudReply {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The fields beside `Code`, `Message` and `RequestId`.
    pub(crate) fields: Value,
    pub(crate) carrier: Option<CarrierSaid>,
    /// After how long a call may fit again.
    pub(crate) retry_after: Option<Duration>,
    /// Why the request's signature does not hold; for the journal, never for the client.
    pub(crate) signature: Option<Box<SignatureReport>>,
}

impl CloudReply {
    fn ok(fields: Value) -> Self {
        Self {
            fields,
            ..Self::platform(200, "OK", "OK")
        }
    }

    /// A failure of the business: an answer like a success, with another `Code`.
    fn business(code: &'static str, message: impl Into<String>) -> Self {
        Self::platform(200, code, message)
    }

    fn throttled(retry_after: Duration) -> Self {
        let message = "Request was denied due to user flow control.";
        Self {
            retry_after: Some(retry_after),
            ..Self::platform(429, "Throttling.User", message)
        }
    }

    /// A failure of the platform itself: 4xx or 5xx.
    pub(crate) fn platform(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            fields: json!({}),
            carrier: None,
            signature: None,
            retry_after: None,
        }
    }

    fn told_by(mut self, carrier: CarrierSaid) -> Self {
        self.carrier = Some(carrier);
        self
    }
}

/// The parameters of a call: the union of query and form body, decoded.
pub(crate) struct Parameters(pub(crate) Vec<(String, String)>);

impl Parameters {
    /// A parameter's value, the first of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn required(&self, name: &str) -> Result<&str, CloudReply> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| {
                CloudReply::platform(
                    400,
                    "MissingParameter",
                    format!("{name} is mandatory for this action."),
                )
            })
    }
}

impl World {
    /// Answers an action of an account, as a fault has it: a carrier may refuse, but at `VerifyPhoneWithToken` it cannot say.
    pub(crate) fn answer_cloud(
        &self,
        action: CloudAction,
        account: usize,
        parameters: &Parameters,
        fault: Option<&FaultEffect>,
    ) -> CloudReply {
        let own_reason = OwnReason::of(fault);
        let answered = self
            .admit(action, account, fault)
            .and_then(|()| match action {
                CloudAction::GetAuthToken => self.get_auth_token(account, parameters),
                CloudAction::GetPhoneWithToken => {
                    self.get_phone_with_token(account, parameters, own_reason)
                }
                CloudAction::VerifyPhoneWithToken => {
                    self.verify_phone_with_token(account, parameters, own_reason)
                }
            });
        self.touch();
        answered.unwrap_or_else(|refused| refused)
    }

    /// What stands before the action itself: how often it is called, and whether the account may.
    fn admit(
        &self,
        action: CloudAction,
        account: usize,
        fault: Option<&FaultEffect>,
    ) -> Result<(), CloudReply> {
        if let Some(FaultEffect::Throttle {}) = fault {
            return Err(CloudReply::throttled(FAULT_RETRY_AFTER));
        }
        let now = self.clock.stopwatch().started();
        self.rates
            .admit(account, action, now)
            .map_err(CloudReply::throttled)?;
        match fault {
            Some(FaultEffect::OutOfService {}) => Err(CloudReply::business(
                "isv.OUT_OF_SERVICE",
                "The service of this account is stopped.",
            )),
            Some(FaultEffect::PermissionDenied {}) => Err(CloudReply::business(
                "isv.RAM_PERMISSION_DENY",
                "The RAM user of this AccessKey may not call this action.",
            )),
            _ => Ok(()),
        }
    }

    fn get_auth_token(
        &self,
        account: usize,
        parameters: &Parameters,
    ) -> Result<CloudReply, CloudReply> {
        let url = parameters.required("Url")?;
        let origin = parameters.required("Origin")?;
        let scene_code = parameters.required("SceneCode")?;
        let biz_type = BizType::parse(parameters.required("BizType")?).ok_or_else(|| {
            CloudReply::business(
                "isv.INVALID_PARAMETERS",
                "BizType is 0 (verification) or 1 (login).",
            )
        })?;
        for (name, value) in [("Url", url), ("Origin", origin)] {
            if !(value.starts_with("https://") || value.starts_with("http://")) {
                return Err(CloudReply::business(
                    "isv.INVALID_PARAMETERS",
                    format!("{name} begins with https://."),
                ));
            }
        }
        self.ledger().scene(scene_code, account).map_err(|_| {
            CloudReply::business(
                "isv.SCENE_QUERY_FAIL",
                "The scheme does not exist in this account.",
            )
        })?;
        let issued = IssuedAccessToken {
            account,
            flow: biz_type.flow(),
            scene_code: scene_code.to_owned(),
            origin: origin.to_owned(),
            issued_at: self.clock.now(),
        };
        let access_token = self.issue_access_token(issued);
        let jwt_token = self.ledger().issue_jwt(account, self.clock.now());
        Ok(CloudReply::ok(json!({
            "TokenInfo": {"AccessToken": access_token.reveal(), "JwtToken": jwt_token.reveal()}
        })))
    }

    /// Uses up a token that may be exchanged.
    fn take(
        &self,
        token: &SpToken,
        account: usize,
        flow: Flow,
        serves: impl FnOnce(&IssuedSpToken) -> bool,
    ) -> Result<IssuedSpToken, CloudReply> {
        let now = self.clock.now();
        let issued = self
            .ledger()
            .take_sp_token(token, account, flow, now, serves);
        issued.map_err(|refusal| match refusal {
            SpTokenRefusal::Invalid => token_invalid(),
            SpTokenRefusal::UsedByOther => CloudReply::business(
                "isv.TOKEN_UNAUTHORIZED_USED",
                "The token belongs to another account or another business type.",
            ),
            SpTokenRefusal::OtherCarrier => CloudReply::business(
                "isv.PARAMETERS_MISMATCH",
                "The number's carrier is not the one that issued the token.",
            ),
        })
    }

    fn get_phone_with_token(
        &self,
        account: usize,
        parameters: &Parameters,
        own_reason: Option<OwnReason<'_>>,
    ) -> Result<CloudReply, CloudReply> {
        let token = SpToken::new(parameters.required("SpToken")?);
        // Whatever the carrier says now, it has seen the token: it is used up.
        let issued = self.take(&token, account, Flow::Login, |_| true)?;
        let rules = self.rules.of(issued.carrier);
        let said = |code: &str, msg: &str| CarrierSaid {
            carrier: Some(issued.carrier),
            code: code.to_owned(),
            msg: msg.to_owned(),
            flow: Flow::Login,
        };
        if let Some(reason) = own_reason {
            let content = reason.content(rules);
            return Err(token_invalid().told_by(said(&content.code, &content.msg)));
        }
        if let Some(digits) = issued.digits {
            self.enter(rules, issued.number, digits)
                .map_err(|(entered, content)| {
                    let reply = match entered {
                        Entered::Locked => CloudReply::business(
                            "ERROR_MOBILE_OVER_LIMIT",
                            "The number has too many failures.",
                        ),
                        Entered::Right | Entered::Wrong => token_invalid(),
                    };
                    reply.told_by(said(&content.code, &content.msg))
                })?;
        }
        self.spend_mask(issued.session.as_ref());
        let ok = &rules.answers.ok;
        Ok(
            CloudReply::ok(json!({"Data": {"Mobile": issued.number.reveal()}}))
                .told_by(said(&ok.code, &ok.msg)),
        )
    }

    fn verify_phone_with_token(
        &self,
        account: usize,
        parameters: &Parameters,
        own_reason: Option<OwnReason<'_>>,
    ) -> Result<CloudReply, CloudReply> {
        let number = PhoneNumber::parse(parameters.required("PhoneNumber")?).map_err(|error| {
            CloudReply::business(
                "isv.MOBILE_NUMBER_ILLEGAL",
                format!("PhoneNumber: {error}."),
            )
        })?;
        let token = SpToken::new(parameters.required("SpToken")?);
        // Judged before the carrier is asked: a number that is known on another carrier uses no token up.
        let known = self.known_carrier(number);
        let issued = self.take(&token, account, Flow::Verify, |issued| {
            known.is_none_or(|known| known.served() == Some(issued.carrier))
        })?;
        let rules = self.rules.of(issued.carrier);
        let (result, said) = match own_reason {
            Some(reason) => (VerifyResult::Unknown, reason.content(rules)),
            None if number == issued.number => (VerifyResult::Pass, (&rules.answers.ok).into()),
            None => (VerifyResult::Reject, (&rules.answers.ok).into()),
        };
        let carrier = CarrierSaid {
            carrier: Some(issued.carrier),
            code: said.code,
            msg: said.msg,
            flow: Flow::Verify,
        };
        let fields =
            json!({"GateVerify": {"VerifyResult": result, "VerifyId": self.entropy.uuid()}});
        Ok(CloudReply::ok(fields).told_by(carrier))
    }
}

fn token_invalid() -> CloudReply {
    CloudReply::business(
        "isv.TOKEN_INVALID",
        "The token is unknown, used, expired, or refused by the carrier.",
    )
}
