//! What a login's button says: that pressing it logs in or signs up, and not the contrary.

use super::wording::PhoneLanguage;

/// What a button's text comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ButtonSaying {
    /// That pressing it logs in or signs up.
    SaysIt,
    /// Neither.
    Missing,
    /// That it does not: the words that say so.
    Negated(String),
}

/// 登录 and 注册 as both scripts write them.
const CHINESE: [&str; 4] = ["登录", "注册", "登錄", "註冊"];
/// Right before one of them: 不登录, but 不用密码登录 logs in.
const CHINESE_RIGHT_BEFORE: [&str; 13] = [
    "不", "别", "別", "勿", "莫", "免", "不用", "不必", "无需", "無需", "无须", "無須", "不去",
];
/// Anywhere before one of them in its clause: 取消一键登录.
const CHINESE_BEFORE: [&str; 23] = [
    "取消", "退出", "注销", "註銷", "放弃", "放棄", "拒绝", "拒絕", "跳过", "跳過", "停止", "禁止",
    "不想", "不要", "不再", "不会", "不會", "暂不", "暫不", "先不", "稍后", "稍後", "以后",
];

/// Right before `login`, with an article between at most: "No login", but "No-password login" logs in.
const ENGLISH_RIGHT_BEFORE: [&str; 2] = ["no", "without"];
/// Anywhere before it in its clause.
const ENGLISH_BEFORE: [&str; 16] = [
    "not", "dont", "don't", "won't", "wont", "can't", "cant", "cannot", "never", "cancel", "skip",
    "decline", "refuse", "stop", "avoid", "abort",
];
/// Right after it: pressing it puts off what it says.
const ENGLISH_AFTER: [&str; 2] = ["later", "never"];

/// What the button of a phone in this language says. A Chinese phone's says it in Chinese, an English one's in English: who reads
/// the page reads that language.
pub(super) fn button_saying(text: &str, language: PhoneLanguage) -> ButtonSaying {
    let mut found = ButtonSaying::Missing;
    for clause in clauses(text) {
        let saying = match language {
            PhoneLanguage::Zh => chinese(clause),
            PhoneLanguage::En => english(clause),
        };
        match saying {
            ButtonSaying::Negated(_) => return saying,
            ButtonSaying::SaysIt => found = saying,
            ButtonSaying::Missing => {}
        }
    }
    found
}

/// The parts of a text that speak for themselves.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| {
        matches!(
            c,
            ',' | '.'
                | ';'
                | ':'
                | '!'
                | '?'
                | '/'
                | '|'
                | '·'
                | '—'
                | '，'
                | '。'
                | '、'
                | '；'
                | '：'
                | '！'
                | '？'
                | '／'
                | '｜'
        )
    };
    text.split(ends).flat_map(|part| part.split(" - "))
}

fn chinese(clause: &str) -> ButtonSaying {
    let mut found = ButtonSaying::Missing;
    for word in CHINESE {
        for (at, _) in clause.match_indices(word) {
            let before = clause[..at].trim_end();
            let right_before = CHINESE_RIGHT_BEFORE
                .iter()
                .any(|negation| before.ends_with(negation));
            if right_before
                || CHINESE_BEFORE
                    .iter()
                    .any(|negation| before.contains(negation))
            {
                return ButtonSaying::Negated(clause[..at + word.len()].trim().to_owned());
            }
            found = ButtonSaying::SaysIt;
        }
    }
    found
}

fn english(clause: &str) -> ButtonSaying {
    let words = words(clause);
    let word = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let mut found = ButtonSaying::Missing;
    for at in 0..words.len() {
        let length = match (word(at), word(at + 1)) {
            ("login" | "signup", _) => 1,
            ("log", "in") | ("sign", "up") if words[at + 1].joined => 2,
            _ => continue,
        };
        let before = &words[..at];
        let article = before
            .last()
            .is_some_and(|last| matches!(last.text.as_str(), "a" | "the" | "any"));
        let next = before.iter().rev().nth(usize::from(article));
        let negated = next.is_some_and(|next| ENGLISH_RIGHT_BEFORE.contains(&next.text.as_str()))
            || before
                .iter()
                .any(|word| ENGLISH_BEFORE.contains(&word.text.as_str()))
            || ENGLISH_AFTER.contains(&word(at + length));
        if negated {
            return ButtonSaying::Negated(clause.trim().to_owned());
        }
        found = ButtonSaying::SaysIt;
    }
    found
}

struct Word {
    text: String,
    /// Whether nothing but blanks and hyphens stands between it and the word before.
    joined: bool,
}

/// The words of an English clause in small letters; `don't` is one.
fn words(clause: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut text = String::new();
    let mut joined = true;
    for c in clause.chars().chain([' ']) {
        if c.is_alphanumeric() {
            text.extend(c.to_lowercase());
        } else if matches!(c, '\'' | '’') && !text.is_empty() {
            text.push('\'');
        } else {
            if !text.is_empty() {
                let text = std::mem::take(&mut text);
                words.push(Word { text, joined });
                joined = true;
            }
            joined &= c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_english_button_says_it_in_whole_words_and_not_in_parts_of_others() {
        for text in [
            "Log in",
            "LOG IN",
            "Login",
            "Log-in",
            "log‑in",
            "Log\n in",
            "Sign up",
            "Signup",
            "Sign-up now",
            "Log in or sign up",
            "Log in/Sign up",
            "Not registered? Sign up",
            "One-tap login",
            "Log in without password",
            "No-password login",
            "Log in with this number",
            "Cancel / Log in",
        ] {
            assert_eq!(
                button_saying(text, PhoneLanguage::En),
                ButtonSaying::SaysIt,
                "{text}"
            );
        }
        for text in [
            "Blog in peace",
            "Continue",
            "Sign in",
            "Catalog in use",
            "Design up",
            "log (in)",
            "Logins",
            "登录",
            "注册",
            "log, in",
        ] {
            assert_eq!(
                button_saying(text, PhoneLanguage::En),
                ButtonSaying::Missing,
                "{text}"
            );
        }
    }

    #[test]
    fn a_chinese_button_says_it_in_either_script() {
        for text in [
            "登录",
            "一键登錄",
            "註冊",
            "注册并使用",
            "快捷登录/注册",
            "不用密码登录",
            "取消 / 登录",
            "免密登录",
            "未注册将自动注册",
        ] {
            assert_eq!(
                button_saying(text, PhoneLanguage::Zh),
                ButtonSaying::SaysIt,
                "{text}"
            );
        }
        for text in ["确定", "Log in", "登 录", "登山记录"] {
            assert_eq!(
                button_saying(text, PhoneLanguage::Zh),
                ButtonSaying::Missing,
                "{text}"
            );
        }
    }

    #[test]
    fn a_button_that_says_the_contrary_is_told_apart() {
        for (text, language, said) in [
            ("Do not log in", PhoneLanguage::En, "Do not log in"),
            (
                "Don’t want to log-in",
                PhoneLanguage::En,
                "Don’t want to log-in",
            ),
            ("No login", PhoneLanguage::En, "No login"),
            (
                "Go on without a login",
                PhoneLanguage::En,
                "Go on without a login",
            ),
            ("Cancel sign-up", PhoneLanguage::En, "Cancel sign-up"),
            ("Log in later", PhoneLanguage::En, "Log in later"),
            ("Log in? Never log in", PhoneLanguage::En, "Never log in"),
            ("不登录", PhoneLanguage::Zh, "不登录"),
            ("取消注册", PhoneLanguage::Zh, "取消注册"),
            ("暂不一键登錄", PhoneLanguage::Zh, "暂不一键登錄"),
            ("先看看，稍后登录", PhoneLanguage::Zh, "稍后登录"),
            ("登录/不注册", PhoneLanguage::Zh, "不注册"),
        ] {
            assert_eq!(
                button_saying(text, language),
                ButtonSaying::Negated(said.into()),
                "{text}"
            );
        }
    }
}
