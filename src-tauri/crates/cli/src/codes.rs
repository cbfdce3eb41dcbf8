use std::fmt::Write as _;

use clap::Args;
use numberauth_protocol::{CarrierCode, CodeEntry, Dictionary, SdkCall, Words, dictionary};
use numberauth_scenario::Reproduction;

/// What `numberauth codes` takes.
#[derive(Args)]
pub(crate) struct Options {
    /// Result codes, codes of the sibling edition or carriers' own codes; none: all there are.
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
    /// Print the dictionary as JSON.
    #[arg(long)]
    json: bool,
}

/// A code that nobody's table has.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is no result code, no code of the sibling edition and no carrier's own code that is known here; `numberauth codes` lists them all"
)]
pub(crate) struct UnknownCode(String);

/// The dictionary, or what it has of the codes asked for, for reading or as JSON.
///
/// # Errors
///
/// When a code is asked for that it has not.
pub(crate) fn run(Options { codes, json }: &Options) -> Result<String, UnknownCode> {
    let of_these;
    let dictionary = if codes.is_empty() {
        dictionary()
    } else {
        of_these = only(codes)?;
        &of_these
    };
    if !json {
        return Ok(text(dictionary));
    }
    // Plain strings and numbers always serialise.
    let text = serde_json::to_string_pretty(dictionary).unwrap_or_default();
    Ok(format!("{text}\n"))
}

/// What the dictionary has of these codes; a number that is several things is shown as each.
fn only(asked: &[String]) -> Result<Dictionary, UnknownCode> {
    let asks_for = |code: &str| asked.iter().any(|one| one == code);
    let mut found = dictionary().clone();
    found.codes.retain(|one| asks_for(&one.code.to_string()));
    found
        .sibling_only
        .retain(|one| asks_for(&one.code.to_string()));
    found
        .carrier_codes
        .retain(|one| asks_for(&one.code) || asks_for(&whole(one)));
    let known = |code: &str| {
        found.codes.iter().any(|one| one.code.to_string() == code)
            || found
                .sibling_only
                .iter()
                .any(|one| one.code.to_string() == code)
            || found
                .carrier_codes
                .iter()
                .any(|one| one.code == code || whole(one) == code)
    };
    match asked.iter().find(|code| !known(code)) {
        Some(unknown) => Err(UnknownCode(unknown.clone())),
        None => Ok(found),
    }
}

/// A carrier's code as the log shows it: `CM 104012`.
fn whole(code: &CarrierCode) -> String {
    format!("{} {}", code.carrier, code.code)
}

/// The dictionary for reading.
fn text(dictionary: &Dictionary) -> String {
    let mut text = String::new();
    for entry in &dictionary.codes {
        code(&mut text, entry);
    }
    if !dictionary.sibling_only.is_empty() {
        line(&mut text, "", "只见于姊妹版\nIn the sibling edition only");
    }
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
    if !dictionary.carrier_codes.is_empty() {
        line(
            &mut text,
            "",
            "\n运营商自己的码（content.code）\nThe carriers' own codes (content.code)",
        );
    }
    for code in &dictionary.carrier_codes {
        line(&mut text, &whole(code), &both(&code.meaning, "        "));
        let gives: Vec<_> = code.gives.iter().map(ToString::to_string).collect();
        fact(&mut text, "得到 gives", &gives.join(", "));
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
    let carrier_codes: Vec<_> = dictionary().leading_to(entry.code).map(whole).collect();
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
