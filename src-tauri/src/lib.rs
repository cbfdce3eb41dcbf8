//! The desktop shell: a window around the bench. Commands convert, call and return; the flow, the simulator and your
//! server are in the crates.

mod about;
mod appearance;
mod area;
mod arguments;
mod commands;
mod data_folder;
mod error;
mod evidence;
mod feed;
mod live_room;
mod menu;
mod one_instance;
mod own_pages;
mod placement;
mod settings;
mod shell;
mod shipped_wording;
mod small_file;
mod stage;
mod stage_acts;
mod stage_place;
mod stage_room;
mod web_data;

pub use about::{About, Component, ComponentKind};
pub use appearance::Appearance;
pub use arguments::Arguments;
pub use data_folder::DataFolderError;
pub use error::{CommandError, ErrorCode};
pub use evidence::{AskWhere, Exported};
pub use feed::{Change, Snapshot, Update};
pub use live_room::OpenLiveDesk;
pub use settings::{
    DeviceSettings, Language, Notice, PhoneTheme, Settings, SettingsChange, StageDeed, Theme,
    Timeouts,
};
pub use shell::{
    OpenUrl, Options, Quit, StartError, builder, context, page_begins, run, take_dropped,
    write_settings,
};
pub use stage::{CodeText, MaskText, StageAct, StagePicture, StageState};
