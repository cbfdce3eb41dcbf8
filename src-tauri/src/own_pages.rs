//! Each window shows the program's own pages and no other: a page that were led elsewhere would take what it knows along in the
//! address, and show something without the simulation's mark. The content security policy says nothing of that.

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Manager, Runtime, Url};

/// Refuses to lead any window to a page that is not the program's.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("own-pages")
        .on_navigation(|webview, url| {
            let developers = webview.config().build.dev_url.as_ref();
            let own = is_own(url, developers.filter(|_| tauri::is_dev()));
            if !own {
                // Not the whole address: there is no knowing what is in it.
                tracing::warn!(
                    window = webview.label(),
                    host = url.host_str(),
                    "a page was to be left for another site: refused"
                );
            }
            own
        })
        .build()
}

/// Whether this is an address of the program's own pages: as Tauri serves them on Linux and macOS, on Windows, or from the
/// developers' server.
fn is_own(url: &Url, developers: Option<&Url>) -> bool {
    let served = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    };
    served || developers.is_some_and(|own| own.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_pages_are_told_from_others() {
        let url = |text: &str| Url::parse(text).unwrap();
        for own in [
            "tauri://localhost/",
            "tauri://localhost/stage.html#login",
            "http://tauri.localhost/live.html",
            "https://tauri.localhost/",
        ] {
            assert!(is_own(&url(own), None), "{own}");
        }
        for other in [
            "http://127.0.0.1:7200/",
            "http://localhost:5173/",
            "https://tauri.localhost.example.com/",
            "http://tauri.localhost:8080/",
            "tauri://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
        ] {
            assert!(!is_own(&url(other), None), "{other}");
        }
        let developers = url("http://localhost:5173");
        assert!(is_own(
            &url("http://localhost:5173/stage.html"),
            Some(&developers)
        ));
        assert!(!is_own(&url("http://localhost:5174/"), Some(&developers)));
    }
}
