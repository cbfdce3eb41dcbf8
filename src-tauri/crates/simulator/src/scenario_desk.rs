use serde_json::Value;

/// Who arranges the simulated world as a scenario says: a room above the simulator, behind `GET` and `PUT
/// /_sim/v1/scenario`.
pub trait ScenarioDesk: Send + Sync {
    /// What the world was arranged by last.
    fn arranged(&self) -> Value;

    /// Forgets everything that happened, and arranges the world as this JSON says; tells what [`Self::arranged`] tells then, or
    /// what is wrong with it and where.
    fn arrange(&self, json: &[u8]) -> Result<Value, String>;
}
