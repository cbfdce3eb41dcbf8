//! Takes in the page SDK's scripts, which `npm run build` in `ui/` (which `cargo xtask setup` runs) makes, and the shipped
//! scenarios and tables.

use std::io;
use std::path::{Path, PathBuf};

use miniz_oxide::deflate::compress_to_vec;

/// Where they are built, seen from this crate.
const BUILT: &str = "../../../ui/dist-sdk";

/// Where the shipped scenarios and the tables are, seen from this crate.
const FOLDERS: [&str; 2] = ["data", "scenarios"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from);
    let out = out.ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    take_in_the_page_sdk(&out)?;
    pack(&out)
}

/// Writes the shipped files one after the other, compressed to a seventh of their size, and a list of their names and lengths.
fn pack(out: &Path) -> io::Result<()> {
    let mut lines = Vec::new();
    let mut all = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        let mut files: Vec<_> = std::fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        files.retain(|file| {
            file.extension()
                .is_some_and(|extension| extension == "json")
        });
        files.sort();
        for file in files {
            let name = file.file_name().and_then(|name| name.to_str());
            let name = name.ok_or_else(|| io::Error::other("a name that is no Unicode"))?;
            let bytes = std::fs::read(&file)?;
            lines.push(format!("({folder:?}, {name:?}, {}),", bytes.len()));
            all.extend(bytes);
        }
    }
    std::fs::write(out.join("files.rs"), format!("[{}]", lines.join("\n")))?;
    std::fs::write(out.join("files.deflate"), compress_to_vec(&all, 10))
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
