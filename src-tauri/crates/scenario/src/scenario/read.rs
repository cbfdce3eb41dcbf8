//! Reads scenario files: no more of them than a scenario may have, and nothing unknown.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use numberauth_protocol::Words;
use sha2::{Digest as _, Sha256};

use super::located::{Flaw, Kind, Node, line_and_column};
use super::problem::{JsonPath, ScenarioProblem, ScenarioProblems, words};
use super::{SCHEMA_VERSION, Scenario};

/// A scenario file is at most so long, in bytes.
pub(crate) const MOST_BYTES: usize = 256 * 1024;
/// What some editors put before a text; JSON has no such thing.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A scenario as it was read, with the hash of its bytes.
#[derive(Clone, PartialEq)]
pub struct ScenarioFile {
    /// What it says.
    pub scenario: Scenario,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl ScenarioFile {
    /// Reads and checks the file at `path`, of which no more is read than a scenario may have.
    pub fn open(path: &Path) -> Result<Self, ScenarioProblems> {
        let name = path.display().to_string();
        let unreadable = |error: io::Error| ScenarioProblem::whole(&name, unreadable(&error));
        // Asked first: some systems open a folder, and a named pipe would never end.
        let is_file = path.metadata().map_err(unreadable)?.is_file();
        if !is_file {
            let message = words(
                "这不是一个文件；请给出一个 .json 文件",
                "this is no file: name a .json file",
            );
            return Err(ScenarioProblem::whole(&name, message).into());
        }
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes))
            .map_err(unreadable)?;
        Self::read(&name, &bytes)
    }

    /// Reads and checks a file's bytes; `name` is for the messages.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, ScenarioProblems> {
        let text = text_of(bytes).map_err(|trouble| match trouble {
            NoText::Whole(message) => ScenarioProblem::whole(name, message),
            NoText::At(valid, message) => problem(name, valid, Flaw::at(valid.len(), message)),
        })?;
        let flaw = |flaw| ScenarioProblems::from(problem(name, text, flaw));
        let node = Node::parse(text).map_err(flaw)?;
        check_version(&node).map_err(flaw)?;
        let scenario: Scenario = node.read().map_err(flaw)?;
        let objections = scenario.objections();
        if objections.is_empty() {
            let sha256 = Self::hash(bytes);
            return Ok(Self { scenario, sha256 });
        }
        let mut flaws: Vec<_> = objections
            .into_iter()
            .map(|(path, message)| Flaw {
                at: node.find(&path),
                path,
                message,
            })
            .collect();
        flaws.sort_by_key(|flaw| flaw.at);
        let problems = flaws.into_iter().map(|flaw| problem(name, text, flaw));
        Err(ScenarioProblems(problems.collect()))
    }

    /// The SHA-256 of a file's bytes, in hex.
    #[must_use]
    pub fn hash(bytes: &[u8]) -> String {
        hex::encode(Sha256::digest(bytes))
    }

    /// A scenario that was made here: as its own file would be.
    #[must_use]
    pub fn of(scenario: Scenario) -> Self {
        let sha256 = Self::hash(scenario.to_json().as_bytes());
        Self { scenario, sha256 }
    }
}

impl Scenario {
    /// As a file holds it: pretty JSON with a line feed at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Our own types always serialise.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn problem(file: &str, text: &str, flaw: Flaw) -> ScenarioProblem {
    let (line, column) = line_and_column(text, flaw.at);
    ScenarioProblem {
        file: file.to_owned(),
        line,
        column,
        path: flaw.path.to_string(),
        message: flaw.message,
    }
}

/// Why bytes are no text: as a whole, or behind a beginning that is one.
enum NoText<'a> {
    Whole(Words),
    At(&'a str, Words),
}

fn text_of(bytes: &[u8]) -> Result<&str, NoText<'_>> {
    if bytes.len() > MOST_BYTES {
        let most = MOST_BYTES / 1024;
        return Err(NoText::Whole(words(
            format!("文件超过 {most} kB；场景文件不会这么大，请拆成几个"),
            format!("the file is longer than {most} kB: no scenario is; make several of it"),
        )));
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        let message = words(
            "文件以字节顺序标记（BOM）开头；请存为不带 BOM 的 UTF-8",
            "the file begins with a byte order mark: save it as UTF-8 without one",
        );
        return Err(NoText::At("", message));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let message = words(
            "这里不是 UTF-8；请把文件存为 UTF-8",
            "this is not UTF-8: save the file as UTF-8",
        );
        NoText::At(valid, message)
    })?;
    if text.trim().is_empty() {
        return Err(NoText::Whole(words(
            "文件是空的；可从一个现成的场景开始（numberauth scenarios cm-login）",
            "the file is empty: begin with a shipped scenario (numberauth scenarios cm-login)",
        )));
    }
    Ok(text)
}

/// A file of another version would be full of unknown keys: it is told that alone.
fn check_version(node: &Node) -> Result<(), Flaw> {
    match node.member("schema_version") {
        Some((key, value)) => match &value.kind {
            Kind::Number(version) if version.as_u64() != Some(SCHEMA_VERSION.into()) => {
                let mut flaw = Flaw::at(
                    value.at,
                    words(
                        format!("格式版本是 {version}；本程序只认 {SCHEMA_VERSION}"),
                        format!(
                            "the format's version is {version}; this program reads {SCHEMA_VERSION}"
                        ),
                    ),
                );
                flaw.path = JsonPath::default().key(&key.name);
                Err(flaw)
            }
            _ => Ok(()),
        },
        None => Ok(()),
    }
}

fn unreadable(error: &io::Error) -> Words {
    match error.kind() {
        io::ErrorKind::NotFound => words("没有这个文件", "there is no such file"),
        io::ErrorKind::PermissionDenied => words(
            "没有权限读取；请检查文件权限",
            "it may not be read: look at its permissions",
        ),
        _ => words(
            format!("读不出来：{error}"),
            format!("it cannot be read: {error}"),
        ),
    }
}
