//! Each command group with its commands: build.rs makes a permission of each group, the tests hold the handlers, the
//! capabilities and the page to it.

/// Group → commands.
pub(crate) const GROUPS: &[(&str, &[&str])] = &[
    ("feed", &["subscribe", "snapshot", "clear"]),
    ("copy", &["curl"]),
    ("sdk", &["call", "close"]),
    (
        "server",
        &[
            "get_auth_token",
            "get_aged_auth_token",
            "get_phone_with_token",
            "verify_phone_with_token",
        ],
    ),
    (
        "lab",
        &[
            "set_device",
            "set_credentials",
            "add_fault",
            "remove_fault",
            "clear_faults",
            "reset",
            "advance_clock",
            "read_number",
        ],
    ),
    ("outcome", &["arm"]),
    ("signature", &["report", "explain", "try_slip"]),
    (
        "scenarios",
        &[
            "list", "text", "check", "write", "delete", "recorded", "load",
        ],
    ),
    (
        "runs",
        &[
            "run",
            "run_matrix",
            "reproduce",
            "cancel",
            "last",
            "matrix",
            "case",
            "export",
        ],
    ),
    ("gate", &["open_live"]),
    (
        "stage",
        &[
            "open",
            "close",
            "act",
            "show",
            "full_screen",
            "turn_wifi_off",
        ],
    ),
    (
        "live",
        &[
            "follow_appearance",
            "snapshot",
            "save_profile",
            "delete_profile",
            "unlock_keychain",
            "put_secret",
            "forget_secret",
            "get_auth_token",
            "get_phone_with_token",
            "verify_phone_with_token",
            "reveal_token",
            "reveal_number",
            "spend",
            "set_limit",
            "doctor",
            "entries",
            "clear_entries",
        ],
    ),
    (
        "program",
        &["about", "follow_menu", "open_documentation", "quit"],
    ),
    ("settings", &["save"]),
    ("agreements", &["open", "open_own"]),
    ("consent", &["audit", "check_wording", "save_wording"]),
];
