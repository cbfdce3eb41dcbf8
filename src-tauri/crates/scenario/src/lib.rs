//! The bench: simulator, SDK and "your server" wired together, driven by window and runner alike.

mod bench;
mod integrator;
mod lab;
mod number_reading;
mod page_sdk;
mod simulation;

pub use bench::{Bench, BenchConfig, BenchError};
pub use integrator::{AuthTokenReply, Credentials, PhoneReply, VerifyReply};
pub use lab::{DeviceChoice, HotspotChoice, LabError};
pub use number_reading::{NumberProblem, NumberReading};
pub use simulation::{DeviceState, Facts, HotspotOwner, PathState, Simulation};
