//! The files that come with the program, which are compressed in it (`build.rs`): the scenarios, and the tables in `data`.

use std::sync::LazyLock;

/// All files one after the other, compressed.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/files.deflate"));

/// Each file's folder, name and length in bytes, in the same order.
const FILES: &[(&str, &str, usize)] = &include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The files again.
#[expect(
    clippy::expect_used,
    reason = "packed by this crate's build, read by a test"
)]
static UNPACKED: LazyLock<Vec<u8>> =
    LazyLock::new(|| miniz_oxide::inflate::decompress_to_vec(PACKED).expect("files.deflate"));

/// The files of a folder with their bytes, by name.
pub(crate) fn files(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let mut rest = UNPACKED.as_slice();
    FILES.iter().filter_map(move |(from, name, length)| {
        let (bytes, after) = rest.split_at_checked(*length)?;
        rest = after;
        (*from == folder).then_some((*name, bytes))
    })
}

/// A table of `data`; nothing if there is none of this name.
pub(crate) fn table(name: &str) -> &'static [u8] {
    files("data")
        .find(|(found, _)| *found == name)
        .map_or(&[], |(_, bytes)| bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_comes_out_as_it_went_in() {
        for folder in ["data", "scenarios"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            let kept = std::fs::read_dir(path).unwrap().map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, std::fs::read(path).unwrap())
            });
            let kept: BTreeMap<_, _> = kept.collect();
            let packed: BTreeMap<_, _> = files(folder)
                .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
                .collect();
            assert!(kept == packed, "{folder}");
        }
        assert_eq!(table("no-such-table.json"), b"");
    }
}
