//! The cloud API's three actions: parameters, tokens, then the carrier. No HTTP here; the signature is checked before.

use numberauth_cloud::VerifyResult;
use numberauth_protocol::{BizType, CloudAction, Flow, PhoneNumber, SpToken};
use serde_json::{Value, json};

use crate::ledger::{Entered, IssuedAccessToken, IssuedSpToken, SpTokenRefusal};
use crate::world::{CarrierSaid, World};

/// An answer of the cloud, before it is written as JSON.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CloudReply {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The fields beside `Code`, `Message` and `RequestId`.
    pub(crate) fields: Value,
    pub(crate) carrier: Option<CarrierSaid>,
}

impl CloudReply {
    fn ok(fields: Value) -> Self {
        Self {
            status: 200,
            code: "OK",
            message: "OK".into(),
            fields,
            carrier: None,
        }
    }

    fn business(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: 200,
            code,
            message: message.into(),
            fields: json!({}),
            carrier: None,
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
    /// Answers an action of an account. A `busy` carrier refuses; at `VerifyPhoneWithToken` it cannot say.
    pub(crate) fn answer_cloud(
        &self,
        action: CloudAction,
        account: usize,
        parameters: &Parameters,
        busy: bool,
    ) -> CloudReply {
        let answered = match action {
            CloudAction::GetAuthToken => self.get_auth_token(account, parameters),
            CloudAction::GetPhoneWithToken => self.get_phone_with_token(account, parameters, busy),
            CloudAction::VerifyPhoneWithToken => {
                self.verify_phone_with_token(account, parameters, busy)
            }
        };
        self.touch();
        answered.unwrap_or_else(|refused| refused)
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
        busy: bool,
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
        if busy {
            let busy = &rules.answers.busy;
            return Err(token_invalid().told_by(said(&busy.code, &busy.msg)));
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
        busy: bool,
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
        let answers = &self.rules.of(issued.carrier).answers;
        let (result, said) = match (busy, number == issued.number) {
            (true, _) => (VerifyResult::Unknown, &answers.busy),
            (false, true) => (VerifyResult::Pass, &answers.ok),
            (false, false) => (VerifyResult::Reject, &answers.ok),
        };
        let carrier = CarrierSaid {
            carrier: Some(issued.carrier),
            code: said.code.clone(),
            msg: said.msg.clone(),
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
