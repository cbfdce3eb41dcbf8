use numberauth_protocol::{Clock, Entropy, Journal};
use thiserror::Error;

use crate::device::Device;
use crate::origin::{AllowedOrigin, OriginError};
use crate::rules::RuleBook;
use crate::world::MachineConnection;

/// The `Host` that batch runs send, so that no port is signed or printed.
pub const BATCH_HOST: &str = "sim";

/// What a simulator is started with.
pub struct Config {
    /// The one clock.
    pub clock: Clock,
    /// The one source of randomness.
    pub entropy: Entropy,
    /// Where every hop is written.
    pub journal: Journal,
    /// The carriers' rules.
    pub rules: RuleBook,
    /// The real machine's connection, for devices on the network `machine`.
    pub machine: MachineConnection,
    /// The default device.
    pub device: Device,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Whether `Host: sim` is accepted, and sent by clients of [`crate::Simulator::route`].
    pub batch: bool,
    /// The browser origins (`scheme://host[:port]`) whose pages may call; any other page is refused.
    pub origins: Vec<String>,
    /// The bearer token of the admin API, of at least 16 characters; `None`: there is no admin API.
    pub admin_token: Option<String>,
}

/// A token that is shorter could be guessed by trying.
const SHORTEST_ADMIN_TOKEN: usize = 16;

/// The simulator could not be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// An origin that no browser would ever send.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// The admin token could be guessed.
    #[error("the admin token has fewer than {SHORTEST_ADMIN_TOKEN} characters: make a random one")]
    AdminToken,
    /// The port is taken, or sockets are forbidden.
    #[error(
        "cannot listen on 127.0.0.1:{port}: {source}; choose another port, or 0 for a free one"
    )]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Config {
    /// The allowed origins, once nothing speaks against origins and admin token.
    pub(crate) fn check(&self) -> Result<Vec<AllowedOrigin>, StartError> {
        let token = self.admin_token.as_deref();
        if token.is_some_and(|token| token.len() < SHORTEST_ADMIN_TOKEN) {
            return Err(StartError::AdminToken);
        }
        let origins = self.origins.iter();
        Ok(origins
            .map(|origin| AllowedOrigin::parse(origin))
            .collect::<Result<_, _>>()?)
    }
}
