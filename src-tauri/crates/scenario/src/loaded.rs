//! The scenario that is loaded into a person's lab.

use std::collections::BTreeMap;

use numberauth_protocol::{SdkCall, Words};
use numberauth_simulator::Device;
use serde::Serialize;
use ts_rs::TS;

use crate::{Credentials, ScenarioFile};

/// Device, kind of tokens, and how far the calendar is moved.
pub(crate) type Arrangement = (Device, Credentials, i64);

/// A loaded scenario, and the desk as it was then.
pub(crate) struct Loaded {
    file: ScenarioFile,
    as_found: Arrangement,
    faults_touched: bool,
}

/// The loaded scenario as the interface shows it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LoadedScenario {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// Whether a control has been touched since: the desk is not as the scenario finds it.
    pub modified: bool,
    /// The page's timeouts in seconds that it names.
    #[ts(as = "std::collections::HashMap<SdkCall, f64>")]
    pub timeouts: BTreeMap<SdkCall, f64>,
}

impl Loaded {
    pub(crate) fn new(file: ScenarioFile, as_found: Arrangement) -> Self {
        Self {
            file,
            as_found,
            faults_touched: false,
        }
    }

    pub(crate) fn file(&self) -> ScenarioFile {
        self.file.clone()
    }

    pub(crate) fn touch_faults(&mut self) {
        self.faults_touched = true;
    }

    pub(crate) fn state(&self, now: &Arrangement) -> LoadedScenario {
        let scenario = &self.file.scenario;
        LoadedScenario {
            id: scenario.id.clone(),
            title: scenario.title.clone(),
            modified: self.faults_touched || *now != self.as_found,
            timeouts: scenario.timeouts.clone(),
        }
    }
}
