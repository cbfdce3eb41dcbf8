//! The thin HTTP face: receives, guards, lets the world answer, applies wire faults, journals.

mod admin;
mod cloud;
mod dialect;
mod exchange;
mod gateway;
mod guard;
mod received;
mod socket;
mod wire;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::http::received::Received;
use crate::http::socket::{Resets, Socket};
use crate::http::wire::{Answer, HangUp};
use crate::origin::AllowedOrigin;
use crate::scenario_desk::ScenarioDesk;
use crate::world::World;

/// So much of a request line and its headers is waited for before hyper gives up. It looks only when it has read a piece that does
/// not end them, so the limit that holds to the byte is the guard's, far below.
const READ_BYTES: usize = 256 * 1024;
/// Below this path is the admin API, where no browser is served, not even one of an allowed origin.
const ADMIN: &str = "/_sim/";
/// Below this path the mounted router is asked.
const MOUNT: &str = "/sdk/";

/// What a handler needs.
#[derive(Clone)]
pub(crate) struct Face {
    pub(crate) world: Arc<World>,
    /// The `Host` values that are answered; any other may be DNS rebinding.
    hosts: Arc<[String]>,
    origins: Arc<[AllowedOrigin]>,
    /// The admin API's bearer token; there is no admin API without one.
    admin_token: Option<Arc<str>>,
    /// Somebody else's routes below [`MOUNT`].
    mounted: Arc<RwLock<Option<Router>>>,
    /// Who understands scenarios.
    scenario_desk: Arc<RwLock<Option<Arc<dyn ScenarioDesk>>>>,
}

impl Face {
    pub(crate) fn new(
        world: Arc<World>,
        address: SocketAddr,
        batch_host: Option<&str>,
        origins: Vec<AllowedOrigin>,
        admin_token: Option<String>,
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
            admin_token: admin_token.map(Arc::from),
            mounted: Arc::default(),
            scenario_desk: Arc::default(),
        }
    }

    /// Serves `router` below [`MOUNT`] from now on, in place of an earlier one.
    pub(crate) fn mount(&self, router: Router) {
        *self.mounted.write().unwrap_or_else(PoisonError::into_inner) = Some(router);
    }

    /// Asks `desk` for scenarios from now on.
    pub(crate) fn take_scenarios_to(&self, desk: Arc<dyn ScenarioDesk>) {
        *self
            .scenario_desk
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(desk);
    }

    fn scenario_desk(&self) -> Option<Arc<dyn ScenarioDesk>> {
        self.scenario_desk
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn router(self) -> Router {
        let mut router = Router::new();
        for (path, methods) in routes() {
            router = router.route(path, methods);
        }
        if self.admin_token.is_some() {
            for (path, methods) in admin::routes() {
                router = router.route(path, methods);
            }
        }
        router
            .fallback(elsewhere)
            .method_not_allowed_fallback(|State(face): State<Self>| async move {
                face.plain(405, "this method is not served here")
            })
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

/// The routes of the cloud and the gateway.
fn routes() -> [(&'static str, MethodRouter<Face>); 2] {
    [
        ("/", get(cloud::answer).post(cloud::answer)),
        ("/h5/v1/{step}", post(gateway::answer)),
    ]
}

/// What is no route of the simulator's own: the mounted router's, or nobody's.
async fn elsewhere(State(face): State<Face>, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with(ADMIN) && face.admin_token.is_some() {
        return admin::no_route(&face);
    }
    let mounted = path.starts_with(MOUNT).then(|| {
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
                    let socket = Socket::new(stream);
                    let resets = socket.resets();
                    let router = TowerToHyperService::new(router.clone());
                    let service = service_fn(move |request| answer(router.call(request), resets.clone()));
                    let served = http1::Builder::new()
                        .auto_date_header(false)
                        .max_buf_size(READ_BYTES)
                        .serve_connection(TokioIo::new(socket), service);
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

/// The router's answer, or none: hyper closes the connection then.
async fn answer(
    answered: impl Future<Output = Result<Response, Infallible>>,
    resets: Resets,
) -> Result<Response, HungUp> {
    let response = answered.await.unwrap_or_else(|never| match never {});
    match response.extensions().get().cloned() {
        Some(HangUp::Silence(waiting)) => {
            // Here and not in the handler, which goes to its end without its caller: this future is dropped with the connection.
            let _waiting = waiting;
            std::future::pending().await
        }
        Some(HangUp::Close) => Err(HungUp),
        Some(HangUp::Reset) => {
            resets.ask();
            Err(HungUp)
        }
        None => Ok(response),
    }
}

/// Why a connection was closed in place of an answer.
#[derive(Debug, Error)]
#[error("closed by a fault")]
struct HungUp;

/// The whole request, or the answer to one that is too long.
async fn receive(face: &Face, request: Request<Body>) -> Result<Received, Response> {
    Received::read(request)
        .await
        .map_err(|(status, why)| face.plain(status, why))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_openapi_document_has_every_path_and_no_other() {
        let document = super::admin::described().unwrap();
        let described: BTreeSet<_> = document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            // Somebody else's: the whole program's tests ask for them.
            .filter(|path| !path.starts_with(super::MOUNT))
            .collect();
        let own = super::routes().map(|(path, _)| path);
        let admin = super::admin::routes().map(|(path, _)| path);
        let served: BTreeSet<_> = own.into_iter().chain(admin).collect();
        assert_eq!(described, served);
    }
}
