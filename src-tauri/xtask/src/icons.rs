//! `cargo xtask icons`: every icon, from the one drawing.
//!
//! Rendered by Tauri's own command, which is among the page's packages. The results are kept in the repository, because the
//! window cannot be compiled without them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    checkout::Checkout,
    command::{command, shown},
};

/// Where the icons are.
pub(crate) const FOLDER: &str = "src-tauri/icons";
/// The drawing.
pub(crate) const DRAWING: &str = "src-tauri/icons/icon.svg";
/// The sizes of the hicolor theme, in pixels.
const SIZES: [u32; 10] = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512];
/// Windows' and macOS' own kinds, which hold several sizes.
const CONTAINERS: [&str; 2] = ["icon.icns", "icon.ico"];

/// Makes them all anew.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    let made = made(checkout)?;
    for (name, bytes) in &made {
        let file = checkout.root().join(FOLDER).join(name);
        fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    eprintln!("    {} icons in {FOLDER}", made.len());
    Ok(())
}

/// Name and content of each icon, as the drawing gives it now.
fn made(checkout: &Checkout) -> Result<Vec<(String, Vec<u8>)>> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let sizes: Vec<_> = SIZES.iter().map(ToString::to_string).collect();
    let pictures = folder.path().join("png");
    render(checkout, &pictures, &["--png", &sizes.join(",")])?;
    let containers = folder.path().join("all");
    render(checkout, &containers, &[])?;
    let pictures = SIZES
        .iter()
        .map(|size| (&pictures, format!("{size}x{size}.png")));
    let containers = CONTAINERS
        .iter()
        .map(|name| (&containers, (*name).to_owned()));
    pictures
        .chain(containers)
        .map(|(folder, name)| {
            let file: PathBuf = folder.join(&name);
            let bytes = fs::read(&file).with_context(|| format!("{name} was not rendered"))?;
            if name == CONTAINERS[0] {
                let sorted = sorted(&bytes).context("the rendered icon.icns is broken")?;
                return Ok((name, sorted));
            }
            Ok((name, bytes))
        })
        .collect()
}

/// The same macOS icon with its pictures in the order of their kinds: Tauri writes them in another one each time.
///
/// After eight bytes come the pictures, each with four bytes of kind and four of length, which counts those eight.
fn sorted(icns: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = icns.split_at_checked(8)?;
    let mut pictures = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest.get(4..8)?.try_into().ok()?);
        let (picture, after) = rest.split_at_checked(usize::try_from(length).ok()?.max(8))?;
        pictures.push(picture);
        rest = after;
    }
    pictures.sort_unstable();
    Some([head, &pictures.concat()].concat())
}

fn render(checkout: &Checkout, to: &Path, arguments: &[&str]) -> Result<()> {
    let mut tauri = tauri(checkout)?;
    tauri
        .args(["icon", DRAWING, "--output"])
        .arg(to)
        .args(arguments);
    // It tells of each of its fifty files; that is wanted only where one fails.
    let output = tauri
        .output()
        .with_context(|| format!("cannot start `{}`", shown(&tauri)))?;
    if !output.status.success() {
        let told = [output.stdout, output.stderr].concat();
        bail!(
            "`{}` failed: {}",
            shown(&tauri),
            String::from_utf8_lossy(&told)
        );
    }
    Ok(())
}

/// Tauri's command, from the page's packages, at the root.
pub(crate) fn tauri(checkout: &Checkout) -> Result<std::process::Command> {
    let script = "ui/node_modules/@tauri-apps/cli/tauri.js";
    if !checkout.root().join(script).is_file() {
        bail!("{script} is not there: run `cargo xtask setup`, which installs the page's packages");
    }
    // By node itself: what lies in `.bin` is another kind of file on Windows.
    let mut tauri = command("node");
    tauri.arg(script).current_dir(checkout.root());
    Ok(tauri)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Elsewhere the renderer may round otherwise.
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    #[test]
    fn the_kept_icons_are_the_drawings() {
        let checkout = Checkout::find().unwrap();
        for (name, bytes) in made(&checkout).unwrap() {
            let kept = fs::read(checkout.root().join(FOLDER).join(&name));
            assert!(
                kept.is_ok_and(|kept| kept == bytes),
                "{FOLDER}/{name} is not what {DRAWING} gives: run cargo xtask icons"
            );
        }
    }

    #[test]
    fn the_pictures_of_a_macos_icon_are_put_in_order() {
        let head = b"icns\0\0\0\x1b";
        let [one, two] = [b"ic07\0\0\0\x0aAB".as_slice(), b"ic09\0\0\0\x09C"];
        let unsorted = [head, two, one].concat();
        assert_eq!(sorted(&unsorted).unwrap(), [head, one, two].concat());
        assert_eq!(sorted(&unsorted[..20]), None);
    }

    #[test]
    fn every_icon_is_given_to_the_bundler() {
        let root = Checkout::find().unwrap().root().to_owned();
        let config = fs::read(root.join("tauri.conf.json")).unwrap();
        let config: serde_json::Value = serde_json::from_slice(&config).unwrap();
        let listed = config["bundle"]["icon"].as_array().unwrap();
        let mut listed: Vec<_> = listed.iter().filter_map(|path| path.as_str()).collect();
        listed.sort_unstable();
        let sizes = SIZES
            .iter()
            .map(|size| format!("{FOLDER}/{size}x{size}.png"));
        let containers = CONTAINERS.iter().map(|name| format!("{FOLDER}/{name}"));
        let mut kept: Vec<_> = sizes.chain(containers).collect();
        kept.sort_unstable();
        assert_eq!(listed, kept);
    }
}
