use std::fmt::Write as _;

use numberauth_protocol::{CodeEntry, SdkCall, Words, dictionary};
use numberauth_scenario::Reproduction;

/// The whole dictionary.
pub(crate) fn json() -> String {
    // Plain strings and numbers always serialise.
    let text = serde_json::to_string_pretty(dictionary()).unwrap_or_default();
    format!("{text}\n")
}

/// The dictionary for reading.
pub(crate) fn text() -> String {
    let dictionary = dictionary();
    let mut text = String::new();
    for entry in &dictionary.codes {
        code(&mut text, entry);
    }
    line(
        &mut text,
        "",
        &format!("{}\n{}", "只见于姊妹版", "In the sibling edition only"),
    );
    for sibling in &dictionary.sibling_only {
        line(
            &mut text,
            &sibling.code.to_string(),
            &format!(
                "{}\n        {}",
                both(&sibling.meaning, "        "),
                both(&sibling.absent, "        ")
            ),
        );
    }
    line(
        &mut text,
        "",
        "\n运营商自己的码（content.code）\nThe carriers' own codes (content.code)",
    );
    for code in &dictionary.carrier_codes {
        line(
            &mut text,
            &format!("{} {}", code.carrier, code.code),
            &both(&code.meaning, "        "),
        );
    }
    text.push('\n');
    line(
        &mut text,
        "",
        &format!("{}\n{}", dictionary.source.zh, dictionary.source.en),
    );
    text
}

fn code(text: &mut String, entry: &CodeEntry) {
    line(
        text,
        &entry.code.to_string(),
        &both(&entry.meaning, "        "),
    );
    let named = |words: &Words| both(words, "          ");
    fact(text, "原因 cause", &named(&entry.cause));
    fact(text, "处理 fix", &named(&entry.fix));
    fact(text, "谁 who", &named(&entry.owners_in_words()));
    fact(text, "出自 from", &names(&entry.calls));
    if let Some(sibling) = &entry.sibling {
        fact(text, "姊妹版 sibling edition", &named(sibling));
    }
    if let Some(impossible) = &entry.impossible {
        let (calls, reason) = (names(&impossible.calls), named(&impossible.reason));
        fact(text, "不会出自 never by", &format!("{calls}: {reason}"));
    }
    let carrier_codes: Vec<_> = dictionary()
        .leading_to(entry.code)
        .map(|code| format!("{} {}", code.carrier, code.code))
        .collect();
    if !carrier_codes.is_empty() {
        fact(text, "运营商 carrier", &carrier_codes.join(", "));
    }
    line(text, "", "        复现 reproduce:");
    for way in Reproduction::ways_to(entry.code) {
        let id = way.scenario().scenario.id;
        let words = both(&way.cause().words, "            ");
        line(
            text,
            "",
            &format!("          numberauth run {id}\n            {words}"),
        );
    }
    text.push('\n');
}

/// One thing that is known of a code, below it.
fn fact(text: &mut String, name: &str, said: &str) {
    line(text, "", &format!("        {name}: {said}"));
}

fn names(calls: &[SdkCall]) -> String {
    let names: Vec<_> = calls.iter().copied().map(SdkCall::name).collect();
    names.join(", ")
}

fn both(words: &Words, indent: &str) -> String {
    format!("{}\n{indent}{}", words.zh, words.en)
}

fn line(text: &mut String, head: &str, rest: &str) {
    let gap = if head.is_empty() { "" } else { "  " };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{head}{gap}{rest}");
}
