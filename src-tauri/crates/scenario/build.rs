//! Takes in the page SDK's scripts, which `npm run build` in `ui/` (which `cargo xtask setup` runs) makes, and the shipped
//! scenarios.

use std::io;
use std::path::{Path, PathBuf};

/// Where they are built, seen from this crate.
const BUILT: &str = "../../../ui/dist-sdk";

/// Where the shipped scenarios are, seen from this crate.
const SCENARIOS: &str = "scenarios";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from);
    let out = out.ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    take_in_the_page_sdk(&out)?;
    list_the_scenarios(&out)
}

/// Writes the list of all scenario files, each with its bytes, by name.
fn list_the_scenarios(out: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed={SCENARIOS}");
    let mut files: Vec<_> = std::fs::read_dir(SCENARIOS)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    let lines = files.iter().map(|file| {
        let path = std::path::absolute(file)?;
        let text = |path: Option<&std::ffi::OsStr>| Some(path?.to_str()?.to_owned());
        let (name, path) = text(file.file_name())
            .zip(text(Some(path.as_os_str())))
            .ok_or_else(|| io::Error::other("a path that is no Unicode"))?;
        Ok(format!("({name:?}, include_bytes!({path:?}).as_slice()),"))
    });
    let lines: Vec<_> = lines.collect::<io::Result<_>>()?;
    std::fs::write(out.join("scenarios.rs"), format!("[{}]", lines.join("\n")))
}

fn take_in_the_page_sdk(out: &Path) -> io::Result<()> {
    // A path that is not there would make every build run this again.
    std::fs::create_dir_all(BUILT)?;
    println!("cargo:rerun-if-changed={BUILT}");
    for name in ["numberauth.js", "numberauth.mjs"] {
        let built = Path::new(BUILT).join(name);
        // An empty script says that there is none: the program then answers what to do.
        let script = if built.exists() {
            std::fs::read(built)?
        } else {
            Vec::new()
        };
        std::fs::write(out.join(name), script)?;
    }
    Ok(())
}
