//! A customer: a page of an origin of its own, and the server behind it, which knows the `AccessKey`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use numberauth_cloud::{AccessKey, AuthTokenRequest, Client, RequestContext};
use numberauth_protocol::{BizType, Clock, Entropy, Operation, Route, SpToken, Target};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::simulator::Simulator;

/// A port of the customer's, before anything is served on it: `serve` wants to know the origin first.
pub(crate) struct Shop {
    listener: TcpListener,
    pub(crate) port: u16,
}

impl Shop {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { listener, port }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Opens the shop, whose pages load the SDK from this simulator.
    pub(crate) fn open(self, simulator: &Simulator) {
        let server = Arc::new(Server::new(simulator, &self.origin()));
        let script = (
            [(CONTENT_TYPE, "text/javascript")],
            include_str!("shop/shop.js"),
        );
        let page = |html: &'static str| {
            get(
                async move |State(server): State<Arc<Server>>, RawQuery(query)| {
                    let query = query.map_or_else(String::new, |query| format!("?{query}"));
                    let base = &server.base;
                    let html = html
                        .replace("SDK", &format!("{base}/sdk/v1"))
                        .replace("BASE", base);
                    Html(html.replace("QUERY", &query))
                },
            )
        };
        let router = Router::new()
            .route("/classic.html", page(include_str!("shop/classic.html")))
            .route("/module.html", page(include_str!("shop/module.html")))
            .route(
                "/nothing.html",
                get(async || Html("<title>nothing</title>")),
            )
            .route("/package.html", page(include_str!("shop/package.html")))
            .route("/numberauth-lab-sdk.js", get(package))
            .route("/shop.js", get(async move || script))
            .route("/api/tokens", post(tokens))
            .route("/api/phone", post(phone))
            .route("/api/verify", post(verify))
            .with_state(server);
        tokio::spawn(async move { axum::serve(self.listener, router).await });
    }
}

/// The customer's server.
struct Server {
    client: Client,
    scene_code: String,
    origin: String,
    base: String,
}

/// To the simulator, whatever is asked.
struct OneTarget(SocketAddr);

impl Route for OneTarget {
    fn target(&self, _: Operation) -> Target {
        Target {
            address: self.0,
            host: None,
            refused_by_fault: false,
        }
    }
}

impl Server {
    fn new(simulator: &Simulator, origin: &str) -> Self {
        let context = RequestContext {
            route: Arc::new(OneTarget(simulator.address())),
            clock: Clock::system(),
            entropy: Entropy::system().unwrap(),
        };
        let key = AccessKey::new(
            simulator.told("access_key_id"),
            simulator.told("access_key_secret"),
        );
        Self {
            client: Client::new(key, context).unwrap(),
            scene_code: simulator.told("scene_code").to_owned(),
            origin: origin.to_owned(),
            base: simulator.told("base_url").to_owned(),
        }
    }
}

/// What `npm pack` packs.
async fn package() -> impl IntoResponse {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../ui/src/sdk/dist/index.js"
    );
    let script = std::fs::read_to_string(file).unwrap_or_else(|error| {
        panic!("{file}: {error}; run the tests by `cargo xtask test`, which builds it")
    });
    ([(CONTENT_TYPE, "text/javascript")], script)
}

fn question(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap()
}

fn sp_token(question: &Value) -> SpToken {
    SpToken::new(question["spToken"].as_str().unwrap())
}

async fn tokens(State(server): State<Arc<Server>>, body: Bytes) -> Response {
    let request = AuthTokenRequest {
        url: format!("{}/", server.origin),
        origin: server.origin.clone(),
        scene_code: server.scene_code.clone(),
        biz_type: match question(&body)["flow"].as_str() {
            Some("verify") => BizType::Verify,
            _ => BizType::Login,
        },
    };
    match server.client.get_auth_token(&request, None).await {
        Ok(success) => {
            let tokens = success.value;
            let (access, jwt) = (tokens.access_token.reveal(), tokens.jwt_token.reveal());
            axum::Json(json!({"accessToken": access, "jwtToken": jwt})).into_response()
        }
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

async fn phone(State(server): State<Arc<Server>>, body: Bytes) -> axum::Json<Value> {
    let token = sp_token(&question(&body));
    axum::Json(
        match server.client.get_phone_with_token(&token, None).await {
            Ok(success) => json!({"number": success.value.reveal()}),
            Err(error) => json!({"code": error.to_string()}),
        },
    )
}

async fn verify(State(server): State<Arc<Server>>, body: Bytes) -> axum::Json<Value> {
    let question = question(&body);
    let number = question["number"].as_str().unwrap();
    let answer = server
        .client
        .verify_phone_with_token(number, &sp_token(&question), None)
        .await;
    axum::Json(match answer {
        Ok(success) => json!({"result": success.value}),
        Err(error) => json!({"result": error.to_string()}),
    })
}
