//! The places on disk. A broken file is no file: nobody misses a window's place for long.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::small_file;

/// The most that a place may say, in pixels: beyond any wall of screens.
const FARTHEST: i32 = 100_000;

/// Where a window stood.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Left edge with its frame, in the screens' own pixels.
    pub(super) x: i32,
    /// Top edge with its frame, in the screens' own pixels.
    pub(super) y: i32,
    /// Width without the frame, in pixels at a scale of 1.
    pub(super) width: f64,
    /// Height without the frame, in pixels at a scale of 1.
    pub(super) height: f64,
    /// It filled its screen.
    #[serde(default)]
    pub(super) maximized: bool,
}

impl Place {
    /// Whether a window can stand so.
    pub(super) fn is_sound(&self) -> bool {
        let length = |value: f64| (1.0..=f64::from(FARTHEST)).contains(&value);
        let within = |value: i32| (-FARTHEST..=FARTHEST).contains(&value);
        length(self.width) && length(self.height) && within(self.x) && within(self.y)
    }
}

/// Places by the windows' labels.
pub(super) type Places = BTreeMap<String, Place>;

/// The places that can be understood; each by itself.
pub(super) fn read(file: &Path) -> Places {
    let Ok(bytes) = small_file::read(file) else {
        return Places::new();
    };
    let found: BTreeMap<String, serde_json::Value> =
        serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(%error, file = %file.display(), "the windows' places cannot be read");
            BTreeMap::new()
        });
    found
        .into_iter()
        .filter_map(|(label, place)| Some((label, serde_json::from_value(place).ok()?)))
        .filter(|(_, place): &(String, Place)| place.is_sound())
        .collect()
}

/// Writes the places: whole or not at all.
pub(super) fn write(file: &Path, places: &Places) -> std::io::Result<()> {
    let folder = file
        .parent()
        .ok_or_else(|| std::io::Error::other("no folder"))?;
    std::fs::create_dir_all(folder)?;
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    whole.write_all(&serde_json::to_vec_pretty(places)?)?;
    whole.as_file().sync_all()?;
    whole.persist(file).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place {
        x: -1_200,
        y: 40,
        width: 1_280.0,
        height: 800.0,
        maximized: true,
    };

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("not there yet/windows.json");
        let places = Places::from([("main".into(), PLACE), ("stage".into(), PLACE)]);
        write(&file, &places).unwrap();
        assert_eq!(read(&file), places);
    }

    #[test]
    fn what_cannot_be_understood_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("windows.json");
        assert_eq!(read(&file), Places::new());
        for broken in ["", "[]", "{\"main\": {\"x\": 1}}", "\u{0}"] {
            std::fs::write(&file, broken).unwrap();
            assert_eq!(read(&file), Places::new(), "{broken:?}");
        }
        let mixed = serde_json::json!({
            "live": PLACE, "main": {"x": 0, "y": 0, "width": 0, "height": 1},
            "stage": {"x": 2_000_000_000, "y": 0, "width": 10, "height": 10},
        });
        std::fs::write(&file, mixed.to_string()).unwrap();
        assert_eq!(read(&file), Places::from([("live".into(), PLACE)]));
    }
}
