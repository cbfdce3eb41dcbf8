//! Where the repository is, and the folders in it that xtask works on.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The repository's checkout.
#[derive(Debug, Clone)]
pub(crate) struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// Finds the checkout that this `cargo xtask` was started in.
    ///
    /// `cargo run` tells the package's folder at run time. It goes before the compiled-in one,
    /// because a checkout can be moved together with its target folder.
    pub(crate) fn find() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        Self::above(&package)
    }

    fn above(package: &Path) -> Result<Self> {
        let root = package.ancestors().nth(2).with_context(|| {
            format!(
                "{} is not src-tauri/xtask of a checkout; start this by `cargo xtask`",
                package.display()
            )
        })?;
        Ok(Self {
            root: root.to_path_buf(),
        })
    }

    /// The folder with the root `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The page's folder.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Cargo's target folder, or the one the environment names.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_two_folders_above_the_package() {
        let checkout = Checkout::above(Path::new("/somewhere/lab/src-tauri/xtask")).unwrap();
        assert_eq!(checkout.root(), Path::new("/somewhere/lab"));
        assert_eq!(checkout.ui(), Path::new("/somewhere/lab/ui"));
    }

    #[test]
    fn a_folder_that_cannot_be_the_package_is_refused() {
        assert!(Checkout::above(Path::new("/")).is_err());
    }

    #[test]
    fn the_real_checkout_has_the_workspace_manifest() {
        let root = Checkout::find().unwrap();
        assert!(root.root().join("Cargo.toml").is_file());
        assert!(root.root().join("tauri.conf.json").is_file());
    }
}
