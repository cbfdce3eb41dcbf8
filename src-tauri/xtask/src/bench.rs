//! `cargo xtask bench …`: benchmarks that drive the real program, each against a floor that is measured in the same run.

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::{
    checkout::Checkout,
    command::{cargo, run as run_command},
    sandbox::Sandbox,
    setup,
    system_packages::Purpose,
};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bench {
    /// The window while the journal grows by 1,000 entries a second: no task of the page may last 50 ms
    Flood,
    /// Presses in the window while a call waits for its timeout: each must show its effect within 100 ms
    Presses,
}

impl Bench {
    /// The ignored test of tests/e2e that measures it.
    const fn test(self) -> &'static str {
        match self {
            Self::Flood => "flood::a_flood_of_entries_never_holds_the_page_up",
            Self::Presses => "presses::every_press_shows_at_once_while_a_call_waits",
        }
    }
}

/// Sets up, builds, and measures in a window that nobody sees.
pub(crate) fn run(checkout: &Checkout, what: Bench) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("the benchmarks drive the window by WebKitWebDriver, which is on Linux only");
    }
    setup::run(checkout, Purpose::Test)?;
    let target = ["test", "-p", "numberauth-lab", "--test", "e2e"];
    // Outside of the sandbox, so that a build error is told as what it is; and nothing compiles while it is measured.
    run_command(cargo(checkout.root()).args(target).arg("--no-run"))
        .context("the benchmark does not compile")?;
    let sandbox = Sandbox::new()?;
    let mut command = sandbox.cargo(checkout.root(), true);
    command.args(target).args(["--", "--exact", what.test()]);
    command.args(["--ignored", "--nocapture"]);
    run_command(&mut command).context("a budget is broken, or the benchmark did not run")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_benchmark_is_a_test_that_is_there() {
        let checkout = Checkout::find().unwrap();
        for bench in Bench::value_variants() {
            let (room, test) = bench.test().split_once("::").unwrap();
            let path = checkout
                .root()
                .join("tests/e2e")
                .join(room)
                .with_extension("rs");
            let source = std::fs::read_to_string(&path).unwrap();
            assert!(
                source.contains(&format!("async fn {test}(")),
                "{}",
                path.display()
            );
        }
    }
}
