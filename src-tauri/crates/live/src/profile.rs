use std::fmt;

use http::Uri;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::Endpoint;

/// The longest name of a profile, in characters.
const LONGEST_NAME: usize = 60;
/// The longest `AccessKey` id or scheme code that is taken, in characters; real ones have about 24.
const LONGEST_CODE: usize = 128;
/// The longest address that is taken, in characters.
const LONGEST_ADDRESS: usize = 2_000;

/// A profile as a person types it, and as the file keeps it. There is no field for a secret.
// Other fields are ignored: a file of a later program may have some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProfileDraft {
    /// What the person calls it.
    pub name: String,
    /// The `AccessKey`'s id, which is no secret.
    pub access_key_id: String,
    /// The scheme's code.
    pub scene_code: String,
    /// The page's address, `https://host/`.
    pub page_url: String,
    /// The page's origin, `https://host`.
    pub origin: String,
    /// The cloud's host; none is the real one.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Whether the key is a temporary one of STS, which comes with a token.
    #[serde(default)]
    pub sts: bool,
}

/// A profile that can be used: parsed, trimmed, its endpoint known. Code that talks to the cloud takes this type, and
/// nothing else makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveProfile {
    draft: ProfileDraft,
    endpoint: Endpoint,
}

/// Which field of a [`ProfileDraft`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is a field's name")]
pub enum ProfileField {
    Name,
    AccessKeyId,
    SceneCode,
    PageUrl,
    Origin,
    Endpoint,
}

impl ProfileField {
    /// The field's name in a [`ProfileDraft`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::AccessKeyId => "access_key_id",
            Self::SceneCode => "scene_code",
            Self::PageUrl => "page_url",
            Self::Origin => "origin",
            Self::Endpoint => "endpoint",
        }
    }
}

impl fmt::Display for ProfileField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A field that cannot be. The value is not repeated: a secret may have been pasted into the wrong field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{field}: {problem}")]
pub struct ProfileError {
    /// Which one.
    pub field: ProfileField,
    /// Why not.
    pub problem: ProfileProblem,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProfileProblem {
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// More than can be meant.
    #[error("has more than {most} characters")]
    TooLong {
        /// So many are taken.
        most: usize,
    },
    /// A line end or another character that does not show.
    #[error("has a line end or another character that does not show")]
    HiddenCharacter,
    /// A space where none can be.
    #[error("has a space in it")]
    Space,
    /// Not `https://host/`.
    #[error("is not an address such as https://www.example.com/")]
    NotAnAddress,
    /// An address with a query or a fragment.
    #[error("has a query or a fragment; only https://host/ is wanted")]
    Query,
    /// `user:password@`
    #[error("has a user in it; only the host is wanted")]
    UserInfo,
    /// `http://…` or `https://…` as the endpoint.
    #[error(
        "has a scheme in it; only the host is wanted, such as dypnsapi.aliyuncs.com: live use is always https"
    )]
    Scheme,
    /// A path behind the host.
    #[error("has a path in it; only the host is wanted, such as dypnsapi.aliyuncs.com")]
    Path,
    /// A port that is none.
    #[error("has no port from 1 to 65535 after its colon")]
    Port,
    /// No name of a host.
    #[error("is not the name of a host, such as dypnsapi.aliyuncs.com")]
    NotAHost,
}

impl LiveProfile {
    /// Reads what a person typed. A page address without its final slash, or an origin with one, is taken as it is: the
    /// real cloud takes it too, and the doctor tells what comes of it.
    pub fn parse(draft: &ProfileDraft) -> Result<Self, ProfileError> {
        let at = |field| move |problem| ProfileError { field, problem };
        let name = text(&draft.name, LONGEST_NAME).map_err(at(ProfileField::Name))?;
        let access_key_id = code(&draft.access_key_id).map_err(at(ProfileField::AccessKeyId))?;
        let scene_code = code(&draft.scene_code).map_err(at(ProfileField::SceneCode))?;
        let page_url = address(&draft.page_url).map_err(at(ProfileField::PageUrl))?;
        let origin = address(&draft.origin).map_err(at(ProfileField::Origin))?;
        let endpoint = draft.endpoint.as_deref().map(str::trim);
        let endpoint = match endpoint.filter(|endpoint| !endpoint.is_empty()) {
            Some(endpoint) => Some(
                one_word(endpoint, LONGEST_ADDRESS)
                    .and_then(|text| Endpoint::parse(&text))
                    .map_err(at(ProfileField::Endpoint))?,
            ),
            None => None,
        };
        let draft = ProfileDraft {
            name,
            access_key_id,
            scene_code,
            page_url,
            origin,
            endpoint: endpoint.as_ref().map(Endpoint::authority),
            sts: draft.sts,
        };
        let endpoint = endpoint.unwrap_or_else(Endpoint::real);
        Ok(Self { draft, endpoint })
    }

    /// The profile as it is kept: trimmed.
    #[must_use]
    pub fn draft(&self) -> &ProfileDraft {
        &self.draft
    }

    /// What the person calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.draft.name
    }

    /// The `AccessKey`'s id.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.draft.access_key_id
    }

    /// The scheme's code.
    #[must_use]
    pub fn scene_code(&self) -> &str {
        &self.draft.scene_code
    }

    /// The page's address.
    #[must_use]
    pub fn page_url(&self) -> &str {
        &self.draft.page_url
    }

    /// The page's origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.draft.origin
    }

    /// Where the cloud is.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Whether the key is a temporary one of STS.
    #[must_use]
    pub fn is_sts(&self) -> bool {
        self.draft.sts
    }
}

fn text(typed: &str, most: usize) -> Result<String, ProfileProblem> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(ProfileProblem::Empty);
    }
    if text.chars().count() > most {
        return Err(ProfileProblem::TooLong { most });
    }
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}')
    };
    if text.contains(hidden) {
        return Err(ProfileProblem::HiddenCharacter);
    }
    Ok(text.to_owned())
}

fn one_word(typed: &str, most: usize) -> Result<String, ProfileProblem> {
    let text = text(typed, most)?;
    if text.contains(char::is_whitespace) {
        return Err(ProfileProblem::Space);
    }
    Ok(text)
}

/// An id or a code: what it is made of, only the cloud can judge.
fn code(typed: &str) -> Result<String, ProfileProblem> {
    one_word(typed, LONGEST_CODE)
}

fn address(typed: &str) -> Result<String, ProfileProblem> {
    let text = one_word(typed, LONGEST_ADDRESS)?;
    if text.contains(['?', '#']) {
        return Err(ProfileProblem::Query);
    }
    let uri: Uri = text.parse().map_err(|_| ProfileProblem::NotAnAddress)?;
    let (scheme, authority) = (uri.scheme_str(), uri.authority());
    let (Some("http" | "https"), Some(authority)) = (scheme, authority) else {
        return Err(ProfileProblem::NotAnAddress);
    };
    if authority.as_str().contains('@') {
        return Err(ProfileProblem::UserInfo);
    }
    Endpoint::parse(authority.as_str())?;
    Ok(text)
}
