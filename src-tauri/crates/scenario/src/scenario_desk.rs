//! Scenarios over HTTP: what `GET` and `PUT /_sim/v1/scenario` do with the bench.

use std::sync::Weak;

use numberauth_simulator::ScenarioDesk;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Bench, ScenarioFile, shipped_scenario};

/// A bench that takes scenarios. It is not held: its simulator holds this.
pub(crate) struct BenchDesk(pub(crate) Weak<Bench>);

/// A scenario that comes with the program.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

fn shown(file: Option<&ScenarioFile>) -> Value {
    json!({
        "scenario": file.map(|file| &file.scenario),
        "sha256": file.map(|file| &file.sha256),
    })
}

/// The scenario that a body names or is.
fn read(json: &[u8]) -> Result<ScenarioFile, String> {
    let Ok(Named { name }) = serde_json::from_slice(json) else {
        let file = ScenarioFile::read("scenario", json);
        return file.map_err(|problems| problems.to_string());
    };
    shipped_scenario(&name).ok_or_else(|| {
        format!("no scenario is called {name:?}: `numberauth scenarios` lists those that come with the program")
    })
}

impl ScenarioDesk for BenchDesk {
    fn arranged(&self) -> Value {
        let bench = self.0.upgrade();
        shown(bench.and_then(|bench| bench.loaded()).as_ref())
    }

    fn arrange(&self, json: &[u8]) -> Result<Value, String> {
        let file = read(json)?;
        let bench = self.0.upgrade().ok_or("the simulator is shutting down")?;
        let shown = shown(Some(&file));
        bench.load(&file).map_err(|error| error.to_string())?;
        Ok(shown)
    }
}
