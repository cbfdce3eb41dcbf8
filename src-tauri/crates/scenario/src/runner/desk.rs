use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;
use numberauth_protocol::{Flow, PhoneNumber, SdkCall, SpToken, TransportFailure};
use numberauth_sdk::{PhoneServer, SdkResult};
use numberauth_simulator::Sim;
use serde_json::{Map, Value, json};
use thiserror::Error;

use super::judge::is_as_expected;
use super::milliseconds_since;
use crate::report::{Observed, StepReport};
use crate::scenario::{Digits, GetPhoneStep, KeptToken, PageCall, Scenario, Step, WhoseNumber};
use crate::{Bench, Credentials, LabError, Outcome, WhoseAccount};

/// A desk while a scenario is acted out at it: page, person and "your server", each with what it has in hand.
pub(super) struct Desk<'a> {
    bench: &'a Bench,
    scenario: &'a Scenario,
    pages: RefCell<HashMap<u8, PhoneServer>>,
    tokens: RefCell<HashMap<Flow, (String, String)>>,
    /// With the flow of the call that gave it, oldest first.
    sp_tokens: RefCell<Vec<(Flow, SpToken)>>,
    ticked: Cell<bool>,
    tries: Cell<usize>,
    outcome: Cell<Outcome>,
}

/// Why an act cannot be done at this desk.
#[derive(Debug, Error)]
pub(super) enum DeskError {
    /// The device, a fault or the clock cannot be as asked.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// Limits that cannot be.
    #[error(transparent)]
    Limits(#[from] numberauth_simulator::RateLimitError),
    /// No HTTP client can be made.
    #[error(transparent)]
    Transport(#[from] TransportFailure),
    /// The page has no spToken to hand over.
    #[error("your server has no spToken: no call of the page has given one")]
    NoSpToken,
    /// The page has no token of this flow that it could keep.
    #[error("the page has no token to keep: GetAuthToken has given it none for this flow")]
    NothingToKeep,
    /// The runtime ended in the middle.
    #[error("the call never called back")]
    NeverCalledBack,
    /// Nobody is there whose number that could be.
    #[error("the carrier sees no number on this network")]
    NoPathNumber,
}

impl<'a> Desk<'a> {
    /// The desk as the scenario finds it.
    pub(super) fn new(bench: &'a Bench, scenario: &'a Scenario) -> Result<Self, DeskError> {
        bench.set_up(scenario)?;
        Ok(Self {
            bench,
            scenario,
            pages: RefCell::default(),
            tokens: RefCell::default(),
            sp_tokens: RefCell::default(),
            ticked: Cell::new(scenario.user.ticks),
            tries: Cell::new(0),
            outcome: Cell::new(Outcome::Nothing),
        })
    }

    /// What has come of it all.
    pub(super) fn outcome(&self) -> Outcome {
        self.outcome.get()
    }

    /// Acts begun one after the other, each `wait` later, whose answers are waited for at the end.
    pub(super) async fn together(&self, place: &str, acts: &[Step]) -> Vec<StepReport> {
        let mut begin = Duration::ZERO;
        let mut running = Vec::new();
        for (index, act) in acts.iter().enumerate() {
            if let Step::Wait(wait) = act {
                begin += Duration::from_millis(wait.ms.into());
                continue;
            }
            let place = format!("{place}.together[{index}]");
            running.push(async move {
                // A sleep of nothing would let others begin first.
                if !begin.is_zero() {
                    tokio::time::sleep(begin).await;
                }
                self.act(place, act).await
            });
        }
        join_all(running).await
    }

    /// One act.
    pub(super) async fn act(&self, place: String, step: &Step) -> StepReport {
        let at = self.bench.clock().now();
        let observed = match self.perform(step).await {
            Ok(observed) => observed,
            Err(error) => Observed::Impossible {
                why: error.to_string(),
            },
        };
        let expected = step.expected();
        StepReport {
            place,
            name: step.name().to_owned(),
            at,
            elapsed_ms: milliseconds_since(at, self.bench.clock().now()),
            passed: is_as_expected(expected.as_ref(), &observed),
            expected,
            observed,
        }
    }

    async fn perform(&self, step: &Step) -> Result<Observed, DeskError> {
        match step {
            Step::GetAuthToken(step) => {
                let kind = step.credentials.unwrap_or(self.scenario.credentials);
                self.get_auth_token(step.flow, kind, step.keep).await
            }
            Step::GetPhoneWithToken(step) => self.get_phone(step).await,
            Step::VerifyPhoneWithToken(step) => {
                let number = step.number.unwrap_or(self.scenario.user.number);
                self.verify(step.account, number, step.of).await
            }
            Step::GetConnection(_) => Ok(Observed::Connection {
                connection: self.page(0)?.get_connection(),
            }),
            Step::CheckLoginAvailable(call) => self.call(SdkCall::CheckLoginAvailable, call).await,
            Step::GetLoginMaskPhone(call) => self.call(SdkCall::GetLoginMaskPhone, call).await,
            Step::GetLoginToken(call) => self.call(SdkCall::GetLoginToken, call).await,
            Step::CheckAuthAvailable(call) => self.call(SdkCall::CheckAuthAvailable, call).await,
            Step::GetVerifyToken(call) => self.call(SdkCall::GetVerifyToken, call).await,
            Step::Wait(wait) => {
                tokio::time::sleep(Duration::from_millis(wait.ms.into())).await;
                Ok(Observed::Done)
            }
            // Who calls this has taken them apart.
            Step::Together(_) => Ok(Observed::Done),
            other => self.arrange(other),
        }
    }

    /// What changes the desk itself, at once.
    fn arrange(&self, step: &Step) -> Result<Observed, DeskError> {
        let bench = self.bench;
        match step {
            Step::Tick(tick) => self.ticked.set(tick.ticked),
            Step::NewInstance(_) => {
                self.pages.borrow_mut().clear();
                self.tokens.borrow_mut().clear();
                self.sp_tokens.borrow_mut().clear();
            }
            Step::AdvanceClock(by) => {
                bench.advance_clock(by.seconds)?;
            }
            Step::SetDevice(choice) => {
                bench.set_device(choice)?;
            }
            Step::SetFaults(set) => {
                bench.set_faults(set.faults.iter().cloned())?;
            }
            Step::SetTries(set) => bench.set_tries(set.wrong_in_a_row),
            Step::SetLimits(set) => {
                bench
                    .simulator()
                    .set_rate_limits(set.limits.clone().unwrap_or_default())?;
            }
            _ => {}
        }
        Ok(Observed::Done)
    }

    async fn get_auth_token(
        &self,
        flow: Flow,
        kind: Credentials,
        keep: Option<KeptToken>,
    ) -> Result<Observed, DeskError> {
        let reply = self.bench.get_auth_token_of_kind(flow, kind).await;
        if let (Some(access), Some(jwt)) = (reply.access_token, reply.jwt_token) {
            let mut tokens = self.tokens.borrow_mut();
            let former = tokens.remove(&flow);
            let pair = match (keep, former) {
                (None, _) => (access, jwt),
                (Some(KeptToken::AccessToken), Some((kept, _))) => (kept, jwt),
                (Some(KeptToken::JwtToken), Some((_, kept))) => (access, kept),
                (Some(_), None) => return Err(DeskError::NothingToKeep),
            };
            tokens.insert(flow, pair);
        }
        Ok(Observed::Reply {
            code: reply.code,
            number: None,
            result: None,
        })
    }

    async fn get_phone(&self, step: &GetPhoneStep) -> Result<Observed, DeskError> {
        let token = self.newest_sp_token(step.of)?;
        let reply = self
            .bench
            .get_phone_with_token_as(step.account, &token)
            .await;
        self.outcome.set(Outcome::of_phone(reply.number.is_some()));
        Ok(Observed::Reply {
            code: reply.code,
            number: reply
                .number
                .map(|number| self.whose(&number, step.expect.number)),
            result: None,
        })
    }

    async fn verify(
        &self,
        account: WhoseAccount,
        whose: WhoseNumber,
        of: Option<Flow>,
    ) -> Result<Observed, DeskError> {
        let token = self.newest_sp_token(of)?;
        let number = self.number_of(whose)?;
        let reply = self
            .bench
            .verify_phone_with_token_as(account, &number, &token)
            .await;
        self.outcome.set(Outcome::of_verdict(reply.result));
        Ok(Observed::Reply {
            code: reply.code,
            number: None,
            result: reply.result,
        })
    }

    fn newest_sp_token(&self, of: Option<Flow>) -> Result<SpToken, DeskError> {
        let tokens = self.sp_tokens.borrow();
        let mut newest = tokens.iter().rev();
        let found = newest.find(|(flow, _)| of.is_none_or(|of| of == *flow));
        found
            .map(|(_, token)| token.clone())
            .ok_or(DeskError::NoSpToken)
    }

    /// An instance of the SDK in the page, made when it is first asked for.
    fn page(&self, instance: u8) -> Result<PhoneServer, DeskError> {
        if let Some(page) = self.pages.borrow().get(&instance) {
            return Ok(page.clone());
        }
        let page = self.bench.phone_server()?;
        self.pages.borrow_mut().insert(instance, page.clone());
        Ok(page)
    }

    /// The page's call, unless the person has not ticked the box.
    async fn call(&self, call: SdkCall, step: &PageCall) -> Result<Observed, DeskError> {
        let consents = matches!(call, SdkCall::GetLoginToken | SdkCall::GetVerifyToken);
        if consents && !self.ticked.get() {
            return Ok(Observed::Unticked);
        }
        let options = self.options(call, step);
        // Taken in this order, whatever else is under way.
        let pending = self.page(step.instance)?.call(call, &options);
        let result = pending.result().await.ok_or(DeskError::NeverCalledBack)?;
        if let Some(token) = &result.sp_token {
            let token = SpToken::new(token.clone());
            self.sp_tokens.borrow_mut().push((call.flow(), token));
        }
        Ok(of_result(result))
    }

    /// What the page gives to the SDK.
    fn options(&self, call: SdkCall, step: &PageCall) -> Map<String, Value> {
        let mut options = Map::new();
        if let SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable = call
            && let Some((access, jwt)) = self.tokens.borrow().get(&call.flow())
        {
            options.insert("accessToken".into(), json!(access));
            options.insert("jwtToken".into(), json!(jwt));
        }
        if call == SdkCall::GetLoginToken {
            options.insert("mask".into(), json!(self.next_try()));
        }
        if let Some(seconds) = self.scenario.timeouts.get(&call) {
            options.insert("timeout".into(), json!(seconds));
        }
        options.extend(step.arguments.clone());
        options.retain(|name, _| !step.omit.contains(name));
        options
    }

    /// The digits that the person types now; the last ones are repeated.
    fn next_try(&self) -> String {
        let tries = &self.scenario.user.tries;
        let index = self.tries.get();
        self.tries.set(index + 1);
        let digits = tries.get(index).or(tries.last()).copied();
        let own = self.bench.own_number();
        let path = self.path_number().unwrap_or(own);
        match digits.unwrap_or(Digits::Right) {
            Digits::Right => own.hidden_digits().reveal().to_owned(),
            Digits::Path => path.hidden_digits().reveal().to_owned(),
            Digits::Wrong => other_digits(&[own, path]),
        }
    }

    fn path_number(&self) -> Option<PhoneNumber> {
        self.bench.simulator().path().number
    }

    fn number_of(&self, whose: WhoseNumber) -> Result<String, DeskError> {
        let own = self.bench.own_number();
        let path = self.path_number();
        let number = match whose {
            WhoseNumber::Own => own,
            WhoseNumber::Path => path.ok_or(DeskError::NoPathNumber)?,
            WhoseNumber::Stranger => stranger(&[own, path.unwrap_or(own)]),
            WhoseNumber::OtherCarrier => self.on_another_carrier(),
            // Landlines begin with a zero.
            WhoseNumber::Illegal => return Ok("01012345678".to_owned()),
        };
        Ok(number.reveal().to_owned())
    }

    /// A SIM of another carrier, which the ledger knows from now on: another phone of this desk.
    fn on_another_carrier(&self) -> PhoneNumber {
        use numberauth_protocol::DeviceCarrier::{Cm, Cu};
        let simulator = self.bench.simulator();
        let device = simulator.device();
        let carrier = if simulator.path().carrier == Cm {
            Cu
        } else {
            Cm
        };
        let sim = Sim::made_up(carrier, self.bench.entropy());
        let _ = simulator.add_device(numberauth_simulator::Device { sim, ..device });
        sim.number
    }

    /// Whose a number is; off a hotspot the path's is the device's own, and is called as it is expected.
    fn whose(&self, number: &str, expected: Option<WhoseNumber>) -> WhoseNumber {
        let numbers = self.bench.numbers();
        let is_path = numbers.path.is_some_and(|path| path.reveal() == number);
        match expected {
            Some(WhoseNumber::Path) if is_path => WhoseNumber::Path,
            _ => numbers.whose(number),
        }
    }
}

fn of_result(result: SdkResult) -> Observed {
    let content = result.content.unwrap_or_default();
    Observed::Result {
        code: result.code,
        content_code: content.code,
        reason: content.reason,
        vender: result.vender,
    }
}

/// Four digits that are none of these numbers'.
fn other_digits(numbers: &[PhoneNumber]) -> String {
    let taken: Vec<_> = numbers.iter().map(PhoneNumber::hidden_digits).collect();
    (0..10_000)
        .map(|digits| format!("{digits:04}"))
        .find(|digits| taken.iter().all(|taken| taken.reveal() != digits))
        .unwrap_or_default()
}

/// A number of the first one's shape that is none of these.
fn stranger(numbers: &[PhoneNumber]) -> PhoneNumber {
    let digits = other_digits(numbers);
    let own = numbers[0];
    numberauth_protocol::MaskDigits::parse(&digits)
        .map_or(own, |digits| own.with_hidden_digits(digits))
}
