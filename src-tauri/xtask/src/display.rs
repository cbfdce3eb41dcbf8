//! Is there a display for the window? Asked before the long build, not after it.

use std::{env, ffi::OsString};

use anyhow::{Result, bail};

/// Fails with what to do when this Linux session has no display.
pub(crate) fn check() -> Result<()> {
    if cfg!(target_os = "linux") {
        judge(env::var_os("DISPLAY"), env::var_os("WAYLAND_DISPLAY"))
    } else {
        Ok(())
    }
}

fn judge(x11: Option<OsString>, wayland: Option<OsString>) -> Result<()> {
    if [x11, wayland]
        .into_iter()
        .flatten()
        .any(|name| !name.is_empty())
    {
        return Ok(());
    }
    bail!(
        "no display: neither DISPLAY nor WAYLAND_DISPLAY is set, so that no window can open.\n\
         - At the machine itself: run this in a terminal of the desktop session.\n\
         - Over SSH: connect with `ssh -X` and run it again.\n\
         - To see only that it starts: `xvfb-run -a cargo xtask run` (a display that nobody sees).\n\
         - Tests need no display: `cargo xtask test` brings its own."
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_kind_of_display_will_do() {
        assert!(judge(Some(":0".into()), None).is_ok());
        assert!(judge(None, Some("wayland-0".into())).is_ok());
        assert!(judge(Some(String::new().into()), Some("wayland-0".into())).is_ok());
    }

    #[test]
    fn without_one_the_ways_out_are_named() {
        for (x11, wayland) in [(None, None), (Some(OsString::new()), None)] {
            let error = judge(x11, wayland).unwrap_err().to_string();
            for part in [
                "DISPLAY",
                "WAYLAND_DISPLAY",
                "ssh -X",
                "xvfb-run",
                "cargo xtask test",
            ] {
                assert!(error.contains(part), "{error}");
            }
        }
    }
}
