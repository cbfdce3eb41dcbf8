//! The desktop shell: a window around the bench. Commands convert, call and return; the flow, the simulator and your
//! server are in the crates.

mod commands;
mod error;
mod feed;
mod settings;
mod shell;

pub use error::{CommandError, ErrorCode};
pub use feed::{Change, Snapshot, Update};
pub use settings::{
    DeviceSettings, Language, Notice, PhoneLanguage, PhoneTheme, Settings, Theme, Timeouts,
};
pub use shell::{OpenUrl, Options, StartError, builder, context, run};
