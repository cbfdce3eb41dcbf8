use numberauth_protocol::redact::holds_number;
use numberauth_protocol::{Words, carrier_facts};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use super::button::{ButtonSaying, button_saying};
use super::rules::{ConsentRule, inducement};
use super::text::{cells, invisible, piled_up, says_something, unspaced};

/// The most agreements of its own that an app may show.
pub const MOST_AGREEMENTS: usize = 5;
/// How wide texts may be, in half-width cells: so that each can be read to its end on the phone.
const WIDEST_NAME: usize = 28;
const WIDEST_BUTTON: usize = 28;
const WIDEST_AGREEMENT: usize = 44;
/// The longest link, in bytes.
const LONGEST_LINK: usize = 2_000;

/// The phone's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PhoneLanguage {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl PhoneLanguage {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];
}

/// A customer's own words for the consent page, in one language of the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// The app's name.
    pub app_name: String,
    /// The button of the login.
    pub button: String,
    /// The app's own agreements, in their order.
    pub agreements: Vec<AppAgreement>,
}

/// An agreement of the app's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AppAgreement {
    /// Its name, with its 《》 if it has them.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// The customer's wording in each language of the phone; none: the fictional app's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Wordings {
    /// On a Chinese phone.
    pub zh: Option<Wording>,
    /// On an English phone.
    pub en: Option<Wording>,
}

/// Why a wording is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WordingProblem {
    /// Which field: `app_name`, `button`, `agreements`, `agreements[0].name`, `agreements[0].url`.
    pub field: String,
    /// The rule that it breaks.
    pub rule: ConsentRule,
    /// What is wrong, and what to do.
    pub said: Words,
}

/// What a page is expected to say: the customer's wording, or the fictional app's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedWording {
    /// The app's name.
    pub app_name: String,
    /// The agreements that the page must show.
    pub agreements: Vec<ExpectedAgreement>,
}

/// An agreement of the app's own that a page must show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedAgreement {
    /// Its name.
    pub name: String,
    /// Its address; none for a document that opens inside the phone.
    pub url: Option<String>,
}

impl From<&Wording> for ExpectedWording {
    fn from(wording: &Wording) -> Self {
        let agreements = wording.agreements.iter();
        Self {
            app_name: wording.app_name.clone(),
            agreements: agreements
                .map(|agreement| ExpectedAgreement {
                    name: agreement.name.clone(),
                    url: Some(agreement.url.clone()),
                })
                .collect(),
        }
    }
}

impl Wordings {
    /// The wording in this language.
    #[must_use]
    pub const fn of(&self, language: PhoneLanguage) -> Option<&Wording> {
        match language {
            PhoneLanguage::Zh => self.zh.as_ref(),
            PhoneLanguage::En => self.en.as_ref(),
        }
    }

    /// Puts a wording in its language's place.
    pub fn set(&mut self, language: PhoneLanguage, wording: Option<Wording>) {
        match language {
            PhoneLanguage::Zh => self.zh = wording,
            PhoneLanguage::En => self.en = wording,
        }
    }

    /// Whether every wording in it could be shown.
    #[must_use]
    pub fn hold(&self) -> bool {
        PhoneLanguage::ALL.into_iter().all(|language| {
            self.of(language)
                .is_none_or(|wording| wording.problems(language).is_empty())
        })
    }
}

impl Wording {
    /// As it is kept: without the blanks around its texts.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            app_name: trim(self.app_name),
            button: trim(self.button),
            agreements: self
                .agreements
                .into_iter()
                .map(|AppAgreement { name, url }| AppAgreement {
                    name: trim(name),
                    url: trim(url),
                })
                .collect(),
        }
    }

    /// Everything that is wrong with it, one a field; nothing: it may be shown.
    #[must_use]
    pub fn problems(&self, language: PhoneLanguage) -> Vec<WordingProblem> {
        let mut found = Vec::new();
        let mut tell = |field: String, problem: Option<Problem>| {
            found.extend(problem.map(|(rule, said)| WordingProblem { field, rule, said }));
        };
        tell("app_name".into(), text_problem(&self.app_name, WIDEST_NAME));
        tell("button".into(), button_problem(&self.button, language));
        for (index, agreement) in self.agreements.iter().enumerate() {
            let before = &self.agreements[..index];
            tell(
                format!("agreements[{index}].name"),
                name_problem(&agreement.name, before),
            );
            tell(
                format!("agreements[{index}].url"),
                link_problem(&agreement.url),
            );
        }
        tell("agreements".into(), self.agreements_problem(language));
        found
    }

    fn agreements_problem(&self, language: PhoneLanguage) -> Option<Problem> {
        if self.agreements.is_empty() || self.agreements.len() > MOST_AGREEMENTS {
            return says(
                ConsentRule::OwnAgreements,
                "应用自己的协议要有一到五份",
                "The app shows one to five agreements of its own",
            );
        }
        let privacy = |agreement: &AppAgreement| {
            agreement.name.contains("隐私")
                || language == PhoneLanguage::En
                    && agreement.name.to_lowercase().contains("privacy")
        };
        if self.agreements.iter().any(privacy) {
            return None;
        }
        match language {
            PhoneLanguage::Zh => says(
                ConsentRule::PrivacyNamed,
                "还缺隐私政策：请加一份名称含“隐私”的协议",
                "The privacy policy is missing: add an agreement whose name says 隐私",
            ),
            PhoneLanguage::En => says(
                ConsentRule::PrivacyNamed,
                "还缺隐私政策：请加一份名称含 privacy 或“隐私”的协议",
                "The privacy policy is missing: add an agreement whose name says \"privacy\" or 隐私",
            ),
        }
    }
}

type Problem = (ConsentRule, Words);

#[expect(
    clippy::unnecessary_wraps,
    reason = "it ends a check that may find nothing"
)]
fn says(rule: ConsentRule, zh: impl Into<String>, en: impl Into<String>) -> Option<Problem> {
    let (zh, en) = (zh.into(), en.into());
    Some((rule, Words { zh, en }))
}

/// What is wrong with a text that people must be able to read on the phone.
fn text_problem(text: &str, widest: usize) -> Option<Problem> {
    use ConsentRule::{NoInducement, NoNumber, ReadableText, SimulationMark};
    if let Some(c) = invisible(text) {
        let code = format!("U+{:04X}", u32::from(c));
        return says(
            ReadableText,
            format!("含有看不见的字符（{code}），请删去"),
            format!("It holds a character that cannot be seen ({code}): take it out"),
        );
    }
    if !says_something(text) {
        return says(
            ReadableText,
            "请填写文字",
            "Write something that can be read",
        );
    }
    if piled_up(text) {
        return says(
            ReadableText,
            "一个字上叠了太多附加符号，请删去",
            "Too many marks are piled on one letter: take them out",
        );
    }
    if forges_the_mark(text) {
        return says(
            SimulationMark,
            "这是模拟标记的文字，会和页面上的标记混淆，请换个说法",
            "This is what the simulation's mark says, and could be taken for it: word it otherwise",
        );
    }
    let width = cells(text);
    if width > widest {
        let (zh, zh_is) = (widest / 2, width.div_ceil(2));
        return says(
            ReadableText,
            format!(
                "太长，手机上读不完：最多 {zh} 个汉字（或 {widest} 个字母），现在约 {zh_is} 个汉字"
            ),
            format!(
                "Too long to be read on the phone: at most {widest} letters (or {zh} Chinese characters), now {width}"
            ),
        );
    }
    if holds_number(text) {
        return says(
            NoNumber,
            "这里有一个手机号码，请删去：手机号码只填在号码栏里，不会保存",
            "It holds a phone number: take it out. Numbers belong in the number field alone and are never kept",
        );
    }
    inducement(text).and_then(|word| {
        says(
            NoInducement,
            format!("“{word}”会诱导用户授权，请换个说法"),
            format!("\"{word}\" lures people into agreeing: word it otherwise"),
        )
    })
}

/// Whether a text says what the mark at the top of the phone says; a flight simulation may be called one.
fn forges_the_mark(text: &str) -> bool {
    let said: String = unspaced(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let marked = said == "simulation" || said == "模拟" || said == "模擬";
    let both = said.contains("simulation") && (said.contains("模拟") || said.contains("模擬"));
    marked || both || said.contains("不连接运营商") || said.contains("norealcarrier")
}

fn button_problem(text: &str, language: PhoneLanguage) -> Option<Problem> {
    text_problem(text, WIDEST_BUTTON).or_else(|| match button_saying(text, language) {
        ButtonSaying::SaysIt => None,
        ButtonSaying::Negated(words) => says(
            ConsentRule::ButtonText,
            format!("“{words}”说的正好相反，或会被看成相反：按下去会登录，按钮要这样说"),
            format!("\"{words}\" says the contrary, or may be taken so: pressing the button logs in, and it must say so"),
        ),
        ButtonSaying::OnlyNamed(words) => says(
            ConsentRule::ButtonText,
            format!("“{words}”只是在问或说现状，没有说按下去会登录：请直接写出来"),
            format!("\"{words}\" only asks or tells how things are: say that pressing the button logs in"),
        ),
        ButtonSaying::Missing => match language {
            PhoneLanguage::Zh => says(
                ConsentRule::ButtonText,
                "按钮文字要含“登录”或“注册”，否则用户不知道按下去会登录",
                "The button must say 登录 or 注册: else nobody knows that pressing it logs in",
            ),
            PhoneLanguage::En => says(
                ConsentRule::ButtonText,
                "英文按钮要含 log in 或 sign up，否则用户不知道按下去会登录",
                "The button must say \"log in\" or \"sign up\": else nobody knows that pressing it logs in",
            ),
        },
    })
}

fn name_problem(name: &str, before: &[AppAgreement]) -> Option<Problem> {
    // What a reader cannot tell apart.
    let bare = |name: &str| unspaced(name).replace(['《', '》'], "");
    text_problem(name, WIDEST_AGREEMENT).or_else(|| {
        if before.iter().any(|other| bare(&other.name) == bare(name)) {
            return says(
                ConsentRule::OwnAgreements,
                "与前面一份协议同名",
                "An agreement above has the same name",
            );
        }
        let carriers = || carrier_facts().iter();
        if carriers().any(|facts| bare(&facts.agreement.name) == bare(name)) {
            return says(
                ConsentRule::OwnAgreements,
                "这是运营商协议的名称，页面会自己加上",
                "This is a carrier's agreement: the page shows it by itself",
            );
        }
        None
    })
}

fn link_problem(link: &str) -> Option<Problem> {
    use ConsentRule::SafeLink;
    if link.is_empty() {
        return says(SafeLink, "请填写链接", "Give its link");
    }
    let odd = link.chars().any(char::is_whitespace) || invisible(link).is_some();
    if odd || link.len() > LONGEST_LINK {
        return says(
            SafeLink,
            "链接里有空白或看不见的字符，或者太长",
            "The link holds blanks or invisible characters, or is too long",
        );
    }
    let Ok(url) = Url::parse(link) else {
        return says(
            SafeLink,
            "这不是完整的地址，请写成 https://www.example.com/terms 的样子",
            "This is no whole address: write it like https://www.example.com/terms",
        );
    };
    // `https:example.com` is read as one, but nobody would know it on the page.
    let plain = link
        .get(..8)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    if url.scheme() != "https" || !plain {
        return says(
            SafeLink,
            "链接要以 https:// 开头",
            "The link must begin with https://",
        );
    }
    // An empty user name (`https://@host/`) is none to the parser, but it stands in the address all the same.
    let authority = link[8..].split(['/', '\\', '?', '#']).next();
    if authority.is_none_or(str::is_empty) {
        return says(
            SafeLink,
            "https:// 后面要直接写网站名",
            "The site's name must follow https:// at once",
        );
    }
    if authority.is_some_and(|authority| authority.contains('@')) {
        return says(
            SafeLink,
            "链接里不能有用户名或密码",
            "The link may hold no user name and no password",
        );
    }
    let plain = percent_decode_str(link).decode_utf8_lossy();
    if holds_number(link) || holds_number(&plain) {
        return says(
            ConsentRule::NoNumber,
            "链接里有一个手机号码（或像手机号码的十一位数字），请换一个不含它的链接",
            "The link holds a phone number (or eleven digits that look like one): give one without it",
        );
    }
    None
}

#[cfg(test)]
mod tests;
