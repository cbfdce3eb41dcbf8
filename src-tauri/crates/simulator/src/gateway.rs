//! The H5 gateway: identity, order, then the carrier. No HTTP here.

use numberauth_protocol::gateway::{CarrierContent, Code, Data, Reply, Request, Step};
use numberauth_protocol::{Flow, MaskDigits};

use crate::carrier::{OwnReason, Subscriber};
use crate::device::Path;
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

/// A request whose device and identity are known.
struct Visit<'a> {
    flow: Flow,
    session: Session,
    granted: Granted,
    path: Path,
    /// The carrier's own reason to refuse, of a fault.
    own_reason: Option<OwnReason<'a>>,
    /// What the carrier said, once it was asked.
    said: &'a mut Option<CarrierSaid>,
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
        let mut visit = Visit {
            flow: *flow,
            session: (
                id.unwrap_or_default().to_owned(),
                access_token.reveal().to_owned(),
            ),
            granted,
            path: self.path(&device),
            own_reason,
            said: carrier,
        };
        match (step, flow) {
            (Step::Check, _) => self.check(visit.session, &visit.granted).map(|()| None),
            (Step::Mask, Flow::Login) => self.mask(&mut visit).map(Some),
            (Step::Mask, Flow::Verify) => {
                Err(Refused::new(Code::BadRequest, "verification has no mask"))
            }
            (Step::Token, Flow::Login) => {
                let digits = request.mask.as_deref().and_then(MaskDigits::parse);
                let digits = digits.ok_or_else(|| {
                    Refused::new(Code::BadRequest, "mask is not a string of four digits")
                })?;
                self.login_token(visit, digits).map(Some)
            }
            (Step::Token, Flow::Verify) => self.verify_token(&mut visit).map(Some),
        }
    }

    fn mask(&self, visit: &mut Visit<'_>) -> Result<Data, Refused> {
        if !self.ledger().checked.contains(&visit.session) {
            return Err(Refused::new(
                Code::NoCheck,
                "no successful check came before",
            ));
        }
        let said = self.carrier_mask(&visit.path, &visit.granted.origin, visit.own_reason);
        let Subscriber { carrier, number } = self.heard(visit, said)?;
        self.ledger()
            .masks
            .insert(visit.session.clone(), (carrier, number));
        Ok(Data {
            vender: Some(carrier),
            mask_phone: Some(number.masked().to_string()),
            sp_token: None,
        })
    }

    fn login_token(&self, mut visit: Visit<'_>, digits: MaskDigits) -> Result<Data, Refused> {
        self.require_mask(&visit.session, visit.path.number)?;
        let said = self.carrier_login_token(&visit.path, digits, visit.own_reason);
        let (said, pending) = match said {
            Ok((subscriber, digits)) => (Ok(subscriber), digits),
            Err(content) => (Err(content), None),
        };
        let subscriber = self.heard(&mut visit, said)?;
        let Visit {
            granted, session, ..
        } = visit;
        Ok(self.issue_sp_token(Flow::Login, &granted, subscriber, pending, Some(session)))
    }

    fn verify_token(&self, visit: &mut Visit<'_>) -> Result<Data, Refused> {
        if !self.ledger().checked.contains(&visit.session) {
            return Err(IdentityRefusal::NotChecked.into());
        }
        let said = self.carrier_verify_token(&visit.path, &visit.granted.origin, visit.own_reason);
        let subscriber = self.heard(visit, said)?;
        Ok(self.issue_sp_token(Flow::Verify, &visit.granted, subscriber, None, None))
    }

    /// Notes what the carrier said, yes or no.
    fn heard(
        &self,
        visit: &mut Visit<'_>,
        said: Result<Subscriber, CarrierContent>,
    ) -> Result<Subscriber, Refused> {
        let named = visit.path.carrier.served();
        let ok = named.map(|carrier| CarrierContent::from(&self.rules.of(carrier).answers.ok));
        let words = said.as_ref().err().cloned().or(ok);
        *visit.said = words.map(|CarrierContent { code, msg }| CarrierSaid {
            carrier: named,
            code,
            msg,
            flow: visit.flow,
        });
        said.map_err(|content| Refused {
            code: Code::Carrier,
            message: "the carrier refused".into(),
            content: Some(content),
        })
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
