//! The bench: simulator, SDK and "your server" wired together, driven by window and runner alike.

mod bench;
mod consent;
mod evidence;
mod integrator;
mod lab;
mod library;
mod loaded;
mod matrix;
mod number_reading;
mod outcome;
mod packed;
mod page_sdk;
mod recorder;
mod report;
mod runner;
mod runs;
mod scenario;
mod scenario_desk;
mod shelf;
mod simulation;

pub use bench::{Bench, BenchConfig, BenchError};
pub use consent::{
    AppAgreement, ConsentAudit, ConsentFinding, ConsentPart, ConsentRule, ConsentVerdict,
    ExpectedAgreement, ExpectedWording, MOST_AGREEMENTS, PhoneLanguage, RuleEntry, SeenConsent,
    SeenPage, SeenPart, SeenRefusal, Sight, Wording, WordingProblem, Wordings, consent_rules,
};
pub use evidence::{
    CaseFinding, CheckedCase, Damage, Difference, EvidenceFile, EvidenceFileError, EvidenceFormat,
    ReportProblem, StagedFile, Verification, render,
};
pub use integrator::{AuthTokenReply, Credentials, PhoneReply, VerifyReply, WhoseAccount};
pub use lab::{DeviceChoice, HotspotChoice, LabError};
pub use library::{library, shipped_scenario};
pub use loaded::LoadedScenario;
pub use matrix::{
    Cause, MatrixPlan, MatrixRun, NotReproducible, Reproduction, WantedCode, causes, causes_of,
};
pub use number_reading::{NumberProblem, NumberReading};
pub use numberauth_cloud::VerifyResult;
pub use outcome::{NextOutcome, OutcomeChoice, Outcomes};
pub use recorder::{NothingRecorded, Recorded, RecordedText};
pub use report::{
    CaseReport, CaseVerdict, CellState, DeviceSummary, Matrix, MatrixCell, MatrixKey,
    MatrixNetwork, Observed, REPORT_SCHEMA_VERSION, Report, ReportKind, StepReport, Summary,
};
pub use runner::{Cancel, Progress, Run, run_scenario};
pub use runs::{
    CaseLine, CauseLine, CausePlace, DEFAULT_SEED, LastRun, MatrixState, RunError, RunState, Runs,
};
pub use scenario::{
    AdvanceClock, Digits, ExpectedConnection, ExpectedReply, ExpectedResult, ExpectedTokens,
    ExpectedVerdict, GetAuthTokenStep, GetConnectionStep, GetPhoneStep, KeptToken, NewInstance,
    Outcome, PageCall, SCHEMA_VERSION, Scenario, ScenarioFile, ScenarioProblem, ScenarioProblems,
    SetFaults, SetLimits, SetTries, Step, Tick, User, VerifyPhoneStep, Wait, WhoseNumber,
};
pub use shelf::{
    Dropped, ScenarioText, Shelf, ShelfError, ShelfItem, ShelfSource, problems_of, read_dropped,
};
pub use simulation::{DeviceState, Facts, HotspotOwner, PathState, Simulation};
