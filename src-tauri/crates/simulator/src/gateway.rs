//! The H5 gateway: identity, order, then the carrier. No HTTP here.

use numberauth_protocol::gateway::{CarrierContent, Code, Data, Reply, Request, Step};
use numberauth_protocol::{Flow, MaskDigits};

use crate::carrier::{OwnReason, Subscriber};
use crate::ledger::{Granted, IdentityRefusal, IssuedSpToken, Session};
use crate::world::{CarrierSaid, World};

/// The gateway's answer, and what the carrier said on the way to it.
pub(crate) struct Answered {
    pub(crate) reply: Reply,
    pub(crate) carrier: Option<CarrierSaid>,
}

struct Refused {
    code: Code,
    message: String,
    content: Option<CarrierContent>,
}

impl Refused {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            content: None,
        }
    }
}

impl From<IdentityRefusal> for Refused {
    fn from(refusal: IdentityRefusal) -> Self {
        Self::new(Code::Identity, refusal.to_string())
    }
}

impl World {
    /// Answers one request at a step, as a fault may have the carrier refuse.
    pub(crate) fn answer_gateway(
        &self,
        step: Step,
        request: &Request,
        own_reason: Option<OwnReason<'_>>,
    ) -> Answered {
        let mut carrier = None;
        let outcome = self.gateway_step(step, request, own_reason, &mut carrier);
        self.touch();
        let request_id = self.entropy.uuid();
        let reply = match outcome {
            Ok(data) => Reply {
                code: Code::Ok,
                message: "OK".into(),
                request_id,
                data,
                content: None,
            },
            Err(Refused {
                code,
                message,
                content,
            }) => Reply {
                code,
                message,
                request_id,
                data: None,
                content,
            },
        };
        Answered { reply, carrier }
    }

    fn gateway_step(
        &self,
        step: Step,
        request: &Request,
        own_reason: Option<OwnReason<'_>>,
        carrier: &mut Option<CarrierSaid>,
    ) -> Result<Option<Data>, Refused> {
        let Request {
            flow,
            access_token,
            jwt_token,
            ..
        } = request;
        let id = request.device.as_deref();
        let device = self
            .device(id)
            .ok_or_else(|| Refused::new(Code::BadRequest, "no such device"))?;
        let granted = self
            .ledger()
            .identity(access_token, jwt_token, *flow, self.clock.now())?;
        let session = (
            id.unwrap_or_default().to_owned(),
            access_token.reveal().to_owned(),
        );
        let path = self.path(&device);
        let mut ask = |said: Result<Subscriber, CarrierContent>| {
            let named = path.carrier.served();
            let ok = named.map(|carrier| CarrierContent::from(&self.rules.of(carrier).answers.ok));
            let words = said.as_ref().err().cloned().or(ok);
            *carrier = words.map(|CarrierContent { code, msg }| CarrierSaid {
                carrier: named,
                code,
                msg,
                flow: *flow,
            });
            said.map_err(|content| Refused {
                code: Code::Carrier,
                message: "the carrier refused".into(),
                content: Some(content),
            })
        };
        match (step, flow) {
            (Step::Check, _) => self.check(session, &granted).map(|()| None),
            (Step::Mask, Flow::Login) => {
                if !self.ledger().checked.contains(&session) {
                    return Err(Refused::new(
                        Code::NoCheck,
                        "no successful check came before",
                    ));
                }
                let subscriber = ask(self.carrier_mask(&path, &granted.origin, own_reason))?;
                self.ledger()
                    .masks
                    .insert(session, (subscriber.carrier, subscriber.number));
                let mask_phone = Some(subscriber.number.masked().to_string());
                Ok(Some(Data {
                    vender: Some(subscriber.carrier),
                    mask_phone,
                    sp_token: None,
                }))
            }
            (Step::Mask, Flow::Verify) => {
                Err(Refused::new(Code::BadRequest, "verification has no mask"))
            }
            (Step::Token, Flow::Login) => {
                let digits = request.mask.as_deref().and_then(MaskDigits::parse);
                let digits = digits.ok_or_else(|| {
                    Refused::new(Code::BadRequest, "mask is not a string of four digits")
                })?;
                self.require_mask(&session, path.number)?;
                let mut pending = None;
                let said = self.carrier_login_token(&path, digits, own_reason).map(
                    |(subscriber, digits)| {
                        pending = digits;
                        subscriber
                    },
                );
                let subscriber = ask(said)?;
                Ok(Some(self.issue_sp_token(
                    *flow,
                    &granted,
                    subscriber,
                    pending,
                    Some(session),
                )))
            }
            (Step::Token, Flow::Verify) => {
                if !self.ledger().checked.contains(&session) {
                    return Err(IdentityRefusal::NotChecked.into());
                }
                let subscriber =
                    ask(self.carrier_verify_token(&path, &granted.origin, own_reason))?;
                Ok(Some(
                    self.issue_sp_token(*flow, &granted, subscriber, None, None),
                ))
            }
        }
    }

    fn check(&self, session: Session, granted: &Granted) -> Result<(), Refused> {
        let mut ledger = self.ledger();
        ledger
            .scene(&granted.scene_code, granted.account)
            .map_err(|_| Refused::new(Code::NoScene, "the scheme does not exist"))?;
        ledger.checked.insert(session);
        Ok(())
    }

    /// The mask that was fetched must still be that of the path: after a change of SIM or network it is no mask any more.
    /// On Wi-Fi there is no number to hold it against; the carrier refuses then.
    fn require_mask(
        &self,
        session: &Session,
        number_of_path: Option<numberauth_protocol::PhoneNumber>,
    ) -> Result<(), Refused> {
        let masked = self.ledger().masks.get(session).map(|(_, number)| *number);
        match (masked, number_of_path) {
            (Some(masked), Some(number)) if masked == number => Ok(()),
            (Some(_), None) => Ok(()),
            _ => Err(Refused::new(
                Code::NoMask,
                "no mask was fetched for this device and accessToken, or it is spent",
            )),
        }
    }

    fn issue_sp_token(
        &self,
        flow: Flow,
        granted: &Granted,
        subscriber: Subscriber,
        digits: Option<MaskDigits>,
        session: Option<Session>,
    ) -> Data {
        let token = self.new_sp_token();
        let issued = IssuedSpToken {
            account: granted.account,
            flow,
            carrier: subscriber.carrier,
            number: subscriber.number,
            digits,
            session,
            issued_at: self.clock.now(),
            life_seconds: self.rules.of(subscriber.carrier).sp_token_seconds,
            used: false,
        };
        self.ledger().remember_sp_token(&token, issued);
        Data {
            vender: Some(subscriber.carrier),
            mask_phone: None,
            sp_token: Some(token.reveal().to_owned()),
        }
    }
}
