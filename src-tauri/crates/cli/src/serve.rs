//! `numberauth serve`: the simulator for other programs, until it is told to stop.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use numberauth_scenario::{Bench, BenchConfig, BenchError, LabError};
use numberauth_simulator::{ACCOUNTS, PAGE_ORIGIN, PAGE_URL};
use serde::Serialize;
use thiserror::Error;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::given::{self, GivenError};
use crate::signals::Signals;

/// How long requests in flight may take after the word to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// What `serve` is told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// A page's origin, such as `http://localhost:5173`, that may call from a browser; repeat it for more.
    #[arg(long, value_name = "URL")]
    allow_origin: Vec<String>,
    /// Arrange the desk as this scenario finds it: device, faults and limits; an id of the library, or a file.
    #[arg(long, value_name = "NAME|FILE")]
    scenario: Option<String>,
}

/// Why it does not serve.
#[derive(Debug, Error)]
pub(crate) enum ServeError {
    /// The port is taken, an origin is none, or there is no randomness.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// The scenario cannot be had.
    #[error(transparent)]
    Given(#[from] GivenError),
    /// The scenario's desk cannot be.
    #[error(transparent)]
    Desk(#[from] LabError),
    /// The system gives no runtime, or no signals.
    #[error("this system does not let the program wait for connections or signals: {0}")]
    System(std::io::Error),
    /// The ready line cannot be written.
    #[error("the address cannot be written to stdout, so nobody could call: {0}")]
    Stdout(std::io::Error),
}

impl ServeError {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Bench(_) | Self::Given(_) | Self::Desk(_) => ExitCode::from(2),
            Self::System(_) | Self::Stdout(_) => ExitCode::FAILURE,
        }
    }
}

/// The one line on stdout: what a client needs.
#[derive(Serialize)]
struct Ready<'a> {
    base_url: String,
    access_key_id: &'a str,
    access_key_secret: &'a str,
    scene_code: &'a str,
    page_url: String,
    origin: &'a str,
    admin_token: &'a str,
}

pub(crate) fn run(options: Options) -> Result<(), ServeError> {
    // `Targets` and not `EnvFilter`, which brings a whole engine for regular expressions.
    let filter = std::env::var("RUST_LOG").ok();
    let filter = filter.and_then(|filter| filter.parse::<Targets>().ok());
    let log = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        // It would be told on stderr, which is what has failed.
        .log_internal_errors(false);
    tracing_subscriber::registry()
        .with(log)
        .with(filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN)))
        .init();
    // One thread: batch, window and command share one transport, and this starts soonest.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ServeError::System)?;
    runtime.block_on(serve(options))
}

async fn serve(options: Options) -> Result<(), ServeError> {
    // Before the ready line: whoever has read it may send a signal at once.
    let mut signals = Signals::listen().map_err(ServeError::System)?;
    let scenario = options.scenario.as_deref().map(given::scenario);
    let scenario = scenario.transpose()?;
    let config = BenchConfig::interactive().map_err(BenchError::from)?;
    let admin_token = config.entropy.hex::<24>();
    let bench = Bench::start(BenchConfig {
        port: options.port,
        origins: options.allow_origin.clone(),
        admin_token: Some(admin_token.clone()),
        ..config
    })
    .await?;
    let bench = Arc::new(bench);
    bench.take_scenarios();
    if let Some(scenario) = scenario {
        bench.load(&scenario)?;
    }
    let allowed = options.allow_origin.first();
    let account = &ACCOUNTS[0];
    let ready = Ready {
        base_url: bench.simulator().base_url(),
        access_key_id: account.access_key_id,
        access_key_secret: account.access_key_secret,
        scene_code: account.scene_code,
        page_url: allowed.map_or_else(|| PAGE_URL.to_owned(), |origin| format!("{origin}/")),
        origin: allowed.map_or(PAGE_ORIGIN, String::as_str),
        admin_token: &admin_token,
    };
    tell(&ready).map_err(ServeError::Stdout)?;

    signals.next().await;
    tracing::info!("stopping: requests in flight have {PATIENCE:?}; a second signal ends at once");
    tokio::select! {
        all = bench.simulator().finish(PATIENCE) => if !all {
            tracing::warn!("some requests did not finish within {PATIENCE:?}");
        },
        () = signals.next() => {}
    }
    Ok(())
}

fn tell(ready: &Ready<'_>) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(ready)?;
    line.push(b'\n');
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&line)?;
    stdout.flush()
}
