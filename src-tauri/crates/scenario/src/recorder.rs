//! Records what is done in the window, to save it as a scenario that gives the same codes again.

mod arguments;
mod order;
mod stand_in;
mod text;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_protocol::{Clock, Entropy, Flow, PhoneNumber, SdkCall, SpToken, Stopwatch, Words};
use numberauth_sdk::SdkResult;
use numberauth_simulator::{Fault, RateLimits};
use serde_json::{Map, Value};
use thiserror::Error;

use self::arguments::Given;
use self::stand_in::StandIns;
pub use self::text::RecordedText;
use crate::report::StepReport;
use crate::scenario::{
    Digits, ExpectedReply, ExpectedResult, ExpectedTokens, ExpectedVerdict, GetAuthTokenStep,
    GetPhoneStep, Outcome, PageCall, SCHEMA_VERSION, Scenario, Step, User, VerifyPhoneStep,
    WhoseNumber,
};
use crate::{AuthTokenReply, Credentials, DeviceChoice, PhoneReply, VerifyReply, WhoseAccount};

/// At most so many acts are kept: then the recording is full, and what comes later is not in it.
const MOST_ACTS: usize = 500;

/// What was done since the desk was last reset, as a scenario.
#[derive(Clone)]
pub struct Recorded {
    /// The scenario; its numbers are not those of the window.
    pub scenario: Scenario,
    /// The acts that came otherwise when the scenario was run once on its own desk; empty: it gives the same codes again.
    pub differences: Vec<StepReport>,
    /// Whether more was done than a recording holds (500 acts): the end is missing.
    pub full: bool,
}

/// There is no scenario to save.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NothingRecorded {
    /// Neither a page nor your server has done anything yet.
    #[error("nothing has been done since the last reset: go through a flow first")]
    NoCall,
}

/// Whose the numbers at the desk are, when an act begins.
#[derive(Clone, Copy)]
pub(crate) struct Numbers {
    pub(crate) own: PhoneNumber,
    pub(crate) path: Option<PhoneNumber>,
}

/// A point in the recording. Of two at the same time the count tells which came first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    count: u64,
    /// Since the recording's start.
    at: Duration,
}

/// An act that has ended.
struct Act {
    begin: Moment,
    end: Moment,
    step: Step,
    /// What was typed at a `getLoginToken`.
    digits: Option<Digits>,
}

/// A call that has begun.
pub(crate) struct Begun {
    begin: Moment,
    /// Which recording it belongs to: a reset in the middle begins another one.
    epoch: u64,
}

/// A page's call that has begun.
pub(crate) struct BegunCall {
    begun: Begun,
    call: SdkCall,
    instance: u8,
    given: Given,
}

/// The desk as the recording found it.
struct Start {
    device: DeviceChoice,
    credentials: Credentials,
    faults: Vec<Fault>,
    limits: Option<RateLimits>,
}

struct Recording {
    epoch: u64,
    watch: Stopwatch,
    moments: u64,
    start: Start,
    acts: Vec<Act>,
    full: bool,
    /// The page's instances, in the order of their first calls.
    instances: Vec<String>,
    tokens: HashMap<Flow, (String, String)>,
    sp_tokens: Vec<(Flow, String)>,
    outcome: Outcome,
}

/// Keeps the recording of the desk.
pub(crate) struct Recorder {
    clock: Clock,
    stand_ins: StandIns,
    recording: Mutex<Recording>,
}

impl Recorder {
    pub(crate) fn new(clock: Clock, entropy: Entropy, device: DeviceChoice) -> Self {
        let stand_ins = StandIns::new(entropy);
        let recording = Recording::new(0, &clock, stand_ins.replace(device));
        Self {
            clock,
            stand_ins,
            recording: Mutex::new(recording),
        }
    }

    /// Begins anew, at this device. A number in it was typed by somebody.
    pub(crate) fn restart(&self, device: DeviceChoice) {
        let mut recording = self.recording();
        let epoch = recording.epoch + 1;
        *recording = Recording::new(epoch, &self.clock, self.stand_ins.replace(device));
    }

    /// Begins anew, at a desk that a scenario has arranged.
    pub(crate) fn restart_at(&self, scenario: &Scenario) {
        self.restart(scenario.device.clone());
        let mut recording = self.recording();
        recording.start.credentials = scenario.credentials;
        recording.start.faults.clone_from(&scenario.faults);
        recording.start.limits.clone_from(&scenario.limits);
    }

    pub(crate) fn begin(&self) -> Begun {
        let mut recording = self.recording();
        Begun {
            begin: recording.moment(),
            epoch: recording.epoch,
        }
    }

    /// A page's call, as its options are found.
    pub(crate) fn begin_call(
        &self,
        instance: &str,
        call: SdkCall,
        options: &Map<String, Value>,
        numbers: Numbers,
    ) -> BegunCall {
        let begun = self.begin();
        let mut recording = self.recording();
        let held = recording.tokens.get(&call.flow());
        let given = Given::of(call, options, held, numbers);
        let instance = recording.instance(instance);
        BegunCall {
            begun,
            call,
            instance,
            given,
        }
    }

    pub(crate) fn end_call(&self, begun: BegunCall, result: &SdkResult) {
        let BegunCall {
            begun,
            call,
            instance,
            given,
        } = begun;
        let content = result.content.clone().unwrap_or_default();
        let step = PageCall {
            arguments: given.arguments,
            omit: given.omit,
            instance,
            expect: ExpectedResult {
                code: result.code,
                content_code: content.code,
                reason: content.reason,
                vender: result.vender,
                unticked: false,
            },
        };
        let step = match call {
            SdkCall::CheckLoginAvailable => Step::CheckLoginAvailable(step),
            SdkCall::GetLoginMaskPhone => Step::GetLoginMaskPhone(step),
            SdkCall::GetLoginToken => Step::GetLoginToken(step),
            SdkCall::CheckAuthAvailable => Step::CheckAuthAvailable(step),
            SdkCall::GetVerifyToken => Step::GetVerifyToken(step),
        };
        let mut recording = self.recording();
        if recording.end(&begun, step, given.digits)
            && let Some(token) = &result.sp_token
        {
            recording.sp_tokens.push((call.flow(), token.clone()));
        }
    }

    pub(crate) fn end_tokens(
        &self,
        begun: &Begun,
        flow: Flow,
        kind: Credentials,
        reply: &AuthTokenReply,
    ) {
        let mut recording = self.recording();
        let step = Step::GetAuthToken(GetAuthTokenStep {
            flow,
            credentials: Some(kind).filter(|kind| *kind != recording.start.credentials),
            // A page of this desk hands on what it got.
            keep: None,
            expect: ExpectedTokens {
                code: reply.code.clone(),
            },
        });
        if recording.end(begun, step, None)
            && let (Some(access), Some(jwt)) = (&reply.access_token, &reply.jwt_token)
        {
            let tokens = (access.clone(), jwt.clone());
            recording.tokens.insert(flow, tokens);
        }
    }

    pub(crate) fn end_phone(
        &self,
        begun: &Begun,
        account: WhoseAccount,
        token: &SpToken,
        reply: &PhoneReply,
        numbers: Numbers,
    ) {
        let mut recording = self.recording();
        let step = Step::GetPhoneWithToken(GetPhoneStep {
            of: recording.flow_of(token),
            account,
            expect: ExpectedReply {
                code: reply.code.clone(),
                number: reply.number.as_deref().map(|number| numbers.whose(number)),
            },
        });
        if recording.end(begun, step, None) {
            recording.outcome = Outcome::of_phone(reply.number.is_some());
        }
    }

    /// `whose` tells whose the typed number is.
    pub(crate) fn end_verdict(
        &self,
        begun: &Begun,
        account: WhoseAccount,
        token: &SpToken,
        whose: WhoseNumber,
        reply: &VerifyReply,
    ) {
        let mut recording = self.recording();
        let step = Step::VerifyPhoneWithToken(VerifyPhoneStep {
            of: recording.flow_of(token),
            account,
            number: Some(whose),
            expect: ExpectedVerdict {
                code: reply.code.clone(),
                result: reply.result,
            },
        });
        if recording.end(begun, step, None) {
            recording.outcome = Outcome::of_verdict(reply.result);
        }
    }

    /// Something that is done at once.
    pub(crate) fn note(&self, step: Step) {
        let step = match step {
            Step::SetDevice(choice) => Step::SetDevice(self.stand_ins.replace(choice)),
            other => other,
        };
        let begun = self.begin();
        self.recording().end(&begun, step, None);
    }

    /// The scenario so far; acts that have not ended are not in it.
    pub(crate) fn scenario(
        &self,
        id: &str,
        title: Words,
    ) -> Result<(Scenario, bool), NothingRecorded> {
        let recording = self.recording();
        let called = |act: &Act| act.step.is_call();
        if !recording.acts.iter().any(called) {
            return Err(NothingRecorded::NoCall);
        }
        let mut acts: Vec<_> = recording.acts.iter().collect();
        acts.sort_by_key(|act| act.begin);
        let tries: Vec<_> = acts.iter().filter_map(|act| act.digits).collect();
        let start = &recording.start;
        let scenario = Scenario {
            schema: None,
            schema_version: SCHEMA_VERSION,
            id: id.to_owned(),
            title,
            about: Some(Words {
                zh: "在窗口中录制；号码已替换。".to_owned(),
                en: "Recorded in the window; the numbers are others.".to_owned(),
            }),
            tags: vec!["recorded".to_owned()],
            device: start.device.clone(),
            credentials: start.credentials,
            user: if tries.is_empty() {
                User::default()
            } else {
                User {
                    tries,
                    ..User::default()
                }
            },
            timeouts: std::collections::BTreeMap::new(),
            faults: start.faults.clone(),
            limits: start.limits.clone(),
            steps: order::in_order(&acts),
            outcome: recording.outcome,
        };
        Ok((scenario, recording.full))
    }

    fn recording(&self) -> MutexGuard<'_, Recording> {
        // No change is left half done by a panic elsewhere.
        self.recording
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recording {
    fn new(epoch: u64, clock: &Clock, device: DeviceChoice) -> Self {
        Self {
            epoch,
            watch: clock.stopwatch(),
            moments: 0,
            start: Start {
                device,
                credentials: Credentials::default(),
                faults: Vec::new(),
                limits: None,
            },
            acts: Vec::new(),
            full: false,
            instances: Vec::new(),
            tokens: HashMap::new(),
            sp_tokens: Vec::new(),
            outcome: Outcome::Nothing,
        }
    }

    fn moment(&mut self) -> Moment {
        self.moments += 1;
        Moment {
            count: self.moments,
            at: self.watch.elapsed(),
        }
    }

    /// Keeps an act that has ended; tells whether it was kept.
    fn end(&mut self, begun: &Begun, step: Step, digits: Option<Digits>) -> bool {
        if begun.epoch != self.epoch {
            return false;
        }
        self.full |= self.acts.len() >= MOST_ACTS;
        if self.full {
            return false;
        }
        let end = self.moment();
        self.acts.push(Act {
            begin: begun.begin,
            end,
            step,
            digits,
        });
        true
    }

    /// Beyond what a scenario can number, the last one stands for all.
    fn instance(&mut self, id: &str) -> u8 {
        let known = self.instances.iter().position(|known| known == id);
        let index = known.unwrap_or_else(|| {
            if self.instances.len() < usize::from(u8::MAX) {
                self.instances.push(id.to_owned());
            }
            self.instances.len() - 1
        });
        u8::try_from(index).unwrap_or(u8::MAX)
    }

    /// The flow that a token came from, where it is not the newest of all anyway.
    fn flow_of(&self, token: &SpToken) -> Option<Flow> {
        let newest_first = || self.sp_tokens.iter().rev();
        let found = newest_first().position(|(_, known)| known == token.reveal());
        match found {
            None | Some(0) => None,
            Some(at) => newest_first().nth(at).map(|(flow, _)| *flow),
        }
    }
}

impl Numbers {
    /// Whose a number is.
    pub(crate) fn whose(self, number: &str) -> WhoseNumber {
        if number == self.own.reveal() {
            WhoseNumber::Own
        } else if self.path.is_some_and(|path| path.reveal() == number) {
            WhoseNumber::Path
        } else {
            WhoseNumber::Stranger
        }
    }
}
