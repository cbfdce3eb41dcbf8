use std::env;
use std::sync::Arc;

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use serde::Serialize;
use ts_rs::TS;

use crate::Endpoint;

/// The variables that curl and most programs look at, the stronger first.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Which proxy a live call goes through. A proxy only carries the bytes: TLS goes through it from end to end.
#[derive(Clone, Debug)]
pub struct Proxies(Arc<Matcher>);

/// A proxy that stands between this program and the cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProxyInTheWay {
    /// The environment variable that names it, or none: then the system's settings do.
    pub variable: Option<String>,
    /// Its address, without user and password.
    pub address: String,
    /// Whether it is of a kind that is spoken: HTTP's CONNECT, or SOCKS 5.
    pub is_spoken: bool,
}

impl Proxies {
    /// As the environment says, or else the system's settings.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Matcher::from_system()))
    }

    /// No proxy, whatever the system says.
    #[must_use]
    pub fn none() -> Self {
        Self(Arc::new(Matcher::builder().build()))
    }

    /// This one for everything; what is no address of a proxy is none.
    #[must_use]
    pub fn all_through(address: &str) -> Self {
        Self(Arc::new(Matcher::builder().all(address).build()))
    }

    pub(crate) fn for_endpoint(&self, endpoint: &Endpoint) -> Option<Intercept> {
        self.0.intercept(&address(endpoint)?)
    }

    /// The proxy between this program and `endpoint`.
    #[must_use]
    pub fn in_the_way(&self, endpoint: &Endpoint) -> Option<ProxyInTheWay> {
        let proxy = self.for_endpoint(endpoint)?;
        Some(ProxyInTheWay {
            variable: VARIABLES
                .into_iter()
                .find(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
                .map(str::to_owned),
            address: without_password(proxy.uri()),
            is_spoken: matches!(
                proxy.uri().scheme_str(),
                Some("http" | "socks5" | "socks5h")
            ),
        })
    }
}

/// The address of an endpoint, with its port.
pub(crate) fn address(endpoint: &Endpoint) -> Option<Uri> {
    format!("https://{}:{}/", endpoint.host(), endpoint.port())
        .parse()
        .ok()
}

/// `http://proxy.example:3128`: the matcher keeps user and password apart from the address.
pub(crate) fn without_password(proxy: &Uri) -> String {
    let host_and_port = proxy.authority().map_or("", |authority| {
        let whole = authority.as_str();
        whole.rsplit_once('@').map_or(whole, |(_, host)| host)
    });
    format!("{}://{host_and_port}", proxy.scheme_str().unwrap_or("http"))
}
