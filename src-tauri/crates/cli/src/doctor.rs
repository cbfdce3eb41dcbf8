//! `numberauth doctor`: what usually goes wrong in live use.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use numberauth_live::{
    CheckId, Finding, LiveDesk, LiveError, LiveNotice, OnlineChecks, Verdict, default_folder,
};
use serde_json::Value;

/// The arguments of `doctor`.
#[derive(Args)]
pub(crate) struct Options {
    /// Examine this live profile, by name; without it only this machine is looked at.
    #[arg(long)]
    profile: Option<String>,
    /// Send nothing, not even the unsigned request that compares the clocks.
    #[arg(long)]
    offline: bool,
    /// Try the `AccessKey` with a `GetAuthToken`, which is not billed.
    #[arg(long, requires = "profile", conflicts_with = "offline")]
    try_key: bool,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
    /// The folder with the profiles; by default the desktop program's.
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
}

/// What was found, ready to be printed.
pub(crate) struct Report {
    /// For stdout.
    pub(crate) text: String,
    /// For stderr.
    pub(crate) notices: Vec<String>,
    /// Whether nothing is bad.
    pub(crate) passed: bool,
}

/// Examines. An error is a wrong input: a profile that is none, a file that cannot be read.
pub(crate) fn examine(options: &Options) -> Result<Report, String> {
    let folder = options.data_dir.clone().or_else(default_folder);
    let folder = folder.ok_or("this system names no folder for data; give one with --data-dir")?;
    let desk = LiveDesk::open_to_read(&folder).map_err(|error| error.to_string())?;
    let notices = notices(&desk, &folder)?;
    let online = match (options.offline, options.try_key) {
        (true, _) => OnlineChecks::None,
        (false, true) => OnlineChecks::ClockAndKey,
        (false, false) => OnlineChecks::Clock,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let examined = runtime.block_on(desk.doctor(options.profile.as_deref(), online));
    // A keychain that never answers must not keep the command.
    runtime.shutdown_background();
    let findings = examined.map_err(|error| match &notices[..] {
        [] => with_names(&error, &desk),
        told => format!("{}\n{}", told.join("\n"), with_names(&error, &desk)),
    })?;
    Ok(Report {
        text: if options.json {
            json(&findings)
        } else {
            text(&findings)
        },
        notices,
        passed: findings
            .iter()
            .all(|finding| finding.verdict != Verdict::Bad),
    })
}

/// What else there is to tell of the profiles; of a file of which nothing can be read, an error.
fn notices(desk: &LiveDesk, folder: &Path) -> Result<Vec<String>, String> {
    let mut notices = Vec::new();
    if !folder.exists() {
        notices.push(format!(
            "the data folder {} is not there, so there is no profile in it",
            folder.display()
        ));
    }
    for notice in desk.notices() {
        let LiveNotice::ProfilesSetAside { file, kept } = notice;
        let file = folder.join(file);
        let broken = format!(
            "the profiles' file {} is broken, and was left as it is",
            file.display()
        );
        if kept == 0 {
            return Err(format!("{broken}: no profile in it can be read"));
        }
        notices.push(format!("{broken}; {kept} of its profiles can be read"));
    }
    Ok(notices)
}

/// A name that is none is most often another's slip of the pen.
fn with_names(error: &LiveError, desk: &LiveDesk) -> String {
    let names: Vec<_> = desk
        .profiles()
        .iter()
        .map(|profile| profile.name().to_owned())
        .collect();
    if names.is_empty() {
        format!("{error}; there is no profile at all: make one in the Live window")
    } else {
        format!("{error}; there are: {}", names.join(", "))
    }
}

fn json(findings: &[Finding]) -> String {
    // Plain strings always serialise.
    let text = serde_json::to_string_pretty(findings).unwrap_or_default();
    format!("{text}\n")
}

fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}  {}\n        {}\n        {}",
            verdict(finding.verdict),
            name(finding.check),
            finding.message.zh,
            finding.message.en
        );
        if let Some(fix) = &finding.fix {
            let _ = writeln!(text, "        处理 fix: {}\n          {}", fix.zh, fix.en);
        }
    }
    text
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "正常 good",
        Verdict::Warning => "注意 warning",
        Verdict::Bad => "错误 bad",
        Verdict::Skipped => "跳过 skipped",
    }
}

/// The check's name as in the JSON.
fn name(check: CheckId) -> String {
    match serde_json::to_value(check) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}
