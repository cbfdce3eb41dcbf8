//! Compresses the description of the HTTP API to a tenth of its size.

use std::io;
use std::path::PathBuf;

use miniz_oxide::deflate::compress_to_vec;

const OPENAPI: &str = "src/http/openapi.json";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={OPENAPI}");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from);
    let out = out.ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    let packed = compress_to_vec(&std::fs::read(OPENAPI)?, 10);
    std::fs::write(out.join("openapi.deflate"), packed)
}
