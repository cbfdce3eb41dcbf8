//! What a carrier does, by its rules alone.

use numberauth_protocol::gateway::CarrierContent;
use numberauth_protocol::{Carrier, MaskDigits, PhoneNumber};

use crate::device::Path;
use crate::fault::FaultEffect;
use crate::ledger::Entered;
use crate::rules::{Answer, CarrierRules, Comparison, NOT_IDENTIFIED};
use crate::world::World;

/// A number that a carrier sees, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subscriber {
    pub(crate) carrier: Carrier,
    pub(crate) number: PhoneNumber,
}

/// A fault that has the carrier refuse for a reason of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnReason<'a> {
    code: Option<&'a str>,
    msg: Option<&'a str>,
}

impl<'a> OwnReason<'a> {
    /// The reason that a fault gives, if it is the carrier's.
    pub(crate) fn of(fault: Option<&'a FaultEffect>) -> Option<Self> {
        match fault {
            Some(FaultEffect::Carrier { code, msg }) => Some(Self {
                code: code.as_deref(),
                msg: msg.as_deref(),
            }),
            _ => None,
        }
    }

    /// What the carrier says: busy, unless the fault has a code; and its own words for a code that it knows.
    pub(crate) fn content(self, rules: &CarrierRules) -> CarrierContent {
        let code = self.code.unwrap_or(&rules.answers.busy.code);
        let known = rules.answers.all().find(|answer| answer.code == code);
        let msg = self.msg.or(known.map(|answer| answer.msg.as_str()));
        CarrierContent {
            code: code.to_owned(),
            msg: msg.unwrap_or("the carrier refused").to_owned(),
        }
    }
}

fn refuse(answer: &Answer) -> CarrierContent {
    answer.into()
}

/// The number that the path shows, or why there is none. A carrier with a reason of its own refuses whatever the path shows.
fn subscriber(
    rules: Option<&CarrierRules>,
    path: &Path,
    own_reason: Option<OwnReason<'_>>,
) -> Result<Subscriber, CarrierContent> {
    let Some(rules) = rules else {
        let (code, msg) = NOT_IDENTIFIED;
        return Err(CarrierContent {
            code: code.to_owned(),
            msg: msg.to_owned(),
        });
    };
    if let Some(reason) = own_reason {
        return Err(reason.content(rules));
    }
    let number = path
        .number
        .ok_or_else(|| refuse(&rules.answers.no_number))?;
    Ok(Subscriber {
        carrier: rules.carrier,
        number,
    })
}

impl World {
    fn rules_of(&self, path: &Path) -> Option<&CarrierRules> {
        path.carrier.served().map(|carrier| self.rules.of(carrier))
    }

    /// The mask step of a login.
    pub(crate) fn carrier_mask(
        &self,
        path: &Path,
        origin: &str,
        own_reason: Option<OwnReason<'_>>,
    ) -> Result<Subscriber, CarrierContent> {
        let subscriber = subscriber(self.rules_of(path), path, own_reason)?;
        let rules = self.rules.of(subscriber.carrier);
        refuse_origin(rules, origin)?;
        // Where digits are compared at the exchange, a locked number is told there.
        if rules.digits_compared_at == Comparison::Token {
            self.refuse_locked(rules, subscriber.number)?;
        }
        Ok(subscriber)
    }

    /// The token step of a login. Tells the digits that are still to be compared at the exchange.
    pub(crate) fn carrier_login_token(
        &self,
        path: &Path,
        digits: MaskDigits,
        own_reason: Option<OwnReason<'_>>,
    ) -> Result<(Subscriber, Option<MaskDigits>), CarrierContent> {
        let subscriber = subscriber(self.rules_of(path), path, own_reason)?;
        let rules = self.rules.of(subscriber.carrier);
        if rules.digits_compared_at == Comparison::Exchange {
            return Ok((subscriber, Some(digits)));
        }
        self.enter(rules, subscriber.number, digits)
            .map_err(|(_, content)| content)?;
        Ok((subscriber, None))
    }

    /// The token step of a verification.
    pub(crate) fn carrier_verify_token(
        &self,
        path: &Path,
        origin: &str,
        own_reason: Option<OwnReason<'_>>,
    ) -> Result<Subscriber, CarrierContent> {
        let subscriber = subscriber(self.rules_of(path), path, own_reason)?;
        let rules = self.rules.of(subscriber.carrier);
        refuse_origin(rules, origin)?;
        if let (Some(quota), Some(refusal)) = (rules.verify_quota, &rules.answers.quota) {
            let now = self.clock.now();
            if !self
                .ledger()
                .take_quota(rules.carrier, subscriber.number, quota, now)
            {
                return Err(refuse(refusal));
            }
        }
        Ok(subscriber)
    }

    /// Whether the number is locked at its carrier, now.
    fn refuse_locked(
        &self,
        rules: &CarrierRules,
        number: PhoneNumber,
    ) -> Result<(), CarrierContent> {
        let locked = self
            .ledger()
            .is_locked(rules.carrier, number, self.clock.now());
        match &rules.answers.locked {
            Some(refusal) if locked => Err(refuse(refusal)),
            _ => Ok(()),
        }
    }

    /// Has the carrier compare the digits with the number's, and count. A refusal tells whether it was a lock.
    pub(crate) fn enter(
        &self,
        rules: &CarrierRules,
        number: PhoneNumber,
        digits: MaskDigits,
    ) -> Result<(), (Entered, CarrierContent)> {
        let right = digits == number.hidden_digits();
        let now = self.clock.now();
        let entered = self
            .ledger()
            .enter(rules.carrier, number, right, rules.lockout, now);
        let answers = &rules.answers;
        match entered {
            Entered::Right => Ok(()),
            Entered::Wrong => Err((entered, refuse(&answers.wrong_digits))),
            // Only a carrier with a lockout locks, and then it has words for it (a test holds the files to that).
            Entered::Locked => Err((
                entered,
                refuse(answers.locked.as_ref().unwrap_or(&answers.wrong_digits)),
            )),
        }
    }
}

/// Where the carrier checks the `Origin`, one with a slash or a path is refused, though `GetAuthToken` took it.
fn refuse_origin(rules: &CarrierRules, origin: &str) -> Result<(), CarrierContent> {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    match &rules.answers.origin {
        Some(refusal) if rules.checks_origin && host.contains('/') => Err(refuse(refusal)),
        _ => Ok(()),
    }
}
