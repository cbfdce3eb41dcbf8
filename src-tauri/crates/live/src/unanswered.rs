use std::error::Error as StdError;
use std::io::ErrorKind;

use http_body_util::LengthLimitError;
use serde::Serialize;
use thiserror::Error;
use tokio_rustls::rustls::{CertificateError, Error as RustlsError, InvalidMessage};
use ts_rs::TS;

/// What a live call was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Looking the name up and connecting, through the proxy if there is one.
    Connect,
    /// Agreeing on TLS.
    Tls,
    /// Sending the request and reading the answer.
    Answer,
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connect => "connection",
            Self::Tls => "TLS agreement",
            Self::Answer => "answer",
        })
    }
}

/// Why no whole answer came.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unanswered {
    /// A value that HTTP cannot carry.
    #[error("the request cannot be sent: a value is too long, or no text that HTTP can carry")]
    Request,
    /// The name has no address.
    #[error("{endpoint}: the name has no address; check the endpoint and the network")]
    NoAddress {
        /// The endpoint.
        endpoint: String,
    },
    /// Nobody listens there.
    #[error("{endpoint}: connection refused")]
    Refused {
        /// The endpoint.
        endpoint: String,
    },
    /// Not connected for another reason.
    #[error("{endpoint}: no connection ({reason})")]
    NotConnected {
        /// The endpoint.
        endpoint: String,
        /// What the system says.
        reason: String,
    },
    /// The proxy did not let the connection through.
    #[error("the proxy {proxy} did not connect: {reason}")]
    Proxy {
        /// Its address, without user and password.
        proxy: String,
        /// Why.
        reason: String,
    },
    /// A proxy of a kind that is not spoken.
    #[error("the proxy {proxy} is of a kind that is not spoken; http:// and socks5:// are")]
    ProxyKind {
        /// Its address, without user and password.
        proxy: String,
    },
    /// The proxy's address is cut inside its password; nobody was asked.
    #[error(
        "the proxy's address cannot be read; write /, ?, # and @ of its user and password as %2F, %3F, %23 and %40"
    )]
    ProxyUnreadable,
    /// TLS was not agreed on; nothing was sent.
    #[error("{0}; nothing was sent")]
    Tls(TlsProblem),
    /// A phase took too long.
    #[error("no {phase} within {seconds} s")]
    TimedOut {
        /// Which.
        phase: Phase,
        /// How long was waited, in seconds.
        seconds: u64,
    },
    /// The connection broke before the answer.
    #[error("connection lost before the answer")]
    Lost,
    /// The connection broke inside the answer.
    #[error("answer cut short")]
    Cut,
    /// Longer than any answer of this API.
    #[error("answer too long")]
    TooLong,
    /// The answer sends elsewhere; nobody goes there.
    #[error("HTTP {status}: the answer sends to another address, which is not followed")]
    Redirected {
        /// The status.
        status: u16,
    },
}

/// Why TLS was not agreed on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TlsProblem {
    /// The other side does not speak TLS.
    #[error("the other side does not speak TLS")]
    NotTls,
    /// The certificate is for another host.
    #[error("the certificate is for another host")]
    OtherHost,
    /// Nobody whom this system trusts has signed the certificate.
    #[error("nobody whom this system trusts has signed the certificate")]
    UnknownRoot,
    /// The certificate is no longer valid.
    #[error("the certificate has expired (or this machine's clock is wrong)")]
    Expired,
    /// The certificate is not valid yet.
    #[error("the certificate is not valid yet (or this machine's clock is wrong)")]
    NotYetValid,
    /// The certificate was revoked.
    #[error("the certificate was revoked")]
    Revoked,
    /// Anything else.
    #[error("TLS was not agreed on: {0}")]
    Other(String),
}

impl TlsProblem {
    pub(crate) fn of(error: &std::io::Error) -> Self {
        let rustls = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<RustlsError>());
        let Some(rustls) = rustls else {
            return Self::Other(error.kind().to_string());
        };
        match rustls {
            RustlsError::InvalidMessage(InvalidMessage::InvalidContentType) => Self::NotTls,
            RustlsError::InvalidCertificate(problem) => match problem {
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    Self::Expired
                }
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    Self::NotYetValid
                }
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => Self::OtherHost,
                // A signature that is false is what a stranger with the root's name has.
                CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                    Self::UnknownRoot
                }
                CertificateError::Revoked => Self::Revoked,
                other => Self::Other(other.to_string()),
            },
            other => Self::Other(other.to_string()),
        }
    }
}

impl Unanswered {
    /// Whether the cloud may have got the request, and billed it.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::TimedOut { phase, .. } => *phase == Phase::Answer,
            Self::Lost | Self::Cut | Self::TooLong | Self::Redirected { .. } => true,
            Self::Request
            | Self::NoAddress { .. }
            | Self::Refused { .. }
            | Self::NotConnected { .. }
            | Self::Proxy { .. }
            | Self::ProxyKind { .. }
            | Self::ProxyUnreadable
            | Self::Tls(_) => false,
        }
    }

    pub(crate) fn not_connected(endpoint: &str, error: &(dyn StdError + 'static)) -> Self {
        let endpoint = endpoint.to_owned();
        let io = causes(error).find_map(|cause| cause.downcast_ref::<std::io::Error>());
        if io.is_some_and(|io| io.kind() == ErrorKind::ConnectionRefused) {
            return Self::Refused { endpoint };
        }
        // The library's own word for a failed look-up; the system's error has no kind for it.
        if causes(error).any(|cause| cause.to_string().contains("dns error")) {
            return Self::NoAddress { endpoint };
        }
        Self::NotConnected {
            endpoint,
            reason: last(error),
        }
    }

    pub(crate) fn proxy(proxy: String, error: &(dyn StdError + 'static)) -> Self {
        let last = last(error);
        let own = error.to_string();
        let reason = if last == own {
            own
        } else {
            format!("{own}: {last}")
        };
        Self::Proxy { proxy, reason }
    }

    pub(crate) fn before_reply(error: &hyper::Error) -> Self {
        if error.is_parse_too_large() {
            Self::TooLong
        } else {
            Self::Lost
        }
    }

    pub(crate) fn inside_reply(error: &(dyn StdError + 'static)) -> Self {
        if error.is::<LengthLimitError>() {
            Self::TooLong
        } else {
            Self::Cut
        }
    }
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}

fn last(error: &(dyn StdError + 'static)) -> String {
    causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}
