//! What the pages say that is not run by these tests: each with its reason, and nothing else is left out.

/// A command that begins so is not run here, for this reason.
pub(crate) const COMMANDS: &[(&str, &str)] = &[
    (
        "cargo ",
        "read by xtask's test `documented`: each must parse, or name packages and targets that are there",
    ),
    ("numberauth-lab", "opens the window: tests/e2e"),
    (
        "sudo apt install ",
        "changes the system; `cargo xtask package --check` installs the package into a fresh root",
    ),
    (
        "tar xf numberauth-",
        "unpacks what `cargo xtask package` has made, a release build: its own tests look into it",
    ),
    (
        "sha256sum --check",
        "needs the packages, a release build: xtask has a test that compares its sums with known ones",
    ),
    (
        "apt-get purge",
        "changes the system; `cargo xtask package --check` does it in a fresh root",
    ),
    (
        "man -M man ",
        "needs the archive of `cargo xtask package`, whose `--check` asks man for every page",
    ),
    ("nm --size-sort", "looks into a release build"),
    (
        "tauri bundle",
        "needs a Windows or a macOS: .github/workflows/release.yml",
    ),
    ("adb ", "needs an Android phone on a cable"),
    (
        "npm run check",
        "looks at the page's types: `cargo xtask test` runs it",
    ),
    (
        "npm pack",
        "run by tests/cli/page_sdk, which loads what it packs",
    ),
    (
        "npm install path/to/",
        "belongs into a customer's own project",
    ),
    (
        "numberauth doctor --profile NAME",
        "asks the cloud that a profile names: tests/cli/doctor.rs, against a stand-in behind TLS",
    ),
    (
        "numberauth explain-signature answer.txt request.http --ask-secret",
        "asks at a terminal: tests/cli/explain_signature.rs types it",
    ),
];

/// A snippet in another language than the shell's: its page, how it begins, and who proves it.
pub(crate) const SNIPPETS: &[(&str, &str, &str)] = &[
    (
        "docs/http-api.md",
        "const dypns = require",
        "tried by hand with 2.0.0: the set-up installs Python's official SDK alone, which is run",
    ),
    (
        "docs/http-api.md",
        "const Core = require",
        "tried by hand with 1.8.0: the set-up does not install it; its signature is tested in numberauth-cloud",
    ),
    (
        "docs/http-api.md",
        "Config config = new Config()",
        "there is no Java here; the page says so",
    ),
    (
        "docs/page-sdk.md",
        "<script src=\"http://127.0.0.1:7200",
        "tests/cli/page_sdk/shop/classic.html is loaded in a browser",
    ),
    (
        "docs/page-sdk.md",
        "import PhoneServerCustomization from",
        "tests/cli/page_sdk/shop/module.html is loaded in a browser",
    ),
    (
        "docs/page-sdk.md",
        "import PhoneServerCustomization, { connect }",
        "tests/cli/page_sdk/shop/package.html is loaded in a browser",
    ),
    (
        "ui/src/sdk/README.md",
        "import PhoneServerCustomization, { connect }",
        "tests/cli/page_sdk/shop/package.html is loaded in a browser",
    ),
];
