//! What stands in the way of a live call in a test: a root of our own, TLS in front of a plain port, and a proxy.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test program uses its part"
)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A root that signs certificates for tests.
pub(crate) struct Root(CertifiedIssuer<'static, KeyPair>);

/// When a certificate is valid.
#[derive(Clone, Copy)]
pub(crate) enum Validity {
    Now,
    Past,
    Future,
}

impl Root {
    pub(crate) fn new() -> Self {
        Self::named("a root for tests")
    }

    pub(crate) fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// TLS with a certificate for `host`.
    pub(crate) fn tls(&self, host: &str, validity: Validity) -> TlsAcceptor {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let (from, until) = match validity {
            Validity::Now => (date_time_ymd(2020, 1, 1), date_time_ymd(2100, 1, 1)),
            Validity::Past => (date_time_ymd(2020, 1, 1), date_time_ymd(2020, 2, 1)),
            Validity::Future => (date_time_ymd(2099, 1, 1), date_time_ymd(2100, 1, 1)),
        };
        params.not_before = from;
        params.not_after = until;
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A listener on loopback; dropping it ends it and all its connections.
pub(crate) struct Listener {
    pub(crate) address: SocketAddr,
    _accepting: JoinSet<()>,
}

impl Listener {
    /// Gives every connection to `serve`.
    pub(crate) async fn start<F>(serve: impl Fn(TcpStream) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut accepting = JoinSet::new();
        accepting.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream));
            }
        });
        Self {
            address,
            _accepting: accepting,
        }
    }

    /// `localhost` and the port.
    pub(crate) fn endpoint(&self) -> String {
        format!("localhost:{}", self.address.port())
    }

    /// TLS in front of a plain port: what it decrypts goes there.
    pub(crate) async fn tls_front(tls: TlsAcceptor, behind: SocketAddr) -> Self {
        Self::start(move |stream| {
            let tls = tls.clone();
            async move {
                if let Ok(mut stream) = tls.accept(stream).await {
                    let mut behind = TcpStream::connect(behind).await.unwrap();
                    let _ = copy_bidirectional(&mut stream, &mut behind).await;
                }
            }
        })
        .await
    }

    /// TLS with one answer to everything; what was read of each request is kept.
    pub(crate) async fn tls_answering(tls: TlsAcceptor, answer: Vec<u8>) -> (Self, Seen) {
        let seen = Seen::default();
        let keep = seen.clone();
        let listener = Self::start(move |stream| {
            let (tls, keep, answer) = (tls.clone(), keep.clone(), answer.clone());
            async move {
                if let Ok(mut stream) = tls.accept(stream).await {
                    keep.add(head(&mut stream).await);
                    let _ = stream.write_all(&answer).await;
                    let _ = stream.shutdown().await;
                }
            }
        })
        .await;
        (listener, seen)
    }

    /// An HTTP proxy that answers CONNECT, and leads every connection to `behind` whatever was asked for.
    pub(crate) async fn proxy(behind: SocketAddr) -> (Self, Seen) {
        let seen = Seen::default();
        let keep = seen.clone();
        let listener = Self::start(move |mut stream| {
            let keep = keep.clone();
            async move {
                keep.add(head(&mut stream).await);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                let mut behind = TcpStream::connect(behind).await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut behind).await;
            }
        })
        .await;
        (listener, seen)
    }

    /// A plain port that keeps what it is sent and answers `answer`.
    pub(crate) async fn plain(answer: &'static [u8]) -> (Self, Seen) {
        let seen = Seen::default();
        let keep = seen.clone();
        let listener = Self::start(move |mut stream| {
            let keep = keep.clone();
            async move {
                let mut first = vec![0; 16 * 1024];
                let read = stream.read(&mut first).await.unwrap_or(0);
                keep.add(String::from_utf8_lossy(&first[..read]).into_owned());
                let _ = stream.write_all(answer).await;
            }
        })
        .await;
        (listener, seen)
    }
}

/// What connections brought.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn add(&self, text: String) {
        self.0.lock().unwrap().push(text);
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// The head of an HTTP request.
async fn head(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => read.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}
