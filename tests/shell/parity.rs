//! One list of commands: the permissions, the handlers, the capability and the page's one module that imports Tauri agree.

use std::collections::BTreeSet;

use crate::access::COMMANDS;
use crate::command_groups::GROUPS;

fn listed() -> BTreeSet<String> {
    COMMANDS
        .iter()
        .map(|(command, _)| command.trim_start_matches("plugin:").to_owned())
        .collect()
}

#[test]
fn the_page_calls_exactly_the_commands_that_rust_has() {
    let module = include_str!("../../ui/src/backend/tauri.ts");
    let called: BTreeSet<String> = module
        .split('\'')
        .filter(|text| {
            text.contains('|')
                && text
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || "_|".contains(c))
        })
        .map(str::to_owned)
        .collect();
    assert_eq!(called, listed());
}

#[test]
fn the_permissions_are_made_for_exactly_these_commands() {
    let declared: BTreeSet<String> = GROUPS
        .iter()
        .flat_map(|(group, commands)| {
            commands
                .iter()
                .map(move |command| format!("{group}|{command}"))
        })
        .collect();
    assert_eq!(declared, listed());
}

#[test]
fn the_main_windows_capability_names_every_group_and_nothing_of_tauris_own() {
    let capability: serde_json::Value =
        serde_json::from_str(include_str!("../../src-tauri/capabilities/main.json")).unwrap();
    let permitted: BTreeSet<_> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p.as_str().unwrap().to_owned())
        .collect();
    let groups: BTreeSet<_> = listed()
        .iter()
        .map(|command| format!("{}:default", command.split('|').next().unwrap()))
        .collect();
    assert_eq!(permitted, groups);
}

#[test]
fn only_one_module_of_the_page_imports_tauri() {
    let mut importing = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ui/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).is_ok_and(|text| text.contains("@tauri-apps/"))
            {
                importing.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    assert_eq!(importing, ["tauri.ts"]);
}
