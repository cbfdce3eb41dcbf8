//! Files of the program's own that a person or another program may have changed: read whole, but never more than such a file can be.

use std::fs::File;
use std::io::{Error, ErrorKind, Read as _};
use std::path::Path;

/// Bytes. A customer's wordings and every setting are a few kilobytes.
const MOST: u64 = 4 << 20;

/// The mark that some editors put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What the file holds, without a byte order mark. One that is too long is an error of the kind [`ErrorKind::InvalidData`], and is not read further.
pub(crate) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        let long = format!("it is longer than {MOST} bytes, which no such file is");
        return Err(Error::new(ErrorKind::InvalidData, long));
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_far_too_long_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        // A hole: it takes no place on the disk.
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        let error = read(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert!(error.to_string().contains("4194304 bytes"), "{error}");
        std::fs::write(&path, "{}").unwrap();
        assert_eq!(read(&path).unwrap(), b"{}");
    }

    #[test]
    fn a_byte_order_mark_is_none_of_what_the_file_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        for (held, kept) in [
            ("\u{feff}{}", "{}"),
            ("\u{feff}", ""),
            ("\u{feff}\u{feff}{}", "\u{feff}{}"),
        ] {
            std::fs::write(&path, held).unwrap();
            assert_eq!(read(&path).unwrap(), kept.as_bytes(), "{held:?}");
        }
    }
}
