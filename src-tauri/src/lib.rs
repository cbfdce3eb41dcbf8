//! The desktop shell: a window around the bench. Commands convert, call and return; the flow, the simulator and your
//! server are in the crates.

mod appearance;
mod commands;
mod error;
mod evidence;
mod feed;
mod live_room;
mod settings;
mod shell;
mod stage;
mod stage_place;
mod stage_room;

pub use appearance::Appearance;
pub use error::{CommandError, ErrorCode};
pub use evidence::{AskWhere, Exported};
pub use feed::{Change, Snapshot, Update};
pub use live_room::OpenLiveDesk;
pub use settings::{
    DeviceSettings, Language, Notice, PhoneLanguage, PhoneTheme, Settings, Theme, Timeouts,
};
pub use shell::{OpenUrl, Options, StartError, builder, context, page_begins, run, take_dropped};
pub use stage::{CodeText, MaskText, StageAct, StagePicture, StageState};
