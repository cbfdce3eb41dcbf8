//! The commands, one module a group; each group is a plugin with a permission of its own.

#![expect(
    clippy::needless_pass_by_value,
    reason = "commands own what they are sent"
)]

pub(crate) mod agreements;
pub(crate) mod consent;
pub(crate) mod copy;
pub(crate) mod feed;
pub(crate) mod gate;
pub(crate) mod lab;
pub(crate) mod live;
pub(crate) mod outcome;
pub(crate) mod program;
pub(crate) mod runs;
pub(crate) mod scenarios;
pub(crate) mod sdk;
pub(crate) mod server;
pub(crate) mod settings;
pub(crate) mod signature;
pub(crate) mod stage;

use tauri::plugin::{Builder as PluginBuilder, TauriPlugin};
use tauri::{Builder, Runtime, State};

use crate::shell::Shell;

type ShellState<'a> = State<'a, Shell>;

/// Adds every group to the program.
pub(crate) fn register<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder
        .plugin(group(
            "feed",
            tauri::generate_handler![feed::subscribe, feed::snapshot, feed::clear],
        ))
        .plugin(group("copy", tauri::generate_handler![copy::curl]))
        .plugin(group(
            "sdk",
            tauri::generate_handler![sdk::call, sdk::close],
        ))
        .plugin(group(
            "server",
            tauri::generate_handler![
                server::get_auth_token,
                server::get_aged_auth_token,
                server::get_phone_with_token,
                server::verify_phone_with_token
            ],
        ))
        .plugin(group(
            "lab",
            tauri::generate_handler![
                lab::set_device,
                lab::set_credentials,
                lab::add_fault,
                lab::remove_fault,
                lab::clear_faults,
                lab::reset,
                lab::advance_clock,
                lab::read_number
            ],
        ))
        .plugin(group("outcome", tauri::generate_handler![outcome::arm]))
        .plugin(group(
            "signature",
            tauri::generate_handler![signature::report, signature::explain, signature::try_slip],
        ))
        .plugin(group(
            "scenarios",
            tauri::generate_handler![
                scenarios::list,
                scenarios::text,
                scenarios::check,
                scenarios::write,
                scenarios::delete,
                scenarios::recorded,
                scenarios::load
            ],
        ))
        .plugin(group(
            "runs",
            tauri::generate_handler![
                runs::run,
                runs::run_matrix,
                runs::reproduce,
                runs::cancel,
                runs::last,
                runs::matrix,
                runs::case,
                runs::export
            ],
        ))
        .plugin(group("gate", tauri::generate_handler![gate::open_live]))
        .plugin(group("stage", stage::handler()))
        .plugin(group("live", live::handler()))
        .plugin(group(
            "program",
            tauri::generate_handler![
                program::about,
                program::follow_menu,
                program::open_documentation,
                program::quit
            ],
        ))
        .plugin(group("settings", tauri::generate_handler![settings::save]))
        .plugin(group(
            "agreements",
            tauri::generate_handler![agreements::open, agreements::open_own],
        ))
        .plugin(group(
            "consent",
            tauri::generate_handler![
                consent::audit,
                consent::check_wording,
                consent::save_wording
            ],
        ))
}

fn group<R: Runtime>(
    name: &'static str,
    handler: impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static,
) -> TauriPlugin<R> {
    PluginBuilder::new(name).invoke_handler(handler).build()
}
