//! Cloud API, H5 gateway and three carriers on a loopback port, true to the protocol.
//!
//! The core (`gateway`, `cloud_api`, `carrier`, `ledger`) has no HTTP types; `http` is its thin face. Carriers act by
//! their rule files alone. Nothing here opens a connection: it only listens, on 127.0.0.1.

mod account;
mod carrier;
mod cloud_api;
mod config;
mod device;
mod fault;
mod gateway;
mod http;
mod jwt;
mod ledger;
mod origin;
mod rate_limit;
mod rules;
mod scenario_desk;
mod signature_reports;
mod simulator;
mod world;

pub use account::{ACCOUNTS, Account, PAGE_ORIGIN, PAGE_URL};
pub use config::{BATCH_HOST, Config, StartError};
pub use device::{Device, Path, Sim};
pub use fault::{ArmedFault, Chance, Fault, FaultEffect, FaultError, FaultsAside};
pub use jwt::JWT_TOKEN_SECONDS;
pub use ledger::{ACCESS_TOKEN_SECONDS, Tries};
pub use origin::OriginError;
pub use rate_limit::{RateLimitError, RateLimits};
pub use rules::{
    Answer, Answers, CarrierRules, Comparison, Confidence, FactSource, Lockout, NOT_IDENTIFIED,
    RuleBook, VerifyQuota,
};
pub use scenario_desk::ScenarioDesk;
pub use simulator::{Quota, Simulator};
pub use world::{ClockError, LONGEST_SHIFT_SECONDS, MachineConnection};
