//! The scenarios that a person can choose from: those that come with the program, and those in a folder of their own.

mod dropped;
mod folder;

use std::collections::BTreeSet;
use std::path::PathBuf;

use numberauth_protocol::{ResultCode, Words};
use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

use crate::library::{is_shipped, library, shipped_scenario, shipped_text};
use crate::scenario::{ScenarioFile, ScenarioProblem, ScenarioProblems, Step};

pub use dropped::{Dropped, read_dropped};

use self::folder::Folder;

/// Where a scenario is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ShelfSource {
    /// It comes with the program.
    Shipped,
    /// It is a file in the person's own folder.
    Own,
}

/// A scenario as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ShelfItem {
    /// The scenario's id; of a file that cannot be read, its name without the ending; of one that is named as a shipped scenario
    /// is, that after the folder's name and a slash, which no file's name has.
    pub id: String,
    /// Where it is from.
    pub source: ShelfSource,
    /// What it is called; none if the file cannot be read.
    pub title: Option<Words>,
    /// What it shows.
    pub about: Option<Words>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The result codes that must come in it, ascending.
    #[ts(type = "number[]")]
    pub codes: Vec<ResultCode>,
    /// The SHA-256 of its bytes, in hex; none if the file cannot be read.
    pub sha256: Option<String>,
    /// What is wrong with the file.
    pub problems: Vec<ScenarioProblem>,
}

/// A scenario's text, to be looked at or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScenarioText {
    /// The id that it has in the list.
    pub id: String,
    /// Where it is from.
    pub source: ShelfSource,
    /// What the file holds.
    pub text: String,
    /// The SHA-256 of its bytes, in hex: who saves over it names it.
    pub sha256: String,
}

/// Why the shelf did not do what was asked.
#[derive(Debug, Error)]
pub enum ShelfError {
    /// There is none.
    #[error("there is no scenario {0:?}")]
    NoSuch(String),
    /// It comes with the program and cannot be changed.
    #[error("{0:?} comes with the program and is not changed")]
    Shipped(String),
    /// Another file is there.
    #[error("{0:?} is there already, and is not what was opened")]
    Exists(String),
    /// The text is no scenario.
    #[error("{0}")]
    Broken(ScenarioProblems),
    /// The folder or a file in it cannot be read or written.
    #[error("{file}: {error}")]
    File {
        /// The file's name, or the folder's.
        file: String,
        /// The system's own words.
        error: std::io::Error,
    },
}

/// The shipped scenarios and those of one folder. Nothing is kept: each question reads the folder.
#[derive(Debug)]
pub struct Shelf {
    folder: Folder,
}

impl Shelf {
    /// A shelf over this folder, which need not be there yet.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder: Folder(folder),
        }
    }

    /// Every scenario: the shipped ones first, each part by id.
    pub fn list(&self) -> Result<Vec<ShelfItem>, ShelfError> {
        let mut items: Vec<_> = library()
            .iter()
            .map(|file| item_of(file, ShelfSource::Shipped))
            .collect();
        for name in self.folder.ids()? {
            items.push(match self.read_own(&name) {
                Ok(file) => item_of(&file, ShelfSource::Own),
                Err(error) => broken_item(self.id_of(&name), &name, error),
            });
        }
        Ok(items)
    }

    /// A scenario's text as it stands in its file.
    pub fn text(&self, id: &str) -> Result<ScenarioText, ShelfError> {
        let (source, text) = match shipped_text(id) {
            Some(text) => (ShelfSource::Shipped, text),
            None => (ShelfSource::Own, self.folder.text(self.name_of(id))?),
        };
        Ok(ScenarioText {
            id: id.to_owned(),
            source,
            sha256: ScenarioFile::hash(text.as_bytes()),
            text,
        })
    }

    /// A scenario that can be run; the reproductions of codes are found by their ids too, though no list has them.
    pub fn file(&self, id: &str) -> Result<ScenarioFile, ShelfError> {
        match shipped_scenario(id) {
            Some(file) => Ok(file),
            None => self.read_own(self.name_of(id)),
        }
    }

    /// Writes a scenario into the folder, under its own id. It never takes the place of a shipped one; that of another file
    /// only if `replaces` is the SHA-256 of what is there now.
    pub fn save(&self, text: &str, replaces: Option<&str>) -> Result<ShelfItem, ShelfError> {
        let file = read_text("scenario.json", text).map_err(ShelfError::Broken)?;
        let id = &file.scenario.id;
        if is_shipped(id) {
            return Err(ShelfError::Shipped(id.clone()));
        }
        match self.folder.text(id) {
            Ok(there) if Some(ScenarioFile::hash(there.as_bytes()).as_str()) != replaces => {
                return Err(ShelfError::Exists(id.clone()));
            }
            Ok(_) | Err(ShelfError::NoSuch(_)) => {}
            Err(error) => return Err(error),
        }
        self.folder.write(id, text)?;
        Ok(item_of(&file, ShelfSource::Own))
    }

    /// An id that no scenario has: `recorded-1`, `recorded-2` …
    pub fn free_id(&self, beginning: &str) -> Result<String, ShelfError> {
        let own = self.folder.ids()?;
        let taken = |id: &String| is_shipped(id) || own.contains(id);
        let mut ids = (1_u32..).map(|number| format!("{beginning}-{number}"));
        // There are more numbers than files.
        Ok(ids.find(|id| !taken(id)).unwrap_or_default())
    }

    /// Deletes a scenario of the person's own.
    pub fn delete(&self, id: &str) -> Result<(), ShelfError> {
        if is_shipped(id) {
            return Err(ShelfError::Shipped(id.to_owned()));
        }
        self.folder.delete(self.name_of(id))
    }

    /// The id in the list of a file of this name (without its ending).
    fn id_of(&self, name: &str) -> String {
        if is_shipped(name) {
            format!("{}/{name}", self.folder.name())
        } else {
            name.to_owned()
        }
    }

    /// The name (without its ending) of the file that has this id in the list.
    fn name_of<'id>(&self, id: &'id str) -> &'id str {
        let beside_shipped = id
            .strip_prefix(&*self.folder.name())
            .and_then(|rest| rest.strip_prefix('/'))
            .filter(|name| is_shipped(name));
        beside_shipped.unwrap_or(id)
    }

    fn read_own(&self, id: &str) -> Result<ScenarioFile, ShelfError> {
        let name = format!("{id}.json");
        let file = read_text(&name, &self.folder.text(id)?).map_err(ShelfError::Broken)?;
        let stands_as = &file.scenario.id;
        let message = if stands_as != id {
            Words {
                zh: format!("场景的 id 是“{stands_as}”，文件名须为 {stands_as}.json；请改其一"),
                en: format!(
                    "the scenario's id is {stands_as:?}: name its file {stands_as}.json, or change the id"
                ),
            }
        } else if is_shipped(id) {
            Words {
                zh: "随程序附带的场景已用了这个 id；请换一个".to_owned(),
                en: "a scenario that comes with the program has this id: take another".to_owned(),
            }
        } else {
            return Ok(file);
        };
        let problem = ScenarioProblem::whole(&name, message);
        Err(ShelfError::Broken(problem.into()))
    }
}

/// What is wrong with a text that is to be a scenario; nothing, if nothing is.
#[must_use]
pub fn problems_of(text: &str) -> Vec<ScenarioProblem> {
    match read_text("scenario.json", text) {
        Ok(_) => Vec::new(),
        Err(ScenarioProblems(problems)) => problems,
    }
}

fn read_text(name: &str, text: &str) -> Result<ScenarioFile, ScenarioProblems> {
    ScenarioFile::read(name, text.as_bytes())
}

fn item_of(file: &ScenarioFile, source: ShelfSource) -> ShelfItem {
    let scenario = &file.scenario;
    let codes: BTreeSet<_> = scenario.steps.iter().flat_map(Step::codes).collect();
    ShelfItem {
        id: scenario.id.clone(),
        source,
        title: Some(scenario.title.clone()),
        about: scenario.about.clone(),
        tags: scenario.tags.clone(),
        codes: codes.into_iter().collect(),
        sha256: Some(file.sha256.clone()),
        problems: Vec::new(),
    }
}

fn broken_item(id: String, name: &str, error: ShelfError) -> ShelfItem {
    let ScenarioProblems(problems) = match error {
        ShelfError::Broken(problems) => problems,
        other => {
            let message = Words {
                zh: format!("读不出来：{other}"),
                en: other.to_string(),
            };
            ScenarioProblem::whole(&format!("{name}.json"), message).into()
        }
    };
    ShelfItem {
        id,
        source: ShelfSource::Own,
        title: None,
        about: None,
        tags: Vec::new(),
        codes: Vec::new(),
        sha256: None,
        problems,
    }
}
