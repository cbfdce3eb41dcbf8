use std::io::ErrorKind;
use std::time::Duration;

use thiserror::Error;

use crate::Target;

/// The longest reply that is read; ours are below 8 kB.
const LONGEST_REPLY: usize = 256 * 1024;

/// The HTTP client of simulation. It cannot leave this machine: it takes socket addresses only, refuses any that is not
/// loopback, knows no proxy, no TLS and no redirects. Each request has a connection of its own, so that a connection
/// that a fault touched is never used again.
#[derive(Clone, Debug)]
pub struct LoopbackClient(reqwest::Client);

/// An answer, whole.
#[derive(Clone)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for HttpReply {
    /// The body may hold tokens: only its length is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HttpReply({}, {} bytes)", self.status, self.body.len())
    }
}

impl HttpReply {
    /// A header's value, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Why no whole answer came, by the phase in which it went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TransportFailure {
    /// The client could not be made.
    #[error("no HTTP client: {0}")]
    Client(String),
    /// Simulation stays on this machine.
    #[error("not loopback")]
    NotLoopback,
    /// Nobody listens there.
    #[error("connection refused")]
    Refused {
        /// A fault has led the connection there.
        by_fault: bool,
    },
    /// The connection could not be made for another reason.
    #[error("no connection: {0}")]
    Connect(String),
    /// An address or a header that HTTP cannot carry.
    #[error("request cannot be sent: a value is too long, or no text that HTTP can carry")]
    Request,
    /// The connection was reset before a whole answer came.
    #[error("connection reset")]
    Reset,
    /// The connection broke before the status line.
    #[error("connection lost")]
    Lost,
    /// The connection broke inside the body.
    #[error("reply cut short")]
    Cut,
    /// The answer is longer than any that this protocol has.
    #[error("reply too long")]
    TooLong,
}

impl TransportFailure {
    /// The mark of the fault behind the failure, for the journal.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        matches!(self, Self::Refused { by_fault: true }).then(|| self.to_string())
    }
}

impl LoopbackClient {
    /// Makes the client.
    pub fn new() -> Result<Self, TransportFailure> {
        reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .tcp_nodelay(true)
            // A caller's own timer decides; this one only ends a connection that nobody waits for any more.
            .timeout(Duration::from_hours(48))
            .build()
            .map(Self)
            .map_err(|error| TransportFailure::Client(error.to_string()))
    }

    /// Posts `body` to `target`; `path` is the path with its query.
    pub async fn post(
        &self,
        target: &Target,
        path: &str,
        headers: &[(String, String)],
        body: Vec<u8>,
    ) -> Result<HttpReply, TransportFailure> {
        if !target.address.ip().is_loopback() {
            return Err(TransportFailure::NotLoopback);
        }
        let mut request = self
            .0
            .post(format!("http://{}{path}", target.address))
            .header("host", target.authority());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut response = request
            .body(body)
            .send()
            .await
            .map_err(|error| before_reply(&error, target))?;
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| TransportFailure::Cut)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_REPLY {
                return Err(TransportFailure::TooLong);
            }
        }
        Ok(HttpReply {
            status,
            headers,
            body,
        })
    }
}

fn before_reply(error: &reqwest::Error, target: &Target) -> TransportFailure {
    if error.is_builder() {
        // The client's own words may hold the whole address, tokens and all.
        return TransportFailure::Request;
    }
    let is = |kind| {
        causes(error)
            .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
            .any(|io| io.kind() == kind)
    };
    if is(ErrorKind::ConnectionRefused) {
        TransportFailure::Refused {
            by_fault: target.refused_by_fault,
        }
    } else if is(ErrorKind::ConnectionReset) {
        TransportFailure::Reset
    } else if error.is_connect() {
        let last = causes(error).last().map(ToString::to_string);
        TransportFailure::Connect(last.unwrap_or_default())
    } else {
        TransportFailure::Lost
    }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(std::error::Error::source(error), |cause| cause.source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_stays_on_this_machine() {
        let client = LoopbackClient::new().unwrap();
        let target = Target {
            address: "192.0.2.1:80".parse().unwrap(),
            host: None,
            refused_by_fault: false,
        };
        assert_eq!(
            client
                .post(&target, "/", &[], Vec::new())
                .await
                .unwrap_err(),
            TransportFailure::NotLoopback
        );
    }

    #[tokio::test]
    async fn a_port_that_nobody_listens_on_refuses() {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let target = Target {
            address: socket.local_addr().unwrap(),
            host: None,
            refused_by_fault: false,
        };
        let failure = LoopbackClient::new()
            .unwrap()
            .post(&target, "/", &[], Vec::new())
            .await
            .unwrap_err();
        assert_eq!(failure, TransportFailure::Refused { by_fault: false });
    }

    #[tokio::test]
    async fn a_header_with_a_newline_is_not_sent() {
        let target = Target {
            address: "127.0.0.1:9".parse().unwrap(),
            host: None,
            refused_by_fault: false,
        };
        let headers = [("x-acs-action".to_owned(), "a\nb".to_owned())];
        let failure = LoopbackClient::new()
            .unwrap()
            .post(&target, "/", &headers, Vec::new())
            .await
            .unwrap_err();
        assert!(matches!(failure, TransportFailure::Request), "{failure:?}");
    }
}
