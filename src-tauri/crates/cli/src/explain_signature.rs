//! `numberauth explain-signature`: why a signature does not hold, from pasted texts, offline.

use std::fmt::Write as _;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use numberauth_cloud::AccessKey;
use numberauth_cloud::microscope::{Known, Pasted, PastedError, SignatureReport};
use numberauth_protocol::{Difference, NamedCause};
use numberauth_simulator::{ACCOUNTS, Account};
use secrecy::SecretString;
use thiserror::Error;

/// The longest text that is read, in bytes: a request has at most 16 kB in its line and 64 kB in its body.
const LONGEST_TEXT: u64 = 1024 * 1024;
/// How much is shown on either side of the first difference, in characters.
const CONTEXT: usize = 32;

#[derive(Args)]
pub(crate) struct Options {
    /// Files with what was pasted: the cloud's whole answer, the request (request line, headers, body), or both; `-` or nothing
    /// is standard input
    files: Vec<PathBuf>,
    /// A file with your program's own canonical request or string to sign
    #[arg(long, value_name = "FILE")]
    client_string: Option<PathBuf>,
    /// Ask for the `AccessKey` secret, which names the slip for certain: without echo on a terminal, else the first line of
    /// standard input. It is kept in memory only. The simulator's own accounts need none
    #[arg(long)]
    ask_secret: bool,
    /// Show numbers and tokens whole
    #[arg(long)]
    raw: bool,
    /// Print the finding as JSON
    #[arg(long)]
    json: bool,
}

/// What cannot be read or explained.
#[derive(Debug, Error)]
pub(crate) enum ExplainError {
    #[error("cannot read {file}: {source}")]
    Read {
        file: String,
        source: std::io::Error,
    },
    #[error("{file} is longer than 1 MB: paste only the answer or the request")]
    TooLong { file: String },
    #[error("{file} is no text (UTF-8)")]
    NoText { file: String },
    #[error(
        "--ask-secret takes the secret from standard input here, so name the files with the texts"
    )]
    InputTaken,
    #[error("cannot read the secret: {0}")]
    Secret(std::io::Error),
    #[error(transparent)]
    Pasted(#[from] PastedError),
}

/// The explanation for stdout.
pub(crate) fn run(options: &Options) -> Result<String, ExplainError> {
    let mut pasted: Option<Result<Pasted, PastedError>> = None;
    for text in texts(options)? {
        let read = Pasted::read(&text);
        pasted = Some(match (pasted, read) {
            (Some(Ok(first)), Ok(second)) => Ok(first.and(second)),
            // One of several texts that tells something is enough.
            (Some(Ok(first)), Err(_)) => Ok(first),
            (_, read) => read,
        });
    }
    let pasted = pasted.unwrap_or(Err(PastedError::Nothing))?;
    let client = options
        .client_string
        .as_deref()
        .map(read_file)
        .transpose()?;
    let id = pasted.access_key_id().unwrap_or_default();
    let key = key(&id, options)?;
    let others: Vec<_> = ACCOUNTS.iter().map(Account::access_key).collect();
    let report = pasted.explain(Known {
        key: key.as_ref(),
        others: &others,
        client_string: client.as_deref(),
    })?;
    Ok(match (report, options.json) {
        (None, true) => "{\"holds\": true}\n".to_owned(),
        (None, false) => "签名正确。\nThe signature holds.\n".to_owned(),
        (Some(report), true) => json(&report, options.raw),
        (Some(report), false) => text(&report, options.raw),
    })
}

fn texts(options: &Options) -> Result<Vec<String>, ExplainError> {
    let standard = |file: &Path| file == Path::new("-");
    if options.files.is_empty() || options.files.iter().any(|file| standard(file)) {
        if options.ask_secret && !std::io::stdin().is_terminal() {
            return Err(ExplainError::InputTaken);
        }
        if options.files.len() <= 1 {
            return Ok(vec![read("standard input", std::io::stdin().lock())?]);
        }
    }
    let read_one = |file: &PathBuf| {
        if standard(file) {
            read("standard input", std::io::stdin().lock())
        } else {
            read_file(file)
        }
    };
    options.files.iter().map(read_one).collect()
}

fn read_file(file: &Path) -> Result<String, ExplainError> {
    let name = file.display().to_string();
    let opened = std::fs::File::open(file).map_err(|source| ExplainError::Read {
        file: name.clone(),
        source,
    })?;
    read(&name, opened)
}

fn read(name: &str, from: impl Read) -> Result<String, ExplainError> {
    let file = || name.to_owned();
    let mut bytes = Vec::new();
    from.take(LONGEST_TEXT + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| ExplainError::Read {
            file: file(),
            source,
        })?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(ExplainError::TooLong { file: file() });
    }
    String::from_utf8(bytes).map_err(|_| ExplainError::NoText { file: file() })
}

/// The key that should have signed: the person's, or a simulated account's.
fn key(id: &str, options: &Options) -> Result<Option<AccessKey>, ExplainError> {
    if options.ask_secret {
        let secret = if std::io::stdin().is_terminal() {
            rpassword::prompt_password("AccessKey secret: ").map_err(ExplainError::Secret)?
        } else {
            let mut line = String::new();
            std::io::stdin()
                .read_line(&mut line)
                .map_err(ExplainError::Secret)?;
            line
        };
        // A space that was pasted with it is the very slip to be found.
        return Ok(Some(AccessKey::new(id, SecretString::from(secret.trim()))));
    }
    let simulated = ACCOUNTS.iter().find(|account| account.access_key_id == id);
    Ok(simulated.map(Account::access_key))
}

fn json(report: &SignatureReport, raw: bool) -> String {
    let shown = if raw {
        serde_json::to_string_pretty(report)
    } else {
        serde_json::to_string_pretty(&report.finding(0))
    };
    // Plain strings and numbers always serialise.
    shown.unwrap_or_default() + "\n"
}

/// The report for reading.
fn text(report: &SignatureReport, raw: bool) -> String {
    let mut out = String::new();
    let finding = report.finding(0);
    let whole = |strings: &Option<numberauth_cloud::CanonicalStrings>| {
        strings.as_ref().map(|strings| strings.telling().to_owned())
    };
    let (server, client) = if raw {
        (whole(&report.server), whole(&report.client))
    } else {
        (finding.server, finding.client)
    };
    for cause in &report.causes {
        named(&mut out, cause);
    }
    if let Some(difference) = &report.first_difference {
        parts(&mut out, difference);
    }
    if let (Some(server), Some(client)) = (&server, &client) {
        around(&mut out, server, client);
    }
    for (name, string) in [("服务端 server", &server), ("客户端 client", &client)] {
        if let Some(string) = string {
            let _ = writeln!(out, "{name}:\n  {}\n", string.replace('\n', "\n  "));
        }
    }
    if client.is_none() && server.is_some() {
        let advice = if report.compared {
            "没有一种已知错误能得出这个签名；把程序自己的待签名串交给 --client-string 再比一次。\nNo known slip makes this signature; give your program's own string to --client-string to compare them.\n"
        } else {
            "只看答复不知道您的程序签了什么：Secret 里的空格、~ * !'() 与空格的编码、参数顺序、密钥本身都有可能。\n把程序自己的待签名串交给 --client-string，或把请求一起给出并用 --ask-secret 输入 Secret，就能确定。\nThe answer alone does not tell what your program signed: a space in the secret, the encoding of ~ * !'() or of a space,\nthe order of parameters and the secret itself are all possible. Give your program's own string to --client-string, or\nthe request too and the secret to --ask-secret, and the slip is named for certain.\n"
        };
        out.push_str(advice);
    }
    out
}

fn named(out: &mut String, cause: &NamedCause) {
    let entry = cause.cause.entry();
    let sure = if cause.certain {
        "确定 certain"
    } else {
        "可能 possible"
    };
    let detail = cause.detail.as_deref();
    let detail = detail
        .map(|detail| format!(" ({detail})"))
        .unwrap_or_default();
    // The name is the JSON's.
    let name = serde_json::to_value(cause.cause).unwrap_or_default();
    let name = name.as_str().unwrap_or_default();
    let _ = writeln!(
        out,
        "[{sure}] {name}{detail}\n  {}\n  {}\n  处理 fix: {}\n            {}\n",
        entry.meaning.zh, entry.meaning.en, entry.fix.zh, entry.fix.en
    );
}

fn parts(out: &mut String, difference: &Difference) {
    let Difference {
        byte,
        line,
        within,
        server,
        client,
    } = difference;
    let within = within.as_deref();
    let within = within.map(|name| format!(", {name}")).unwrap_or_default();
    let _ = writeln!(
        out,
        "首个不同 first difference: byte {byte}, line {line}{within}: server {server:?}, client {client:?}\n"
    );
}

/// Both strings around the first difference, one under the other.
fn around(out: &mut String, server: &str, client: &str) {
    let same = server
        .chars()
        .zip(client.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let cut = |text: &str| -> String {
        let from = same.saturating_sub(CONTEXT);
        let shown = text.chars().skip(from).take(same - from + CONTEXT);
        shown.map(|c| if c == '\n' { '⏎' } else { c }).collect()
    };
    if server != client {
        let mark = " ".repeat(same.min(CONTEXT));
        let _ = writeln!(
            out,
            "  server  {}\n  client  {}\n          {mark}^\n",
            cut(server),
            cut(client)
        );
    }
}
