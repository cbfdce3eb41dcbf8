//! What this machine alone can tell.

use http::Uri;

use super::finding::{Case, Finding};
use crate::keychain::KeychainState;
use crate::{DEFAULT_ENDPOINT, Endpoint, LiveCredentials, LiveProfile, Proxies};

pub(super) fn keychain(state: &KeychainState) -> Finding {
    match state {
        KeychainState::Available => Case::KeychainAvailable.with(&[]),
        KeychainState::Locked => Case::KeychainLocked.with(&[]),
        KeychainState::Absent { reason } => Case::KeychainAbsent.with(&[("reason", reason)]),
    }
}

/// The proxy on the way to `endpoint`, or to the real cloud.
pub(super) fn proxy(proxies: &Proxies, endpoint: Option<&Endpoint>) -> Finding {
    let real = Endpoint::real();
    let endpoint = endpoint.unwrap_or(&real);
    let authority = endpoint.authority();
    let Some(proxy) = proxies.in_the_way(endpoint) else {
        return Case::ProxyNone.with(&[("endpoint", &authority)]);
    };
    let Some(address) = proxy.address else {
        return Case::ProxyUnreadable.with(&[("endpoint", &authority)]);
    };
    let case = match (&proxy.variable, proxy.is_spoken) {
        (_, false) => Case::ProxyNotSpoken,
        (Some(_), true) => Case::ProxyByVariable,
        (None, true) => Case::ProxyBySystem,
    };
    case.with(&[
        ("endpoint", &authority),
        ("proxy", &address),
        ("variable", proxy.variable.as_deref().unwrap_or_default()),
    ])
}

/// `Url` is `scheme://host/` (PROTOCOL "Cloud API").
pub(super) fn page_url(profile: &LiveProfile) -> Finding {
    let url = profile.page_url();
    let wanted = origin_of(url).map(|origin| format!("{origin}/"));
    let wanted = wanted.as_deref().unwrap_or(url);
    let has_path = url.parse::<Uri>().is_ok_and(|uri| uri.path() != "/");
    let case = match (url.ends_with('/'), has_path) {
        (false, false) => Case::PageUrlWithoutSlash,
        (false | true, true) => Case::PageUrlWithPath,
        (true, false) => Case::PageUrlGood,
    };
    case.with(&[("wanted", wanted)])
}

/// `Origin` is `scheme://host`, with no slash (PROTOCOL "Cloud API"): with one, China Mobile answers 110026 later.
pub(super) fn origin(profile: &LiveProfile) -> Finding {
    let origin = profile.origin();
    let own = origin_of(origin).unwrap_or_default();
    let of_page = origin_of(profile.page_url()).unwrap_or_default();
    let case = if own != of_page {
        Case::OriginOfAnotherPage
    } else if origin.to_ascii_lowercase() == own {
        Case::OriginGood
    } else {
        Case::OriginWithSlash
    };
    case.with(&[("wanted", &of_page)])
}

/// `scheme://host` of an address, in lower case, without the scheme's own port.
fn origin_of(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let (scheme, host) = (uri.scheme_str()?, uri.host()?);
    let port = match (scheme, uri.port_u16()) {
        (_, None) | ("https", Some(443)) | ("http", Some(80)) => String::new(),
        (_, Some(port)) => format!(":{port}"),
    };
    Some(format!("{scheme}://{host}{port}").to_ascii_lowercase())
}

/// `FC` and digits, as in every sample that is known.
pub(super) fn scene_code(profile: &LiveProfile) -> Finding {
    let digits = profile.scene_code().strip_prefix("FC").unwrap_or_default();
    let usual = digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let case = if usual {
        Case::SceneCodeGood
    } else {
        Case::SceneCodeUnusual
    };
    case.with(&[])
}

pub(super) fn endpoint(profile: &LiveProfile) -> Finding {
    let case = if profile.endpoint().is_default() {
        Case::EndpointDefault
    } else {
        Case::EndpointOther
    };
    let authority = profile.endpoint().authority();
    case.with(&[("endpoint", &authority), ("default", DEFAULT_ENDPOINT)])
}

pub(super) fn secret_shape(credentials: &LiveCredentials) -> Finding {
    let case = if credentials.have_blanks() {
        Case::SecretShapeBlank
    } else {
        Case::SecretShapeGood
    };
    case.with(&[])
}
