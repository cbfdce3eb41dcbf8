//! How large the shipped files may be, and how large they are.

use std::{fmt, fs, path::Path};

use anyhow::{Context, Result, bail};

use super::Made;
use crate::{
    checkout::Checkout,
    command::{command, find, shown},
};

const DEB: u64 = 8_000_000;
const WINDOW: u64 = 12_000_000;
const COMMAND: u64 = 6_000_000;
/// The page's files, each compressed as by `gzip -9`.
const PAGE: u64 = 250_000;

/// One file, or several together.
struct Size {
    what: &'static str,
    bytes: u64,
    most: u64,
}

/// All that is limited.
pub(super) struct Limits(Vec<Size>);

impl Limits {
    pub(super) fn measure(checkout: &Checkout, made: &Made) -> Result<Self> {
        let mut sizes = vec![
            size("the window's program", &made.window, WINDOW)?,
            size("numberauth", &made.command, COMMAND)?,
        ];
        if let Ok(deb) = made.package("deb") {
            sizes.push(size("the deb", deb, DEB)?);
        }
        // Another compressor gives another figure; Windows has none of this name, and the same page.
        if find("gzip").is_some() {
            sizes.push(Size {
                what: "the page, compressed",
                bytes: compressed(&checkout.ui().join("dist"))?,
                most: PAGE,
            });
        }
        Ok(Self(sizes))
    }

    /// Fails where one is broken.
    pub(super) fn judge(&self) -> Result<()> {
        let over: Vec<_> = self
            .0
            .iter()
            .filter(|size| size.is_over())
            .map(|size| {
                format!(
                    "{} has {} bytes, {} more than the {} it may have",
                    size.what,
                    size.bytes,
                    size.bytes - size.most,
                    size.most
                )
            })
            .collect();
        if over.is_empty() {
            return Ok(());
        }
        bail!(
            "{}.\nLook for what came in (docs/packaging.md, “Sizes”); raise a limit in {} only with a reason",
            over.join("\n"),
            file!()
        );
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for size in &self.0 {
            let mark = if size.is_over() { "OVER" } else { "ok" };
            let Size { what, bytes, most } = size;
            writeln!(f, "{mark:>6}  {what:<22} {bytes:>10} of {most:>10} bytes")?;
        }
        Ok(())
    }
}

impl Size {
    fn is_over(&self) -> bool {
        self.bytes > self.most
    }
}

fn size(what: &'static str, file: &Path, most: u64) -> Result<Size> {
    let about = fs::metadata(file).with_context(|| format!("cannot find {}", file.display()))?;
    Ok(Size {
        what,
        bytes: about.len(),
        most,
    })
}

/// The sum of all files below a folder, each compressed alone.
fn compressed(folder: &Path) -> Result<u64> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut sum = 0;
    for entry in entries {
        let path = entry?.path();
        sum += if path.is_dir() {
            compressed(&path)?
        } else {
            let mut gzip = command("gzip");
            gzip.args(["-9", "--no-name", "--stdout"]).arg(&path);
            let output = gzip.output()?;
            if !output.status.success() {
                bail!("`{}` failed", shown(&gzip));
            }
            output.stdout.len() as u64
        };
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(bytes: u64) -> Limits {
        Limits(vec![
            Size {
                what: "numberauth",
                bytes,
                most: 10,
            },
            Size {
                what: "the deb",
                bytes: 1,
                most: 10,
            },
        ])
    }

    #[test]
    fn a_file_may_be_as_large_as_its_limit_and_no_byte_larger() {
        assert!(limits(10).judge().is_ok());
        let error = limits(11).judge().unwrap_err().to_string();
        assert!(
            error.contains("numberauth has 11 bytes, 1 more than the 10"),
            "{error}"
        );
        assert!(!error.contains("the deb has"), "{error}");
    }

    #[test]
    fn the_table_tells_every_figure_and_marks_what_is_over() {
        let table = limits(11).to_string();
        assert!(table.contains("  OVER  numberauth "), "{table}");
        assert!(table.contains("    ok  the deb "), "{table}");
    }

    #[cfg(unix)]
    #[test]
    fn the_page_is_all_its_files_compressed_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("assets")).unwrap();
        fs::write(folder.path().join("index.html"), "a".repeat(100_000)).unwrap();
        let one = compressed(folder.path()).unwrap();
        assert!((20..1_000).contains(&one), "{one}");
        fs::write(folder.path().join("assets/app.js"), "a".repeat(100_000)).unwrap();
        assert_eq!(compressed(folder.path()).unwrap(), 2 * one);
    }

    #[test]
    fn a_file_that_was_not_made_is_an_error_that_names_it() {
        let error = size("the deb", Path::new("nowhere.deb"), DEB)
            .err()
            .unwrap();
        assert!(error.to_string().contains("nowhere.deb"), "{error}");
    }
}
