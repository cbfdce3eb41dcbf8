use std::net::SocketAddr;

use crate::Operation;

/// Where the next connection for an operation goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The address to connect to.
    pub address: SocketAddr,
    /// The `Host` header; `None` sends the address. Batch runs say `sim`, so that no port is signed or printed.
    pub host: Option<String>,
    /// A fault has this connection refused: nobody listens at the address.
    pub refused_by_fault: bool,
}

impl Target {
    /// The `Host` header's value.
    #[must_use]
    pub fn authority(&self) -> String {
        self.host
            .clone()
            .unwrap_or_else(|| self.address.to_string())
    }
}

/// Tells a client where to connect: the simulator answers with its own listener, or, for an operation whose
/// connections it must refuse, with a loopback port that nobody listens on.
pub trait Route: Send + Sync {
    /// Where to connect for `operation`, now.
    fn target(&self, operation: Operation) -> Target;
}
