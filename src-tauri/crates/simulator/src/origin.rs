use thiserror::Error;

/// A browser origin that is allowed by name, as browsers write it: `scheme://host[:port]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AllowedOrigin(String);

/// Why a text names no origin that could be allowed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "the origin {text:?} cannot be allowed: {why}; write scheme://host[:port], such as http://localhost:5173"
)]
pub struct OriginError {
    text: String,
    why: &'static str,
}

impl AllowedOrigin {
    /// Reads an origin. What a browser would never send is refused, since it would never match.
    pub(crate) fn parse(text: &str) -> Result<Self, OriginError> {
        match objection(text) {
            Some(why) => Err(OriginError {
                text: text.to_owned(),
                why,
            }),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// Whether a request's `Origin` is this one, to the letter.
    pub(crate) fn is(&self, origin: &[u8]) -> bool {
        self.0.as_bytes() == origin
    }
}

/// What is wrong with an origin, if anything.
fn objection(text: &str) -> Option<&'static str> {
    // `null` is what every sandboxed frame and every local file says.
    if text == "null" {
        return Some("`null` is the origin of any sandboxed frame");
    }
    let Some((scheme, authority)) = text.split_once("://") else {
        return Some("it has no scheme://");
    };
    let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c));
    if !scheme_ok {
        return Some("its scheme is not one in lower case");
    }
    if authority.contains(['/', '?', '#']) {
        return Some("an origin ends with its host or port: no slash, no path");
    }
    let (host, port) = split_port(authority);
    if !is_host(host) {
        return Some(
            "its host is not a name or address in lower case (browsers write other letters as xn--…)",
        );
    }
    let usual = match scheme {
        "http" => "80",
        "https" => "443",
        _ => "",
    };
    match port {
        Some(port) if port == usual => Some("browsers leave the usual port out"),
        Some(port) if port.starts_with(['0', '+']) || port.parse::<u16>().is_err() => {
            Some("its port is no number from 1 to 65535")
        }
        _ => None,
    }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    // Inside the brackets of an IPv6 address a colon begins no port.
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_sends_can_be_allowed() {
        for origin in [
            "https://shop.example.test",
            "http://localhost:5173",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "capacitor://localhost",
            "https://xn--fiqs8s.test",
        ] {
            let allowed = AllowedOrigin::parse(origin).unwrap();
            assert!(allowed.is(origin.as_bytes()), "{origin}");
            assert!(!allowed.is(b"https://evil.example"), "{origin}");
        }
    }

    #[test]
    fn what_no_browser_sends_is_refused_with_the_reason() {
        for (text, why) in [
            ("", "no scheme"),
            ("null", "sandboxed"),
            ("*", "no scheme"),
            ("shop.example.test", "no scheme"),
            ("://a.test", "scheme is not"),
            ("HTTPS://a.test", "scheme is not"),
            ("https://", "host is not"),
            ("https://*", "host is not"),
            ("https://*.a.test", "host is not"),
            ("https://A.test", "host is not"),
            ("https://中国.test", "host is not"),
            ("https://a.test ", "host is not"),
            ("https://user@a.test", "host is not"),
            ("https://a.test\r\nx: y", "host is not"),
            ("http://[::1", "host is not"),
            ("http://[x]", "host is not"),
            ("https://a.test/", "no slash"),
            ("https://a.test/page", "no slash"),
            ("https://a.test?x", "no slash"),
            ("https://a.test:443", "usual port"),
            ("http://a.test:80", "usual port"),
            ("https://a.test:", "no number"),
            ("https://a.test:0", "no number"),
            ("https://a.test:99999", "no number"),
            ("https://a.test:+8", "no number"),
        ] {
            let error = AllowedOrigin::parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text:?}: {error}");
        }
    }
}
