//! What goes between the main window and the stage: what the presenter does, and what the phone shows. Neither page is
//! believed: a picture that cannot be, or that holds a whole number, is refused.

mod text;

use numberauth_protocol::{Carrier, DeviceCarrier, Flow};
use numberauth_scenario::{NumberProblem, VerifyResult};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

pub use text::{CodeText, MaskText};

/// The longest text that a tester types as an argument, in characters.
const LONGEST_ARGUMENT: usize = 64;
/// The most characters that the number's field takes.
const LONGEST_NUMBER: u8 = 64;

/// What the main window knows of the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct StageState {
    /// While it is open it is the phone.
    pub open: bool,
    /// The flow that it is to run.
    pub flow: Flow,
    /// What it shows; `None` until its page has told.
    pub picture: Option<StagePicture>,
}

impl Default for StageState {
    fn default() -> Self {
        Self {
            open: false,
            flow: Flow::Login,
            picture: None,
        }
    }
}

/// What the presenter does in the main window, for the stage's page to do.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum StageAct {
    /// Turn to this flow; it goes on where it was left.
    Show {
        /// Which.
        flow: Flow,
    },
    /// Begin the flow, or begin it again.
    Start,
    /// Run one step alone.
    Step {
        /// Which.
        step: StageStep,
        /// With which arguments, as they were typed.
        form: StepForm,
    },
    /// Type for the user, who ticks and submits.
    Fill {
        /// What.
        answer: StageAnswer,
    },
    /// As if the page had been loaded anew.
    Reset,
}

/// What is typed for the user. The stage's page makes the digits of the device that it is told of: none are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum StageAnswer {
    /// What the owner of the SIM would type.
    Right,
    /// What somebody else would.
    Wrong,
}

/// A step of either flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum StageStep {
    Network,
    Check,
    Mask,
    Consent,
    Token,
    Exchange,
    Done,
}

/// The steps of one-tap login.
const LOGIN: &[StageStep] = &[
    StageStep::Network,
    StageStep::Check,
    StageStep::Mask,
    StageStep::Consent,
    StageStep::Token,
    StageStep::Exchange,
    StageStep::Done,
];
/// The steps of a verification.
const VERIFY: &[StageStep] = &[
    StageStep::Network,
    StageStep::Check,
    StageStep::Consent,
    StageStep::Token,
    StageStep::Exchange,
    StageStep::Done,
];

fn steps_of(flow: Flow) -> &'static [StageStep] {
    match flow {
        Flow::Login => LOGIN,
        Flow::Verify => VERIFY,
    }
}

/// What a tester typed beside a step; texts are raw, and judged by the SDK alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepForm {
    /// The timeout in seconds, or anything else.
    pub timeout: String,
    /// The four digits, or anything else.
    pub mask: String,
    /// The four digits go as a JSON number.
    pub mask_as_number: bool,
    /// Which accessToken a check is given.
    pub access_token: TokenChoice,
    /// Which jwtToken a check is given.
    pub jwt_token: TokenChoice,
}

/// Which token a lone step hands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TokenChoice {
    /// A new one.
    AsIs,
    /// One that nobody issued.
    Forged,
    /// One of an earlier day.
    Expired,
    /// None.
    Missing,
}

/// What the phone on the stage shows: enough to draw it again, and nothing that only its owner may read. Of what is typed it has
/// the count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StagePicture {
    /// Ascending: one that is overtaken on its way is dropped.
    pub number: u64,
    /// The flow.
    pub flow: Flow,
    /// The page that is shown.
    pub screen: StageScreen,
    /// What each step of the flow did last, in the flow's order.
    pub steps: Vec<StageStepState>,
    /// The step that runs or comes next.
    pub current: StageStep,
    /// A call is in flight.
    pub running: bool,
    /// The masked number that was fetched, and who gave it.
    pub mask: Option<StageMask>,
    /// So many characters are typed.
    pub typed: u8,
    /// The box is ticked.
    pub agreed: bool,
    /// So often the button was pressed without the tick.
    pub tick_asked: u32,
    /// What is wrong on the consent page.
    pub error: Option<StageError>,
    /// What is made of the number that is being typed.
    pub reading: Option<StageReading>,
    /// The button was pressed without a number to verify.
    pub number_asked: bool,
    /// The carrier of the spToken in hand.
    pub token_carrier: Option<Carrier>,
    /// So many seconds that token still lives.
    pub token_seconds_left: Option<u32>,
}

/// A page of the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "name", rename_all = "camelCase", deny_unknown_fields)]
pub enum StageScreen {
    Start,
    WifiWarning {
        failed: bool,
    },
    CheckFailed {
        failure: StageFailure,
    },
    Error {
        failure: StageFailure,
    },
    OtherWay,
    Document {
        document: StageDocument,
    },
    Loading,
    MaskFailed {
        reason: MaskReason,
        failure: StageFailure,
    },
    Consent,
    TokenReady,
    TokenExpired,
    Locked,
    SignedIn {
        number: MaskText,
    },
    Form,
    TokenFailed {
        reason: TokenReason,
        failure: StageFailure,
    },
    Result {
        result: VerifyResult,
        number: MaskText,
    },
}

impl StageScreen {
    /// The flow that alone has this page; `None`: both have it.
    fn flow(&self) -> Option<Flow> {
        match self {
            Self::Start
            | Self::WifiWarning { .. }
            | Self::CheckFailed { .. }
            | Self::Error { .. }
            | Self::OtherWay
            | Self::Document { .. }
            | Self::TokenReady => None,
            Self::Loading
            | Self::MaskFailed { .. }
            | Self::Consent
            | Self::TokenExpired
            | Self::Locked
            | Self::SignedIn { .. } => Some(Flow::Login),
            Self::Form | Self::TokenFailed { .. } | Self::Result { .. } => Some(Flow::Verify),
        }
    }
}

/// One of the app's own documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum StageDocument {
    Terms,
    Privacy,
}

/// Why there is no mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MaskReason {
    Wifi,
    NotServed,
    Other,
}

/// Why there is no token of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TokenReason {
    Wifi,
    Quota,
    Other,
}

/// A failure that the phone tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageFailure {
    /// The SDK's code, the server's, or the page's own word.
    pub code: CodeText,
    /// The carrier's own code.
    pub carrier_code: Option<CodeText>,
}

/// What a step did last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StageStepState {
    /// Which.
    pub step: StageStep,
    /// How it stands.
    pub status: StepStatus,
    /// The SDK's code, the network's or the server's.
    pub code: Option<CodeText>,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum StepStatus {
    Idle,
    Running,
    Ok,
    Failed,
    /// It gave a token whose life is over.
    Expired,
}

/// A masked number and who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StageMask {
    /// `138****1234`.
    pub text: MaskText,
    /// The carrier.
    pub carrier: Carrier,
}

/// What is wrong on the consent page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum StageError {
    Incomplete,
    WrongDigits,
    OtherNumber,
    Failed { failure: StageFailure },
}

/// What is made of the number that is being typed, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StageReading {
    /// `138****1234`.
    pub number: Option<MaskText>,
    /// The carrier that its prefix proposes.
    pub carrier: Option<DeviceCarrier>,
    /// Why it is no number.
    pub error: Option<NumberProblem>,
}

/// Why an act or a picture was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum StageProblem {
    #[error("the stage is not open")]
    Closed,
    #[error("the stage's page does not answer: too many acts wait for it")]
    NoAnswer,
    #[error("{0:?} is no step of this flow")]
    Step(StageStep),
    #[error("an argument of a step has at most {LONGEST_ARGUMENT} characters")]
    Argument(&'static str),
    #[error("the steps are not those of the flow, each once and in order")]
    Steps,
    #[error("the page that is shown is none of this flow's")]
    Screen,
    #[error("more characters are typed than the field takes")]
    Typed,
}

impl StageProblem {
    /// The field that it is about.
    pub(crate) fn field(self) -> Option<&'static str> {
        match self {
            Self::Closed | Self::NoAnswer => None,
            Self::Step(_) => Some("step"),
            Self::Argument(name) => Some(name),
            Self::Steps => Some("steps"),
            Self::Screen => Some("screen"),
            Self::Typed => Some("typed"),
        }
    }
}

impl StageAct {
    /// Whether the stage, at this flow, can be told so.
    pub(crate) fn check(&self, flow: Flow) -> Result<(), StageProblem> {
        let Self::Step { step, form } = self else {
            return Ok(());
        };
        if !steps_of(flow).contains(step) {
            return Err(StageProblem::Step(*step));
        }
        for (name, text) in [("timeout", &form.timeout), ("mask", &form.mask)] {
            if text.chars().count() > LONGEST_ARGUMENT {
                return Err(StageProblem::Argument(name));
            }
        }
        Ok(())
    }
}

impl StagePicture {
    /// Whether a phone can look so.
    pub(crate) fn check(&self) -> Result<(), StageProblem> {
        let steps = steps_of(self.flow);
        if !self
            .steps
            .iter()
            .map(|state| state.step)
            .eq(steps.iter().copied())
        {
            return Err(StageProblem::Steps);
        }
        if !steps.contains(&self.current) {
            return Err(StageProblem::Step(self.current));
        }
        if self.screen.flow().is_some_and(|flow| flow != self.flow) {
            return Err(StageProblem::Screen);
        }
        let longest = match self.flow {
            Flow::Login => 4,
            Flow::Verify => LONGEST_NUMBER,
        };
        if self.typed > longest {
            return Err(StageProblem::Typed);
        }
        Ok(())
    }
}
