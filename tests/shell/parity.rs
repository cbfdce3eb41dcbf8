//! One list of commands: the permissions, the handlers, the capabilities and each page's module of commands agree.

use std::collections::BTreeSet;

use crate::access::COMMANDS;
use crate::command_groups::GROUPS;

/// Every command, or those that a window may call.
fn listed(window: Option<&str>) -> BTreeSet<String> {
    COMMANDS
        .iter()
        .filter(|(_, windows)| window.is_none_or(|window| windows.contains(&window)))
        .map(|(command, _)| command.trim_start_matches("plugin:").to_owned())
        .collect()
}

/// Fails with what is missing and what is too much, by name.
fn assert_same(found: &BTreeSet<String>, wanted: &BTreeSet<String>, place: &str) {
    let missing: Vec<_> = wanted.difference(found).collect();
    let too_much: Vec<_> = found.difference(wanted).collect();
    assert!(
        missing.is_empty() && too_much.is_empty(),
        "{place} lacks {missing:?}, and has {too_much:?} that tests/shell/access.rs does not list"
    );
}

#[test]
fn each_page_calls_exactly_the_commands_of_its_window() {
    let modules = [
        ("main", include_str!("../../ui/src/backend/tauri.ts")),
        ("live", include_str!("../../ui/src/live/commands.ts")),
        ("stage", include_str!("../../ui/src/stage/commands.ts")),
    ];
    for (window, module) in modules {
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
        assert_same(
            &called,
            &listed(Some(window)),
            &format!("the page of {window}"),
        );
    }
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
    assert_same(&declared, &listed(None), "src-tauri/command_groups.rs");
}

/// The commands that a permission lets through: a group's, or one of it.
fn commands_of(permission: &str) -> Vec<String> {
    let (group, which) = permission.split_once(':').unwrap();
    let known = GROUPS.iter().find(|(name, _)| *name == group);
    let (_, commands) = known.unwrap_or_else(|| panic!("{permission} is Tauri's own"));
    let named = which
        .strip_prefix("allow-")
        .map(|name| name.replace('-', "_"));
    let permitted = commands.iter().filter(|command| match &named {
        Some(name) => *command == name,
        None => which == "default",
    });
    permitted
        .map(|command| format!("{group}|{command}"))
        .collect()
}

#[test]
fn each_windows_capability_names_its_commands_and_nothing_of_tauris_own() {
    let capabilities = [
        (
            "main",
            include_str!("../../src-tauri/capabilities/main.json"),
        ),
        (
            "live",
            include_str!("../../src-tauri/capabilities/live.json"),
        ),
        (
            "stage",
            include_str!("../../src-tauri/capabilities/stage.json"),
        ),
    ];
    for (window, capability) in capabilities {
        let capability: serde_json::Value = serde_json::from_str(capability).unwrap();
        assert_eq!(capability["windows"], serde_json::json!([window]));
        let permitted: BTreeSet<String> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|permission| commands_of(permission.as_str().unwrap()))
            .collect();
        assert_same(
            &permitted,
            &listed(Some(window)),
            &format!("capabilities/{window}.json"),
        );
    }
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
    assert_eq!(importing, ["ipc.ts"]);
}
