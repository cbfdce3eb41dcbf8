//! `PhoneServer`: the H5 SDK's flow as a state machine, with its gateway client.
//!
//! The six methods of the seed: [`PhoneServer::get_connection`], and five calls through [`PhoneServer::call`]. Each call
//! is answered exactly once. The rules are those of the project's protocol page, section 2.

mod arguments;
mod gateway_client;
mod instances;
mod machine;
mod phone_server;
mod result;
mod state;

pub use arguments::{DEFAULT_TIMEOUTS, LONGEST_TIMEOUT_SECONDS, Options};
pub use instances::{Arrival, InstanceError, Instances};
pub use machine::machine_connection;
pub use phone_server::{Config, DeviceConnection, Pending, PhoneServer};
pub use result::SdkResult;
