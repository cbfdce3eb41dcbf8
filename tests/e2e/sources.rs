//! Files of the checkout that tests read: the page's own words, so that a better wording breaks no test, and axe-core.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A path in the checkout.
pub(crate) fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A file of the checkout.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(checkout(path))
        .unwrap_or_else(|error| panic!("{path}: {error}; run `cargo xtask test`"))
}

/// What the page says in a language (`zh`, `en`) under a dotted key of its message files.
pub(crate) fn words(language: &str, key: &str) -> String {
    let messages: Value =
        serde_json::from_str(&read(&format!("ui/src/messages/{language}.json"))).unwrap();
    key.split('.')
        .try_fold(&messages, |tree, part| tree.get(part))
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no message {key} in {language}"))
        .to_owned()
}
