//! What a login's button says: that pressing it logs in or signs up, and not the contrary.
//!
//! The words around the one that is asked for are free, for they are the customer's: no source lists them. So each negation refuses the
//! text, wherever it stands about the word, but for the shapes that are known to do no harm (不用密码登录, "Log in without password").

use super::text::unspaced;
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
    /// It names it, and only asks (登录？) or tells how things are (未登录): the words.
    OnlyNamed(String),
}

/// 登录 and 注册 as both scripts write them.
const CHINESE: [&str; 4] = ["登录", "注册", "登錄", "註冊"];
/// Right before one of them.
const CHINESE_RIGHT_BEFORE: [&str; 4] = ["勿", "莫", "非", "不去"];
/// Right before one of them: what is so already, and not what pressing does.
const CHINESE_STATE: [&str; 9] = [
    "未", "没", "沒", "没有", "沒有", "已", "已经", "已經", "尚未",
];
/// Anywhere about one of them, but for the harmless shapes.
const CHINESE_NEGATIONS: [&str; 54] = [
    "不", "别", "別", "免", "无", "無", "没", "沒", "取消", "退出", "注销", "註銷", "放弃", "放棄",
    "拒绝", "拒絕", "谢绝", "謝絕", "跳过", "跳過", "略过", "略過", "绕过", "繞過", "停止", "禁止",
    "终止", "終止", "中止", "暂停", "暫停", "暂缓", "暫緩", "避免", "忽略", "关闭", "關閉", "算了",
    "罢了", "罷了", "拉倒", "作罢", "休想", "才怪", "稍后", "稍後", "回头", "下次", "改天", "改日",
    "再说", "再說", "省去", "省了",
];
/// Before one of them it puts it off; behind it, it does not: 登录以后使用.
const CHINESE_BEFORE: [&str; 2] = ["以后", "以後"];
/// What is read as no negation: what the login goes without, and words that only hold the character.
const CHINESE_NEGATING: [&str; 14] = [
    "不用输入",
    "无需输入",
    "不用",
    "无需",
    "無需",
    "无须",
    "無須",
    "不必",
    "不需要",
    "不要",
    "免输入",
    "免",
    "无",
    "無",
];
const CHINESE_WITHOUT: [&str; 9] = [
    "密",
    "口令",
    "验证码",
    "驗證碼",
    "短信",
    "输入",
    "輸入",
    "费",
    "費",
];
const CHINESE_HARMLESS: [&str; 30] = [
    "不动产",
    "無印",
    "无印",
    "无人",
    "免税",
    "别墅",
    "鉴别",
    "没有账号",
    "没有帐号",
    "沒有帳號",
    "无忧",
    "無憂",
    "无限",
    "無限",
    "无线",
    "無線",
    "无障碍",
    "無障礙",
    "不限",
    "不止",
    "不错",
    "特别",
    "特別",
    "识别",
    "識別",
    "类别",
    "類別",
    "级别",
    "级別",
    "性别",
];

/// Anywhere about `login`, but for the harmless shapes.
const ENGLISH_NEGATIONS: [&str; 45] = [
    "no",
    "not",
    "without",
    "none",
    "nope",
    "nah",
    "nay",
    "dont",
    "don't",
    "wont",
    "won't",
    "cant",
    "can't",
    "cannot",
    "didn't",
    "doesn't",
    "isn't",
    "shouldn't",
    "never",
    "cancel",
    "skip",
    "decline",
    "refuse",
    "reject",
    "deny",
    "stop",
    "avoid",
    "abort",
    "bypass",
    "dismiss",
    "close",
    "quit",
    "exit",
    "leave",
    "ignore",
    "forget",
    "disagree",
    "unable",
    "fail",
    "failed",
    "later",
    "postpone",
    "nothing",
    "nobody",
    "neither",
];
/// What may stand between a negation and what the login goes without.
const ENGLISH_BETWEEN: [&str; 12] = [
    "a", "an", "any", "the", "your", "need", "for", "more", "to", "type", "enter", "sms",
];
/// What a login may go without.
const ENGLISH_WITHOUT: [&str; 14] = [
    "password",
    "passwords",
    "passcode",
    "code",
    "codes",
    "pin",
    "otp",
    "typing",
    "text",
    "verification",
    "fee",
    "fees",
    "ads",
    "spam",
];

/// What the button of a phone in this language says. A Chinese phone's says it in Chinese, an English one's in English: who reads
/// the page reads that language.
pub(super) fn button_saying(text: &str, language: PhoneLanguage) -> ButtonSaying {
    let mut found = ButtonSaying::Missing;
    let mut said_before = None;
    for Clause {
        text: clause,
        at,
        asks,
    } in clauses(text)
    {
        let saying = match language {
            PhoneLanguage::Zh => chinese(clause),
            PhoneLanguage::En => english(clause),
        };
        match saying {
            ButtonSaying::Missing => {}
            _ if asks => {
                if found == ButtonSaying::Missing {
                    found = ButtonSaying::OnlyNamed(text[at..].trim().to_owned());
                }
            }
            ButtonSaying::Negated(_) => return saying,
            ButtonSaying::SaysIt => {
                found = saying;
                said_before.get_or_insert((at, at + clause.len()));
            }
            ButtonSaying::OnlyNamed(_) => {
                if found == ButtonSaying::Missing {
                    found = saying;
                }
            }
        }
    }
    // What comes after takes it back: 登录，算了. What comes before does not: 没有账号？注册.
    match said_before {
        Some((start, end)) if contrary(&text[end..]) => {
            ButtonSaying::Negated(text[start..].trim().to_owned())
        }
        _ => found,
    }
}

/// A part of a text that speaks for itself.
struct Clause<'a> {
    text: &'a str,
    /// Where in the text it begins, in bytes.
    at: usize,
    /// It ends with a question mark.
    asks: bool,
}

fn clauses(text: &str) -> Vec<Clause<'_>> {
    const ENDS: [char; 21] = [
        ',', '.', ';', ':', '!', '?', '/', '|', '·', '—', '…', '，', '。', '、', '；', '：', '！',
        '？', '／', '｜', '～',
    ];
    let mut found = Vec::new();
    let mut start = 0;
    for (at, end) in text.match_indices(ENDS).chain([(text.len(), "")]) {
        let asks = matches!(end, "?" | "？");
        let mut begin = start;
        for (dash, mark) in text[start..at].match_indices(" - ") {
            found.push(Clause {
                text: &text[begin..start + dash],
                at: begin,
                asks: false,
            });
            begin = start + dash + mark.len();
        }
        found.push(Clause {
            text: &text[begin..at],
            at: begin,
            asks,
        });
        start = at + end.len();
    }
    found
}

/// Whether a text that stands about the word holds a negation, in either language.
fn contrary(text: &str) -> bool {
    chinese_negation(text, &[]) || english_negation(&words(text))
}

fn chinese_negation(text: &str, more: &[&str]) -> bool {
    let mut text = unspaced(text);
    for shape in CHINESE_HARMLESS {
        text = text.replace(shape, "#");
    }
    for negation in CHINESE_NEGATING {
        for without in CHINESE_WITHOUT {
            text = text.replace(&format!("{negation}{without}"), "#");
        }
    }
    CHINESE_NEGATIONS
        .iter()
        .chain(more)
        .any(|negation| text.contains(negation))
}

fn english_negation(words: &[Word]) -> bool {
    let is = |at: usize, list: &[&str]| {
        words
            .get(at)
            .is_some_and(|word| list.contains(&word.text.as_str()))
    };
    (0..words.len()).any(|at| {
        let mut next = at + 1;
        while is(next, &ENGLISH_BETWEEN) {
            next += 1;
        }
        let goes_without = matches!(words[at].text.as_str(), "no" | "without" | "never" | "not")
            && is(next, &ENGLISH_WITHOUT);
        is(at, &ENGLISH_NEGATIONS) && !goes_without
    })
}

fn chinese(clause: &str) -> ButtonSaying {
    let mut found = ButtonSaying::Missing;
    let asks = ["吗", "嗎", "么", "麼"]
        .iter()
        .any(|particle| clause.trim_end().ends_with(particle));
    for word in CHINESE {
        for (at, _) in clause.match_indices(word) {
            let end = at + word.len();
            let before = unspaced(&clause[..at]);
            let ends_with = |list: &[&str]| list.iter().any(|negation| before.ends_with(negation));
            if asks || ends_with(&CHINESE_STATE) {
                if found == ButtonSaying::Missing {
                    found = ButtonSaying::OnlyNamed(clause.trim().to_owned());
                }
                continue;
            }
            if ends_with(&CHINESE_RIGHT_BEFORE)
                || chinese_negation(&clause[..end], &CHINESE_BEFORE)
                || english_negation(&words(&clause[..at]))
            {
                return ButtonSaying::Negated(clause[..end].trim().to_owned());
            }
            if contrary(&clause[end..]) {
                return ButtonSaying::Negated(clause.trim().to_owned());
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
        let noun = matches!(word(at), "login" | "signup");
        let verb = matches!((word(at), word(at + 1)), ("log", "in") | ("sign", "up"))
            && words[at + 1].joined;
        if !noun && !verb {
            continue;
        }
        // Login-free is without one.
        let free = noun && word(at + 1) == "free";
        if free || english_negation(&words) || chinese_negation(clause, &[]) {
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
mod tests;
