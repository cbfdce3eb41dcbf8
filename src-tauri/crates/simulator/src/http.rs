//! The thin HTTP face: receives, guards, lets the world answer, applies wire faults, journals.

mod cloud;
mod gateway;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;

use ::http::HeaderMap;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::http::wire::{Answer, Received};
use crate::world::World;

/// The most that a request line and its headers may take: room for an spToken of 16 kB in the query.
const HEAD_BYTES: usize = 64 * 1024;

/// What a handler needs.
#[derive(Clone)]
pub(crate) struct Face {
    pub(crate) world: Arc<World>,
    /// The `Host` values that are answered; any other may be DNS rebinding.
    hosts: Arc<[String]>,
}

impl Face {
    pub(crate) fn new(world: Arc<World>, address: SocketAddr, batch_host: Option<&str>) -> Self {
        let own = [address.to_string(), format!("localhost:{}", address.port())];
        let hosts = own
            .into_iter()
            .chain(batch_host.map(str::to_owned))
            .collect();
        Self { world, hosts }
    }

    fn router(self) -> Router {
        Router::new()
            .route("/", get(cloud::answer).post(cloud::answer))
            .route("/h5/v1/{step}", post(gateway::answer))
            .fallback(|State(face): State<Self>| async move {
                face.plain(404, "nothing is served here")
            })
            .layer(middleware::from_fn_with_state(self.clone(), guard))
            .with_state(self)
    }

    fn admits(&self, headers: &HeaderMap) -> Result<(), (u16, &'static str)> {
        let host = headers.get("host").ok_or((400, "Host is missing"))?;
        if !self
            .hosts
            .iter()
            .any(|own| own.as_bytes() == host.as_bytes())
        {
            return Err((403, "Host is not this simulator's address"));
        }
        if headers.contains_key("origin") {
            return Err((403, "this Origin is not allowed"));
        }
        Ok(())
    }

    /// An error of the HTTP face itself.
    fn plain(&self, status: u16, message: &str) -> Response {
        Answer::json(
            status,
            &serde_json::json!({"code": "BAD_REQUEST", "message": message}),
        )
        .respond(&self.world)
    }
}

/// Refuses foreign hosts and every browser origin: none is allowed by name yet.
async fn guard(State(face): State<Face>, request: Request, next: Next) -> Response {
    if let Err((status, why)) = face.admits(request.headers()) {
        return face.plain(status, why);
    }
    // In a task of its own the answer goes to its end, and into the journal, when the caller goes away too.
    tokio::spawn(next.run(request))
        .await
        .unwrap_or_else(|_| face.plain(500, "the simulator failed: see its log"))
}

/// Serves until the task is dropped; then every connection is dropped too.
pub(crate) async fn serve(listener: TcpListener, face: Face) {
    let router = face.router();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let service = TowerToHyperService::new(router.clone());
                    connections.spawn(async move {
                        let _ = stream.set_nodelay(true);
                        let served = http1::Builder::new()
                            .auto_date_header(false)
                            .max_buf_size(HEAD_BYTES)
                            .serve_connection(TokioIo::new(stream), service)
                            .await;
                        if let Err(error) = served {
                            tracing::debug!(%error, "connection ended");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    // Out of file descriptors, most likely: wait for some to come back.
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// The whole request, or the answer to one that is too long.
async fn receive(face: &Face, request: Request<Body>) -> Result<Received, Response> {
    Received::read(request)
        .await
        .map_err(|(status, why)| face.plain(status, why))
}
