//! Node.js and npm: are they here, and is Node new enough for the page's build?

use std::fmt;

use anyhow::{Result, bail};

use crate::command::{NPM, answer, command};

/// What Vite 8 asks for (`engines.node` in its package.json).
const NEEDED: &str = "20.19 or newer in the 20 series, or 22.12 or newer";

const HOW: &str = "Install a current LTS version (https://nodejs.org/en/download, or your system's \
                   package manager), open a new terminal, and run the same command again.";

/// A version of Node.js.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    /// Reads what `node --version` prints: `v22.12.0`, also with an ending such as `-nightly2025`.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        let plain = text.split(['-', '+']).next()?;
        let mut parts = plain.split('.').map(str::parse);
        let mut next = || parts.next()?.ok();
        Some(Self {
            major: next()?,
            minor: next()?,
            patch: next()?,
        })
    }

    fn builds_the_page(self) -> bool {
        match self.major {
            20 => self.minor >= 19,
            22 => self.minor >= 12,
            major => major > 22,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Fails with what to do when Node or npm is missing or too old.
pub(crate) fn check() -> Result<()> {
    let node = answer(command("node").arg("--version"));
    let version = judge(node.as_deref())?;
    let Some(npm) = answer(command(NPM).arg("--version")) else {
        bail!(
            "npm was not found, though Node.js {version} was. Some systems pack it on its own: on \
             Debian and Ubuntu `apt-get install npm`. Then run the same command again."
        );
    };
    eprintln!("    Node.js {version}, npm {npm}");
    Ok(())
}

fn judge(node: Option<&str>) -> Result<Version> {
    let Some(answer) = node else {
        bail!(
            "Node.js was not found: there is no working `node` on PATH. The page in ui/ is built \
             with it; needed is {NEEDED}. {HOW}"
        );
    };
    let Some(version) = Version::parse(answer) else {
        bail!("`node --version` says `{answer}`, which is no version number. {HOW}");
    };
    if !version.builds_the_page() {
        bail!("Node.js {version} cannot build the page in ui/: needed is {NEEDED}. {HOW}");
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_node_prints_them() {
        let version = |major, minor, patch| {
            Some(Version {
                major,
                minor,
                patch,
            })
        };
        assert_eq!(Version::parse("v20.19.0\n"), version(20, 19, 0));
        assert_eq!(Version::parse("22.12.1"), version(22, 12, 1));
        assert_eq!(
            Version::parse("v25.0.0-nightly2025070112"),
            version(25, 0, 0)
        );
        for odd in ["", "v", "v22", "v22.12", "vx.y.z", "not a version"] {
            assert_eq!(Version::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_range_is_the_one_of_vite() {
        for good in [
            "v20.19.0", "v20.20.2", "v22.12.0", "v22.99.0", "v23.0.0", "v24.1.0",
        ] {
            assert!(judge(Some(good)).is_ok(), "{good}");
        }
        for bad in ["v18.20.8", "v20.18.3", "v21.7.3", "v22.11.0", "v0.12.0"] {
            assert!(judge(Some(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn too_old_tells_what_was_found_and_what_is_needed() {
        let error = judge(Some("v18.20.8")).unwrap_err().to_string();
        for part in ["18.20.8", "20.19", "22.12", "run the same command again"] {
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn no_node_tells_where_it_was_looked_for_and_what_to_do() {
        let error = judge(None).unwrap_err().to_string();
        for part in ["Node.js was not found", "PATH", "Install"] {
            assert!(error.contains(part), "{error}");
        }
    }
}
