//! Builds the window's permissions, one plugin a command group, and makes sure that there is a page to embed.

mod command_groups;

use std::path::Path;

use tauri_build::{Attributes, DefaultPermissionRule, InlinedPlugin};

/// What a checkout shows whose UI was never built.
const PLACEHOLDER: &str = "<!doctype html><title>NumberAuth Lab</title><p>The page is not built yet: run cargo xtask run</p>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A new file in either folder is otherwise not seen.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=ui/dist");
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        std::fs::create_dir_all("ui/dist")?;
        std::fs::write(page, PLACEHOLDER)?;
    }
    let attributes = command_groups::GROUPS.iter().fold(
        Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*"),
        |attributes, &(group, commands)| {
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
