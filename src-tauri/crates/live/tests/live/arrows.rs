//! Who may know live use: read off the workspace's manifests and its lock file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What every package needs to be built, by names. Of the workspace's own packages, what only their tests need is left
/// out; the lock file names nobody else's.
struct Workspace {
    needs: BTreeMap<String, BTreeSet<String>>,
}

impl Workspace {
    fn read() -> Self {
        let mut needs = locked();
        // Without the dependencies themselves cargo asks nobody.
        let output = Command::new(env!("CARGO"))
            .args([
                "metadata",
                "--format-version",
                "1",
                "--no-deps",
                "--offline",
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        for package in metadata["packages"].as_array().unwrap() {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let own = dependencies
                .filter(|dependency| dependency["kind"] != "dev")
                .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                .collect();
            needs.insert(package["name"].as_str().unwrap().to_owned(), own);
        }
        Self { needs }
    }

    /// All that a package needs, directly or not.
    fn reach(&self, package: &str) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut next = vec![package.to_owned()];
        while let Some(package) = next.pop() {
            for needed in self.needs.get(&package).into_iter().flatten() {
                if reached.insert(needed.clone()) {
                    next.push(needed.clone());
                }
            }
        }
        reached
    }
}

#[test]
fn simulation_cannot_reach_live_use() {
    let workspace = Workspace::read();
    let knowing: Vec<_> = workspace
        .needs
        .iter()
        .filter(|(_, needs)| needs.contains("numberauth-live"))
        .map(|(name, _)| name.as_str())
        .collect();
    let allowed = ["numberauth-cli", "numberauth-lab"];
    assert!(
        knowing.iter().all(|name| allowed.contains(name)),
        "{knowing:?} depend on numberauth-live; only {allowed:?} may"
    );
    for room in ["protocol", "cloud", "sdk", "simulator", "scenario"] {
        let reach = workspace.reach(&format!("numberauth-{room}"));
        for stranger in ["numberauth-live", "keyring-core", "rustls"] {
            assert!(!reach.contains(stranger), "{room} reaches {stranger}");
        }
    }
}

#[test]
fn live_use_knows_the_cloud_and_the_protocol_and_no_simulation() {
    let needs = &Workspace::read().needs["numberauth-live"];
    let rooms: Vec<_> = needs
        .iter()
        .filter(|name| name.starts_with("numberauth-"))
        .collect();
    assert_eq!(rooms, ["numberauth-cloud", "numberauth-protocol"]);
}

#[test]
fn simulations_http_client_is_built_without_tls() {
    // The lock file names what the features of all together ask for, tests and other systems included.
    let needs = locked();
    let tls: Vec<_> = needs["reqwest"]
        .iter()
        .filter(|name| name.contains("tls"))
        .collect();
    assert!(tls.is_empty(), "reqwest is built with {tls:?}");
    assert!(needs["numberauth-live"].contains("tokio-rustls"));
    for system in ["openssl", "openssl-sys", "native-tls"] {
        assert!(!needs.contains_key(system), "{system}");
    }
}

/// The dependencies that the lock file names; of a package in several versions, all of them together.
fn locked() -> BTreeMap<String, BTreeSet<String>> {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let name = package.split('"').nth(1).unwrap().to_owned();
        let names = package
            .split_once("dependencies = [")
            .map_or("", |(_, after)| after.split(']').next().unwrap());
        let names = names.split('"').skip(1).step_by(2);
        needs
            .entry(name)
            .or_default()
            .extend(names.map(|name| name.split(' ').next().unwrap().to_owned()));
    }
    needs
}
