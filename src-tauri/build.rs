//! Builds the window's permissions, one plugin a command group, and makes sure that there is a page to embed.

use std::path::Path;

use tauri_build::{Attributes, DefaultPermissionRule, InlinedPlugin};

/// What a checkout shows whose UI was never built.
const PLACEHOLDER: &str = "<!doctype html><title>NumberAuth Lab</title><p>The page is not built yet: run cargo xtask run</p>\n";

/// Each command group with its commands; `tests/shell` holds the list to the code and to the UI.
const GROUPS: [(&str, &[&str]); 6] = [
    ("live", &["subscribe", "snapshot", "clear"]),
    ("sdk", &["call", "close"]),
    (
        "server",
        &[
            "get_auth_token",
            "get_phone_with_token",
            "verify_phone_with_token",
        ],
    ),
    (
        "lab",
        &[
            "set_device",
            "set_credentials",
            "set_fault",
            "reset",
            "advance_clock",
            "read_number",
        ],
    ),
    ("settings", &["save"]),
    ("agreements", &["open"]),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A new file in either folder is otherwise not seen.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=ui/dist");
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        std::fs::create_dir_all("ui/dist")?;
        std::fs::write(page, PLACEHOLDER)?;
    }
    let attributes = GROUPS.into_iter().fold(
        Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*"),
        |attributes, (group, commands)| {
            let plugin = InlinedPlugin::new().commands(commands);
            attributes.plugin(
                group,
                plugin.default_permission(DefaultPermissionRule::AllowAllCommands),
            )
        },
    );
    tauri_build::try_build(attributes)?;
    Ok(())
}
