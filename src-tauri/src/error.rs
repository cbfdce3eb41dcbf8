use numberauth_cloud::microscope::PastedError;
use numberauth_live::{LiveError, LiveErrorCode, ProfileProblem, StoreError};
use numberauth_scenario::{
    EvidenceFileError, LabError, NotReproducible, NothingRecorded, RunError, ShelfError,
};
use numberauth_sdk::InstanceError;
use serde::Serialize;
use ts_rs::TS;

use crate::stage::StageProblem;

/// What kind of failure a command tells. A closed list: the page may branch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A value that cannot be; `details.field` names it.
    InvalidValue,
    /// A page numbered its SDK calls wrongly, or its instance is gone.
    Instance,
    /// The system could not open the address.
    OpenFailed,
    /// Something that was there is kept no more.
    Forgotten,
    /// The settings could not be written; what was there before is still there.
    NotSaved,
    /// There is no such scenario, or no such case of the last run.
    NoSuchScenario,
    /// A scenario that comes with the program is not changed.
    ScenarioShipped,
    /// Another scenario has this id.
    ScenarioExists,
    /// The text is no scenario; `details.problems` say where.
    ScenarioBroken,
    /// The scenarios' folder or a file in it cannot be read or written.
    ScenarioFile,
    /// A run is under way: one at a time.
    RunUnderWay,
    /// The run cannot begin.
    RunFailed,
    /// The code cannot come so; `details.reason` says why in both languages.
    NotReproducible,
    /// No run has ended yet.
    NoReport,
    /// Nothing was done since the last reset.
    NothingRecorded,
    /// The evidence was not saved; what was there before is still there.
    NotExported,
    /// A wording breaks a rule of the consent page; `details.problems` say which, field by field.
    WordingRefused,
    /// The word that opens the Live window was not typed.
    NotConfirmed,
    /// The system could not make a window.
    WindowFailed,
    /// The stage is not open: nobody is there to do it, or to show it.
    StageClosed,
    /// The stage's page has left too much lying that it was to do.
    StageNoAnswer,
    /// A failure of live use.
    #[serde(untagged)]
    Live(LiveErrorCode),
}

/// A command's failure, as the page gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CommandError {
    /// What kind of failure.
    pub code: ErrorCode,
    /// What happened, to what.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hint: Option<String>,
    /// For a program.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub details: Option<serde_json::Value>,
}

impl CommandError {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            details: None,
        }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn about(mut self, field: &str) -> Self {
        self.details = Some(serde_json::json!({"field": field}));
        self
    }
}

impl From<LabError> for CommandError {
    fn from(error: LabError) -> Self {
        let (field, hint) = match &error {
            LabError::Number(_) => ("number", "type eleven digits, as in 138 0013 1234"),
            LabError::HotspotNumber(_) => (
                "hotspot_owner.number",
                "type eleven digits, as in 138 0013 1234",
            ),
            LabError::Fault(_) => ("fault", "choose another call or another effect"),
            LabError::Limits(_) => ("limits", "choose limits that can be"),
            LabError::Outcome(_) => ("outcome", "choose another outcome or another carrier"),
            LabError::ClockTooFar { .. } => ("seconds", "reset puts the calendar back"),
        };
        Self::new(ErrorCode::InvalidValue, error.to_string())
            .with_hint(hint)
            .about(field)
    }
}

impl From<ShelfError> for CommandError {
    fn from(error: ShelfError) -> Self {
        let (code, hint) = match &error {
            ShelfError::NoSuch(_) => (ErrorCode::NoSuchScenario, "look at the list again"),
            ShelfError::Shipped(_) => (ErrorCode::ScenarioShipped, "give it another id"),
            ShelfError::Exists(_) => (ErrorCode::ScenarioExists, "give it another id"),
            ShelfError::Broken(_) => (ErrorCode::ScenarioBroken, "mend what is told"),
            ShelfError::File { .. } => (
                ErrorCode::ScenarioFile,
                "check the disk and the folder's permissions",
            ),
        };
        let details = match &error {
            ShelfError::Broken(broken) => Some(serde_json::json!({ "problems": broken.0 })),
            _ => None,
        };
        Self {
            details,
            ..Self::new(code, error.to_string()).with_hint(hint)
        }
    }
}

impl From<RunError> for CommandError {
    fn from(error: RunError) -> Self {
        let code = match &error {
            RunError::Running => ErrorCode::RunUnderWay,
            RunError::Nothing => ErrorCode::InvalidValue,
            RunError::NoThread(_) => ErrorCode::RunFailed,
            RunError::NoReport => ErrorCode::NoReport,
            RunError::NoSuchCase(_) => ErrorCode::NoSuchScenario,
            RunError::NotReproducible(_) => ErrorCode::NotReproducible,
        };
        let details = match &error {
            RunError::NotReproducible(NotReproducible(reason)) => {
                Some(serde_json::json!({ "reason": reason }))
            }
            _ => None,
        };
        Self {
            details,
            ..Self::new(code, error.to_string())
        }
    }
}

impl From<NothingRecorded> for CommandError {
    fn from(error: NothingRecorded) -> Self {
        Self::new(ErrorCode::NothingRecorded, error.to_string())
    }
}

impl From<EvidenceFileError> for CommandError {
    fn from(error: EvidenceFileError) -> Self {
        Self::new(ErrorCode::NotExported, error.to_string())
            .with_hint("choose another folder, or free some space")
    }
}

impl From<PastedError> for CommandError {
    fn from(error: PastedError) -> Self {
        Self::new(ErrorCode::InvalidValue, error.to_string()).about(match error {
            PastedError::Nothing => "text",
            PastedError::HashAlone => "client_string",
        })
    }
}

impl From<InstanceError> for CommandError {
    fn from(error: InstanceError) -> Self {
        Self::new(ErrorCode::Instance, error.to_string())
            .with_hint("make a new PhoneServerCustomization")
    }
}

impl From<StageProblem> for CommandError {
    fn from(problem: StageProblem) -> Self {
        if problem == StageProblem::NoAnswer {
            return Self::new(ErrorCode::StageNoAnswer, problem.to_string())
                .with_hint("close the stage and open it again");
        }
        let Some(field) = problem.field() else {
            return Self::new(ErrorCode::StageClosed, problem.to_string())
                .with_hint("open it first");
        };
        Self::new(ErrorCode::InvalidValue, problem.to_string())
            .with_hint("load the window's page again")
            .about(field)
    }
}

/// What a window may know beside the code, each only where there is one.
#[derive(Serialize)]
struct LiveDetails<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProfileProblem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cloud_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    may_be_billed: bool,
}

impl From<LiveError> for CommandError {
    fn from(error: LiveError) -> Self {
        let problem = match &error {
            LiveError::Profile(why) | LiveError::Store(StoreError::Profile(why)) => {
                Some(why.problem)
            }
            _ => None,
        };
        let details = LiveDetails {
            field: error.field(),
            problem,
            cloud_code: error.cloud_code(),
            request_id: error.request_id(),
            may_be_billed: error.may_be_billed(),
        };
        let details = serde_json::to_value(details).ok();
        Self {
            details,
            ..Self::new(ErrorCode::Live(error.code()), error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use numberauth_live::{LimitReached, LiveFailure, LiveProfile, ProfileDraft};
    use numberauth_protocol::{CloudAction, Operation, PhoneNumberError, Words};
    use numberauth_simulator::FaultError;

    use super::*;

    #[test]
    fn each_failure_has_its_shape() {
        let fault = FaultError::NoCarrierThere(Operation::Cloud(CloudAction::GetAuthToken));
        let no_scheme_code = ProfileDraft {
            name: "test".into(),
            access_key_id: "LTAI5t".into(),
            scene_code: String::new(),
            page_url: "https://www.example.com/".into(),
            origin: "https://www.example.com".into(),
            endpoint: None,
            sts: false,
        };
        let errors: Vec<CommandError> = vec![
            LabError::Number(PhoneNumberError::Length(3)).into(),
            LabError::HotspotNumber(PhoneNumberError::Prefix).into(),
            LabError::Fault(fault).into(),
            LabError::ClockTooFar(numberauth_simulator::ClockError { limit: 1 }).into(),
            InstanceError::NumberUsed(2).into(),
            PastedError::Nothing.into(),
            PastedError::HashAlone.into(),
            RunError::NotReproducible(NotReproducible(Words {
                zh: "不会出现".to_owned(),
                en: "it cannot come".to_owned(),
            }))
            .into(),
            StageProblem::Closed.into(),
            StageProblem::Steps.into(),
            CommandError::new(ErrorCode::Forgotten, "report 1"),
            CommandError::new(ErrorCode::OpenFailed, "no browser"),
            CommandError::new(ErrorCode::NotSaved, "disk full").with_hint("free some space"),
            CommandError::new(ErrorCode::NotConfirmed, "the word was not typed"),
            LiveError::from(LiveFailure::from(LimitReached { limit: 10 })).into(),
            LiveError::from(LiveProfile::parse(&no_scheme_code).unwrap_err()).into(),
        ];
        insta::assert_json_snapshot!(errors);
    }
}
