use std::sync::Arc;
use std::{env, fmt};

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use serde::Serialize;
use ts_rs::TS;

use crate::{Endpoint, Unanswered};

/// The variables that curl and most programs look at, the stronger first; of each pair only the first that is set counts.
const VARIABLES: [[&str; 2]; 2] = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];

/// Which proxy a live call goes through. A proxy only carries the bytes: TLS goes through it from end to end.
#[derive(Clone)]
pub struct Proxies {
    matcher: Arc<Matcher>,
    /// The environment variable that names the proxy.
    variable: Option<&'static str>,
    /// Whether the address is cut inside its password, so that no part of it may be shown or asked for.
    is_unreadable: bool,
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address that is cut wrongly has a password in it.
        f.debug_struct("Proxies")
            .field("variable", &self.variable)
            .field("is_unreadable", &self.is_unreadable)
            .finish_non_exhaustive()
    }
}

/// A proxy that stands between this program and the cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProxyInTheWay {
    /// The environment variable that names it, or none: then the system's settings do.
    pub variable: Option<String>,
    /// Its address, without user and password; none where these cannot be told from it.
    pub address: Option<String>,
    /// Whether it is of a kind that is spoken: HTTP's CONNECT, or SOCKS 5.
    pub is_spoken: bool,
}

impl Proxies {
    /// As the environment says, or else the system's settings.
    #[must_use]
    pub fn system() -> Self {
        let named = VARIABLES
            .iter()
            .filter_map(|names| {
                names
                    .iter()
                    .find_map(|name| Some((*name, env::var(name).ok()?)))
            })
            .find(|(_, address)| is_an_address(address));
        Self {
            matcher: Arc::new(Matcher::from_system()),
            is_unreadable: named
                .as_ref()
                .is_some_and(|(_, address)| is_cut_in_its_password(address)),
            variable: named.map(|(name, _)| name),
        }
    }

    /// No proxy, whatever the system says.
    #[must_use]
    pub fn none() -> Self {
        Self {
            matcher: Arc::new(Matcher::builder().build()),
            variable: None,
            is_unreadable: false,
        }
    }

    /// This one for everything; what is no address of a proxy is none.
    #[must_use]
    pub fn all_through(address: &str) -> Self {
        Self {
            matcher: Arc::new(Matcher::builder().all(address).build()),
            variable: None,
            is_unreadable: is_cut_in_its_password(address),
        }
    }

    /// The proxy to go through, if there is one; an error if its address cannot be read.
    pub(crate) fn for_endpoint(
        &self,
        endpoint: &Endpoint,
    ) -> Result<Option<Intercept>, Unanswered> {
        match self.intercept(endpoint) {
            Some(_) if self.is_unreadable => Err(Unanswered::ProxyUnreadable),
            proxy => Ok(proxy),
        }
    }

    fn intercept(&self, endpoint: &Endpoint) -> Option<Intercept> {
        self.matcher.intercept(&address(endpoint)?)
    }

    /// The proxy between this program and `endpoint`.
    #[must_use]
    pub fn in_the_way(&self, endpoint: &Endpoint) -> Option<ProxyInTheWay> {
        let proxy = self.intercept(endpoint)?;
        Some(ProxyInTheWay {
            variable: self.variable.map(str::to_owned),
            address: (!self.is_unreadable).then(|| without_password(proxy.uri())),
            is_spoken: matches!(
                proxy.uri().scheme_str(),
                Some("http" | "socks5" | "socks5h")
            ),
        })
    }
}

/// Whether the matcher takes it for a proxy's address.
fn is_an_address(proxy: &str) -> bool {
    let matcher = Matcher::builder().all(proxy).build();
    let anywhere = Uri::from_static("https://localhost/");
    matcher.intercept(&anywhere).is_some()
}

/// Whether an `@` stands behind what is read as host and port: then a `/`, `?` or `#` of the password has ended it.
fn is_cut_in_its_password(proxy: &str) -> bool {
    let at_signs = |text: &str| text.matches('@').count();
    proxy.parse::<Uri>().is_ok_and(|uri| {
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        at_signs(proxy) > at_signs(authority)
    })
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
