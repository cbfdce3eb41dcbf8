//! Takes the page SDK's scripts in: `npm run build` in `ui/` (which `cargo xtask setup` runs) makes them.

use std::path::Path;

/// Where they are built, seen from this crate.
const BUILT: &str = "../../../ui/dist-sdk";

fn main() -> std::io::Result<()> {
    // A path that is not there would make every build run this again.
    std::fs::create_dir_all(BUILT)?;
    println!("cargo:rerun-if-changed={BUILT}");
    println!("cargo:rerun-if-changed=build.rs");
    let embedded = std::env::var_os("OUT_DIR").map(std::path::PathBuf::from);
    let embedded = embedded.ok_or_else(|| std::io::Error::other("cargo sets OUT_DIR"))?;
    for name in ["numberauth.js", "numberauth.mjs"] {
        let built = Path::new(BUILT).join(name);
        // An empty script says that there is none: the program then answers what to do.
        let script = if built.exists() {
            std::fs::read(built)?
        } else {
            Vec::new()
        };
        std::fs::write(embedded.join(name), script)?;
    }
    Ok(())
}
