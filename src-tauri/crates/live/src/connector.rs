//! HTTPS to one endpoint: every request has a connection of its own, on TLS by rustls, and there is no other kind. No
//! redirect is followed, no cookie kept, nothing is sent twice.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::Intercept;
use hyper_util::rt::TokioIo;
use numberauth_protocol::HttpReply;
use rustls_platform_verifier::BuilderVerifierExt;
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, InvalidDnsNameError, ServerName};
use tokio_rustls::rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use tower_service::Service;

use crate::unanswered::{Phase, TlsProblem, Unanswered};
use crate::{Endpoint, Proxies, proxy};

/// How long each phase may take: the official SDKs wait 5 s for a connection and 10 s for an answer.
#[derive(Clone, Copy, Debug)]
struct Patience {
    connect: Duration,
    tls: Duration,
    answer: Duration,
}

const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(5),
    tls: Duration::from_secs(5),
    answer: Duration::from_secs(10),
};
/// The longest answer that is read, in bytes; real ones are below 8 kB.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Why there is no connector.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no TLS: {reason}; install the system's certificates (on Debian: ca-certificates)")]
pub struct ConnectorError {
    reason: String,
}

impl ConnectorError {
    fn new(error: impl fmt::Display) -> Self {
        Self {
            reason: error.to_string(),
        }
    }
}

/// Makes HTTPS requests, each on a connection of its own. Clones share roots and proxies.
#[derive(Clone)]
pub struct Connector {
    tls: TlsConnector,
    proxies: Proxies,
    patience: Patience,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("proxies", &self.proxies)
            .finish_non_exhaustive()
    }
}

/// What is asked over HTTPS; nothing has a body.
pub(crate) struct Outgoing<'a> {
    pub(crate) method: Method,
    /// The path with its query.
    pub(crate) path: &'a str,
    /// The headers but `host`, names in lower case.
    pub(crate) headers: &'a [(String, String)],
}

impl Connector {
    /// Trusts whom the system trusts, and goes through the system's proxy.
    pub fn platform() -> Result<Self, ConnectorError> {
        let tls = versions()?
            .with_platform_verifier()
            .map_err(ConnectorError::new)?
            .with_no_client_auth();
        Ok(Self::of(tls, Proxies::system()))
    }

    /// Trusts these certificates alone, as a test with a root of its own does.
    pub fn trusting(
        roots: impl IntoIterator<Item = Vec<u8>>,
        proxies: Proxies,
    ) -> Result<Self, ConnectorError> {
        let mut store = RootCertStore::empty();
        for root in roots {
            store
                .add(CertificateDer::from(root))
                .map_err(ConnectorError::new)?;
        }
        let tls = versions()?
            .with_root_certificates(store)
            .with_no_client_auth();
        Ok(Self::of(tls, proxies))
    }

    fn of(mut tls: ClientConfig, proxies: Proxies) -> Self {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self {
            tls: TlsConnector::from(Arc::new(tls)),
            proxies,
            patience: PATIENCE,
        }
    }

    /// Waits at most so long for each phase, instead of 5, 5 and 10 s.
    #[must_use]
    pub fn patient_for(mut self, each_phase: Duration) -> Self {
        self.patience = Patience {
            connect: each_phase,
            tls: each_phase,
            answer: each_phase,
        };
        self
    }

    /// The proxies that it goes through.
    #[must_use]
    pub fn proxies(&self) -> &Proxies {
        &self.proxies
    }

    /// Sends a request, once, and reads the whole answer.
    pub(crate) async fn exchange(
        &self,
        endpoint: &Endpoint,
        outgoing: &Outgoing<'_>,
    ) -> Result<HttpReply, Unanswered> {
        let request = request(endpoint, outgoing).ok_or(Unanswered::Request)?;
        let tcp = within(Phase::Connect, self.patience.connect, self.dial(endpoint)).await?;
        let tls = within(Phase::Tls, self.patience.tls, self.secure(endpoint, tcp)).await?;
        within(Phase::Answer, self.patience.answer, send(tls, request)).await
    }

    async fn dial(&self, endpoint: &Endpoint) -> Result<TcpStream, Unanswered> {
        let address = proxy::address(endpoint).ok_or(Unanswered::Request)?;
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        let stream = match self.proxies.for_endpoint(endpoint)? {
            Some(proxy) => through(&proxy, connector, address).await?,
            None => connector
                .call(address)
                .await
                .map_err(|error| Unanswered::not_connected(&endpoint.authority(), &error))?,
        };
        Ok(stream.into_inner())
    }

    async fn secure(
        &self,
        endpoint: &Endpoint,
        tcp: TcpStream,
    ) -> Result<TlsStream<TcpStream>, Unanswered> {
        let name = server_name(endpoint).map_err(|_| Unanswered::Request)?;
        self.tls
            .connect(name, tcp)
            .await
            .map_err(|error| Unanswered::Tls(TlsProblem::of(&error)))
    }
}

fn versions() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, ConnectorError> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(ConnectorError::new)
}

/// The name that the certificate must be for.
fn server_name(endpoint: &Endpoint) -> Result<ServerName<'static>, InvalidDnsNameError> {
    ServerName::try_from(endpoint.host().trim_matches(['[', ']']).to_owned())
}

fn request(endpoint: &Endpoint, outgoing: &Outgoing<'_>) -> Option<Request<Empty<Bytes>>> {
    let mut request = Request::builder()
        .method(&outgoing.method)
        .uri(outgoing.path)
        .header("host", endpoint.authority());
    for (name, value) in outgoing.headers {
        request = request.header(name, value);
    }
    request.body(Empty::new()).ok()
}

async fn within<T>(
    phase: Phase,
    patience: Duration,
    work: impl Future<Output = Result<T, Unanswered>>,
) -> Result<T, Unanswered> {
    tokio::time::timeout(patience, work)
        .await
        .unwrap_or(Err(Unanswered::TimedOut {
            phase,
            seconds: patience.as_secs(),
        }))
}

/// Goes through a proxy that passes bytes on; one that would read them is none.
async fn through(
    proxy: &Intercept,
    connector: HttpConnector,
    address: Uri,
) -> Result<TokioIo<TcpStream>, Unanswered> {
    let name = proxy::without_password(proxy.uri());
    match proxy.uri().scheme_str() {
        Some("http") => {
            let mut tunnel = Tunnel::new(proxy.uri().clone(), connector);
            if let Some(auth) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(auth.clone());
            }
            tunnel
                .call(address)
                .await
                .map_err(|error| Unanswered::proxy(name, &error))
        }
        Some("socks5" | "socks5h") => {
            let mut socks = SocksV5::new(proxy.uri().clone(), connector);
            if let Some((user, password)) = proxy.raw_auth() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            socks
                .call(address)
                .await
                .map_err(|error| Unanswered::proxy(name, &error))
        }
        _ => Err(Unanswered::ProxyKind { proxy: name }),
    }
}

async fn send(
    stream: TlsStream<TcpStream>,
    request: Request<Empty<Bytes>>,
) -> Result<HttpReply, Unanswered> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| Unanswered::Lost)?;
    // Dropped, and so ended, with this call.
    let mut driving = JoinSet::new();
    driving.spawn(connection);
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| Unanswered::before_reply(&error))?;
    let (head, body) = response.into_parts();
    if head.status.is_redirection() {
        return Err(Unanswered::Redirected {
            status: head.status.as_u16(),
        });
    }
    let headers = head.headers.iter();
    let headers = headers
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let body = Limited::new(body, LONGEST_ANSWER).collect().await;
    let body = body.map_err(|error| Unanswered::inside_reply(&*error))?;
    Ok(HttpReply {
        status: head.status.as_u16(),
        headers,
        body: body.to_bytes().into(),
    })
}
