use std::fmt;

use http::uri::Authority;

use crate::profile::ProfileProblem;

/// The real cloud's host (PROTOCOL "Cloud API").
pub const DEFAULT_ENDPOINT: &str = "dypnsapi.aliyuncs.com";
/// The port of HTTPS, which the `Host` header leaves out.
const HTTPS_PORT: u16 = 443;

/// Where a profile's cloud is: a host and, where it is not 443, a port. The scheme is always https, so that there is
/// nothing to say it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    host: String,
    port: u16,
}

impl Endpoint {
    /// Reads `host` or `host:port`.
    pub(crate) fn parse(text: &str) -> Result<Self, ProfileProblem> {
        if text.contains("://") || text.starts_with("//") {
            return Err(ProfileProblem::Scheme);
        }
        if text.contains(['/', '?', '#', '\\']) {
            return Err(ProfileProblem::Path);
        }
        if text.contains('@') {
            return Err(ProfileProblem::UserInfo);
        }
        let authority: Authority = text.parse().map_err(|_| ProfileProblem::NotAHost)?;
        let host = authority.host();
        // `Authority` takes a port that is none, and a host that is empty.
        let port = match authority.as_str().strip_prefix(host) {
            Some("") => HTTPS_PORT,
            Some(rest) => rest
                .strip_prefix(':')
                // A number's own parser takes a sign.
                .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|digits| digits.parse().ok())
                .filter(|port| *port != 0)
                .ok_or(ProfileProblem::Port)?,
            None => return Err(ProfileProblem::NotAHost),
        };
        let named = host.strip_prefix('[').map_or_else(
            || is_host_name(host),
            |literal| {
                literal
                    .strip_suffix(']')
                    .is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
            },
        );
        if !named {
            return Err(ProfileProblem::NotAHost);
        }
        Ok(Self {
            host: host.to_ascii_lowercase(),
            port,
        })
    }

    /// The real cloud's.
    #[must_use]
    pub fn real() -> Self {
        Self {
            host: DEFAULT_ENDPOINT.to_owned(),
            port: HTTPS_PORT,
        }
    }

    /// The host alone; an IPv6 address stands in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The `Host` header's value, which is signed.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.port == HTTPS_PORT {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Whether it is the real cloud's.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::real()
    }
}

fn is_host_name(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    text.len() <= 253 && text.split('.').all(label)
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.authority())
    }
}
