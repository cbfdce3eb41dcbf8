//! The thin HTTP face: receives, guards, lets the world answer, applies wire faults, journals.

mod cloud;
mod dialect;
mod gateway;
mod guard;
mod wire;

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper::service::Service as _;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::http::wire::{Answer, Received};
use crate::origin::AllowedOrigin;
use crate::world::World;

/// The most that a request line and its headers may take: room for an spToken of 16 kB in the query.
const HEAD_BYTES: usize = 64 * 1024;
/// Below this path the mounted router is asked.
const MOUNT: &str = "/sdk/";

/// What a handler needs.
#[derive(Clone)]
pub(crate) struct Face {
    pub(crate) world: Arc<World>,
    /// The `Host` values that are answered; any other may be DNS rebinding.
    hosts: Arc<[String]>,
    origins: Arc<[AllowedOrigin]>,
    /// Somebody else's routes below [`MOUNT`].
    mounted: Arc<RwLock<Option<Router>>>,
}

impl Face {
    pub(crate) fn new(
        world: Arc<World>,
        address: SocketAddr,
        batch_host: Option<&str>,
        origins: Vec<AllowedOrigin>,
    ) -> Self {
        let own = [address.to_string(), format!("localhost:{}", address.port())];
        let hosts = own
            .into_iter()
            .chain(batch_host.map(str::to_owned))
            .collect();
        Self {
            world,
            hosts,
            origins: origins.into(),
            mounted: Arc::default(),
        }
    }

    /// Serves `router` below [`MOUNT`] from now on, in place of an earlier one.
    pub(crate) fn mount(&self, router: Router) {
        *self.mounted.write().unwrap_or_else(PoisonError::into_inner) = Some(router);
    }

    fn router(self) -> Router {
        Router::new()
            .route("/", get(cloud::answer).post(cloud::answer))
            .route("/h5/v1/{step}", post(gateway::answer))
            .fallback(elsewhere)
            .layer(middleware::from_fn_with_state(self.clone(), guard::guard))
            .with_state(self)
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

/// What is no route of the simulator's own: the mounted router's, or nobody's.
async fn elsewhere(State(face): State<Face>, request: Request) -> Response {
    let mounted = request.uri().path().starts_with(MOUNT).then(|| {
        face.mounted
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    });
    match mounted.flatten() {
        Some(router) => match TowerToHyperService::new(router).call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
        None => face.plain(404, "nothing is served here"),
    }
}

/// Serves until the task is dropped (then every connection is dropped too), or until `stop` says so: then no new connection
/// is taken, and each open one ends with the answer to its request in flight.
pub(crate) async fn serve(listener: TcpListener, face: Face, mut stop: oneshot::Receiver<()>) {
    let router = face.router();
    let open = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let _ = stream.set_nodelay(true);
                    let served = http1::Builder::new()
                        .auto_date_header(false)
                        .max_buf_size(HEAD_BYTES)
                        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
                    let served = open.watch(served);
                    connections.spawn(async move {
                        if let Err(error) = served.await {
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
            // A sender that is gone has asked for nothing: whoever dropped it ends this task.
            Ok(()) = &mut stop => break,
        }
    }
    drop(listener);
    open.shutdown().await;
    while connections.join_next().await.is_some() {}
}

/// The whole request, or the answer to one that is too long.
async fn receive(face: &Face, request: Request<Body>) -> Result<Received, Response> {
    Received::read(request)
        .await
        .map_err(|(status, why)| face.plain(status, why))
}
