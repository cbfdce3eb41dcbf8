use numberauth_protocol::redact::holds_number;
use numberauth_protocol::{Words, carrier_facts};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use super::button::{ButtonSaying, button_saying};
use super::rules::{ConsentRule, inducement};
use super::text::{cells, invisible, piled_up, says_something};

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
    use ConsentRule::{NoInducement, NoNumber, ReadableText};
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

fn button_problem(text: &str, language: PhoneLanguage) -> Option<Problem> {
    text_problem(text, WIDEST_BUTTON).or_else(|| match button_saying(text, language) {
        ButtonSaying::SaysIt => None,
        ButtonSaying::Negated(words) => says(
            ConsentRule::ButtonText,
            format!("“{words}”说的正好相反：按下去会登录，按钮要这样说"),
            format!("\"{words}\" says the contrary: pressing the button logs in, and it must say so"),
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
    let bare = |name: &str| name.trim_matches(['《', '》', ' ']).to_lowercase();
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
    if !url.username().is_empty() || url.password().is_some() {
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agreement(name: &str, url: &str) -> AppAgreement {
        AppAgreement {
            name: name.into(),
            url: url.into(),
        }
    }

    fn good() -> Wording {
        Wording {
            app_name: "青禾阅读".into(),
            button: "一键登录".into(),
            agreements: vec![
                agreement("《青禾服务协议》", "https://www.example.com/terms"),
                agreement(
                    "《青禾隐私政策》",
                    "https://www.example.com/privacy?v=2#top",
                ),
            ],
        }
    }

    fn broken(change: impl FnOnce(&mut Wording)) -> Vec<(String, ConsentRule)> {
        let mut wording = good();
        change(&mut wording);
        let problems = wording.trimmed().problems(PhoneLanguage::Zh);
        problems.into_iter().map(|p| (p.field, p.rule)).collect()
    }

    fn one(field: &str, rule: ConsentRule) -> Vec<(String, ConsentRule)> {
        vec![(field.to_owned(), rule)]
    }

    #[test]
    fn a_good_wording_is_taken() {
        assert_eq!(good().problems(PhoneLanguage::Zh), []);
        let english = Wording {
            app_name: "Green Reader".into(),
            button: "Sign up or Log in".into(),
            agreements: vec![agreement("Privacy Policy", "https://例子.测试/隐私")],
        };
        assert_eq!(english.problems(PhoneLanguage::En), []);
    }

    #[test]
    fn a_button_without_login_or_sign_up_is_refused_with_the_reason() {
        for text in ["确定", "继续", "Log in", "登 录", "不登录", "取消注册"] {
            let found = broken(|wording| wording.button = text.into());
            assert_eq!(found, one("button", ConsentRule::ButtonText), "{text}");
        }
        for text in [
            "本机号码一键登录",
            "注册并使用",
            "快捷登录/注册",
            "一鍵登錄",
        ] {
            assert_eq!(broken(|wording| wording.button = text.into()), [], "{text}");
        }
        let contrary = Wording {
            button: "不登录".into(),
            ..good()
        };
        let said = &contrary.problems(PhoneLanguage::Zh)[0].said;
        assert!(said.zh.contains("“不登录”说的正好相反") && said.en.contains("says the contrary"));
        let problem = Wording {
            button: "确定".into(),
            ..good()
        };
        let said = &problem.problems(PhoneLanguage::Zh)[0].said;
        assert!(said.zh.contains("登录") && said.en.contains("登录"));
    }

    #[test]
    fn an_app_without_a_name_is_refused() {
        for name in ["", "   ", "《》", "…", "\u{3000}"] {
            let found = broken(|wording| wording.app_name = name.into());
            assert_eq!(
                found,
                one("app_name", ConsentRule::ReadableText),
                "{name:?}"
            );
        }
    }

    #[test]
    fn what_cannot_be_seen_or_read_to_its_end_is_refused() {
        for name in [
            "青禾\u{200b}阅读",
            "青禾\u{202e}读阅",
            "青禾\n阅读",
            "青\u{0}",
            "\u{e000}青",
            "a\u{301}\u{302}\u{303}",
            &"很长".repeat(20),
        ] {
            let found = broken(|wording| wording.app_name = name.into());
            assert_eq!(
                found,
                one("app_name", ConsentRule::ReadableText),
                "{name:?}"
            );
        }
        // Right-to-left letters are letters; only what turns others around is refused.
        assert_eq!(broken(|wording| wording.app_name = "قارئ".into()), []);
    }

    #[test]
    fn a_whole_phone_number_is_refused_wherever_it_stands() {
        let rule = ConsentRule::NoNumber;
        for number in [
            "13800131234",
            "138 0013 1234",
            "+86 138-0013-1234",
            "１３８００１３１２３４",
        ] {
            assert_eq!(
                broken(|w| w.app_name = format!("青禾{number}")),
                one("app_name", rule),
                "{number}"
            );
            assert_eq!(
                broken(|w| w.button = format!("{number} 登录")),
                one("button", rule),
                "{number}"
            );
            let name = |w: &mut Wording| w.agreements[0].name = format!("《{number}》");
            assert_eq!(broken(name), one("agreements[0].name", rule), "{number}");
        }
        for link in [
            "https://a.example/?n=13800131234",
            "https://a.example/138%200013%201234",
            "https://a.example/138-0013-1234",
        ] {
            assert_eq!(
                broken(|w| w.agreements[0].url = link.into()),
                one("agreements[0].url", rule),
                "{link}"
            );
        }
        let kept = Wording {
            app_name: "13800131234".into(),
            ..good()
        };
        let wordings = Wordings {
            zh: Some(kept),
            en: None,
        };
        assert!(
            !wordings.hold(),
            "a settings file's wording with a number is let go of"
        );
    }

    #[test]
    fn words_that_lure_are_refused_wherever_they_stand() {
        let rule = ConsentRule::NoInducement;
        assert_eq!(
            broken(|w| w.button = "登录领红包".into()),
            one("button", rule)
        );
        assert_eq!(
            broken(|w| w.app_name = "抽奖乐园".into()),
            one("app_name", rule)
        );
        assert_eq!(
            broken(|w| w.agreements[0].name = "《奖励协议》".into()),
            one("agreements[0].name", rule)
        );
    }

    #[test]
    fn only_a_whole_https_link_is_taken() {
        for url in [
            "",
            "www.example.com/terms",
            "http://www.example.com/terms",
            "https:www.example.com",
            "https://",
            "https://user:secret@example.com/",
            "https://user@example.com/",
            "https://www.example.com/a b",
            "https://www.example.com/\u{202e}a",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            &format!("https://www.example.com/{}", "a".repeat(2_000)),
        ] {
            let found = broken(|wording| wording.agreements[0].url = url.into());
            assert_eq!(
                found,
                one("agreements[0].url", ConsentRule::SafeLink),
                "{url}"
            );
        }
    }

    #[test]
    fn agreements_are_one_to_five_with_names_of_their_own() {
        let count = ConsentRule::OwnAgreements;
        assert_eq!(broken(|w| w.agreements.clear()), one("agreements", count));
        let six = |w: &mut Wording| {
            for n in 0..4 {
                w.agreements
                    .push(agreement(&format!("《附则 {n}》"), "https://a.example/"));
            }
        };
        assert_eq!(broken(six), one("agreements", count));
        assert_eq!(
            broken(|w| w.agreements[0].name = "青禾隐私政策".into()),
            one("agreements[1].name", count)
        );
        assert_eq!(
            broken(|w| w.agreements[0].name = "《中国移动认证服务条款》".into()),
            one("agreements[0].name", count)
        );
    }

    #[test]
    fn the_privacy_policy_must_be_among_them() {
        assert_eq!(
            broken(|w| {
                w.agreements.pop();
            }),
            one("agreements", ConsentRule::PrivacyNamed)
        );
        // `privacy` is English: on a Chinese phone the name says 隐私.
        let mut english = good();
        english.agreements[1].name = "Privacy Policy".into();
        english.button = "Log in".into();
        assert_eq!(english.problems(PhoneLanguage::En), []);
        assert_eq!(english.problems(PhoneLanguage::Zh).len(), 2);
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_what_is_taken_can_be_read(name in any::<String>(), url in any::<String>(), button in ".*登录.*") {
            let wording = Wording { app_name: name, button, agreements: vec![agreement("《隐私政策》", &url)] }.trimmed();
            let problems = wording.problems(PhoneLanguage::Zh);
            let taken = |field: &str| problems.iter().all(|problem| problem.field != field);
            if taken("app_name") {
                prop_assert!(says_something(&wording.app_name) && cells(&wording.app_name) <= WIDEST_NAME);
                prop_assert!(!wording.app_name.chars().any(char::is_control));
            }
            if taken("agreements[0].url") {
                prop_assert!(wording.agreements[0].url.to_lowercase().starts_with("https://"));
            }
            for problem in &problems {
                prop_assert!(!problem.said.zh.is_empty() && !problem.said.en.is_empty());
            }
        }

        #[test]
        fn a_control_or_a_turning_character_is_refused_wherever_it_stands(
            before in "[a-z]{1,5}", odd in "[\u{0}-\u{1f}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]", after in "[a-z]{1,5}",
        ) {
            let found = broken(|wording| wording.app_name = format!("{before}{odd}{after}"));
            prop_assert_eq!(found, one("app_name", ConsentRule::ReadableText));
        }

        #[test]
        fn a_wording_survives_being_kept(name in "\\PC{0,40}", url in "\\PC{0,40}") {
            let wording = Wording { app_name: name, ..good() };
            let wording = Wording { agreements: vec![agreement("《隐私》", &url)], ..wording };
            let kept = serde_json::to_string(&wording).unwrap();
            prop_assert_eq!(serde_json::from_str::<Wording>(&kept).unwrap(), wording);
        }
    }
}
