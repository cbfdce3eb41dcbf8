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
    let calls = entry.calls.iter().copied().map(SdkCall::name);
    line(
        text,
        &entry.code.to_string(),
        &both(&entry.meaning, "        "),
    );
    for (name, words) in [("原因 cause", &entry.cause), ("处理 fix", &entry.fix)] {
        line(
            text,
            "",
            &format!("        {name}: {}", both(words, "          ")),
        );
    }
    line(
        text,
        "",
        &format!(
            "        谁 who: {}",
            both(&entry.owners_in_words(), "          ")
        ),
    );
    line(
        text,
        "",
        &format!(
            "        出自 from: {}",
            calls.collect::<Vec<_>>().join(", ")
        ),
    );
    if let Some(sibling) = &entry.sibling {
        line(
            text,
            "",
            &format!(
                "        姊妹版 sibling edition: {}",
                both(sibling, "          ")
            ),
        );
    }
    if let Some(impossible) = &entry.impossible {
        let calls = impossible.calls.iter().copied().map(SdkCall::name);
        let calls = calls.collect::<Vec<_>>().join(", ");
        let reason = both(&impossible.reason, "          ");
        line(
            text,
            "",
            &format!("        不会出自 never by: {calls}: {reason}"),
        );
    }
    let carrier_codes: Vec<_> = dictionary()
        .leading_to(entry.code)
        .map(|code| format!("{} {}", code.carrier, code.code))
        .collect();
    if !carrier_codes.is_empty() {
        let codes = carrier_codes.join(", ");
        line(text, "", &format!("        运营商 carrier: {codes}"));
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

fn both(words: &Words, indent: &str) -> String {
    format!("{}\n{indent}{}", words.zh, words.en)
}

fn line(text: &mut String, head: &str, rest: &str) {
    let gap = if head.is_empty() { "" } else { "  " };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{head}{gap}{rest}");
}
