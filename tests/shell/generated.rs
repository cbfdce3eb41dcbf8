//! What is made from Rust's types and data: TypeScript types, recordings for the page's second backend, and the page of
//! result codes. `cargo xtask types` writes them (`NUMBERAUTH_WRITE=1`); without it they are compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use numberauth_cloud::microscope::SignatureReport;
use numberauth_lab::{
    About, Appearance, CommandError, Exported, Snapshot, StageAct, StagePicture, Update,
};
use numberauth_live::{
    Finding, Keep, LivePhone, LiveSnapshot, LiveTokens, LiveVerdict, OnlineChecks, ProfileProblem,
    TokenKind,
};
use numberauth_protocol::{CloudAction, Operation, Owner, SdkCall, Words, dictionary};
use numberauth_scenario::{
    AuthTokenReply, CaseReport, ConsentAudit, DeviceChoice, EvidenceFormat, LastRun, MatrixState,
    NumberReading, PhoneReply, RecordedText, Reproduction, ScenarioText, SeenConsent, ShelfItem,
    VerifyReply, WantedCode, WordingProblem,
};
use numberauth_sdk::SdkResult;
use ts_rs::{Config, TS};

use crate::recording;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Writes the files, or compares them with those that are there; no other file with `ending` may be in the folder.
fn settle(folder: &Path, ending: &str, made: &BTreeMap<String, String>) {
    let there: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| {
            entries
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .collect()
        })
        .unwrap_or_default();
    let stale = there
        .iter()
        .filter(|name| name.ends_with(ending) && !made.contains_key(*name));
    if std::env::var_os("NUMBERAUTH_WRITE").is_some() {
        std::fs::create_dir_all(folder).unwrap();
        stale.for_each(|name| std::fs::remove_file(folder.join(name)).unwrap());
        for (name, text) in made {
            std::fs::write(folder.join(name), text).unwrap();
        }
        return;
    }
    let stale: Vec<_> = stale.collect();
    assert!(
        stale.is_empty(),
        "{stale:?}: made from nothing any more: run cargo xtask types"
    );
    for (name, text) in made {
        let found = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            found == *text,
            "{name} is not what Rust makes: run cargo xtask types"
        );
    }
}

#[test]
fn generated_types() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new()
        .with_large_int("number")
        .with_out_dir(folder.path());
    Snapshot::export_all(&config).unwrap();
    Update::export_all(&config).unwrap();
    CommandError::export_all(&config).unwrap();
    StageAct::export_all(&config).unwrap();
    StagePicture::export_all(&config).unwrap();
    SignatureReport::export_all(&config).unwrap();
    SdkResult::export_all(&config).unwrap();
    SdkCall::export_all(&config).unwrap();
    CloudAction::export_all(&config).unwrap();
    AuthTokenReply::export_all(&config).unwrap();
    PhoneReply::export_all(&config).unwrap();
    VerifyReply::export_all(&config).unwrap();
    DeviceChoice::export_all(&config).unwrap();
    numberauth_lab::SettingsChange::export_all(&config).unwrap();
    NumberReading::export_all(&config).unwrap();
    ShelfItem::export_all(&config).unwrap();
    ScenarioText::export_all(&config).unwrap();
    LastRun::export_all(&config).unwrap();
    MatrixState::export_all(&config).unwrap();
    WantedCode::export_all(&config).unwrap();
    CaseReport::export_all(&config).unwrap();
    EvidenceFormat::export_all(&config).unwrap();
    RecordedText::export_all(&config).unwrap();
    Exported::export_all(&config).unwrap();
    About::export_all(&config).unwrap();
    Appearance::export_all(&config).unwrap();
    SeenConsent::export_all(&config).unwrap();
    ConsentAudit::export_all(&config).unwrap();
    WordingProblem::export_all(&config).unwrap();
    LiveSnapshot::export_all(&config).unwrap();
    LiveTokens::export_all(&config).unwrap();
    LivePhone::export_all(&config).unwrap();
    LiveVerdict::export_all(&config).unwrap();
    TokenKind::export_all(&config).unwrap();
    Keep::export_all(&config).unwrap();
    OnlineChecks::export_all(&config).unwrap();
    Finding::export_all(&config).unwrap();
    ProfileProblem::export_all(&config).unwrap();
    let files = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let made = files
        .filter(|path| path.is_file())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    settle(&root().join("ui/src/bindings"), ".ts", &made);
}

#[tokio::test(start_paused = true)]
async fn generated_recordings() {
    let mut made = BTreeMap::new();
    for recording in recording::all().await {
        let text = serde_json::to_string_pretty(&recording).unwrap();
        made.insert(format!("{}.json", recording.name), format!("{text}\n"));
    }
    settle(&root().join("ui/tests/fixtures"), ".json", &made);
}

fn both(words: &Words) -> String {
    format!("{}<br>{}", words.zh, words.en)
}

fn calls(calls: &[SdkCall]) -> String {
    calls
        .iter()
        .map(|call| format!("`{}`", Operation::Sdk(*call).name()))
        .collect::<Vec<_>>()
        .join(", ")
}

const HOW_TO_REPRODUCE: &str = "\
怎样复现：在窗口里打开“返回码”，选一个码，选原因、运营商和网络，按“复现”，码和证据就在旁边；“载入实验台”把同样的手机与条件摆好，由您自己在手机上做一遍。\
命令行里用每个码下面列出的名字，换成别的运营商或网络也行：`numberauth run matrix-600012-getloginmaskphone-ct-wifi --html proof.html`。

To reproduce a code: open Result codes in the window, choose a code, a cause, a carrier and a network, and press Reproduce: the code comes with its
proof. Load into the lab lays out the same phone and conditions, so that you do it by hand. On the command line take a name that stands under
the code, or the same on another carrier or network: `numberauth run matrix-600012-getloginmaskphone-ct-wifi --html proof.html`.

";

#[test]
fn the_window_calls_each_owner_as_the_command_line_and_the_docs_do() {
    let messages = |language: &str| -> serde_json::Value {
        let path = root().join(format!("ui/src/messages/{language}.json"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let (zh, en) = (messages("zh"), messages("en"));
    let owners = [
        Owner::Nobody,
        Owner::User,
        Owner::Page,
        Owner::Server,
        Owner::Alibaba,
        Owner::Carrier,
    ];
    for owner in owners {
        let name = serde_json::to_value(owner).unwrap();
        let name = name.as_str().unwrap();
        let words = owner.words();
        assert_eq!(
            (&zh["owner"][name], &en["owner"][name]),
            (&words.zh.into(), &words.en.into()),
            "{name}"
        );
    }
    assert_eq!(zh["owner"].as_object().unwrap().len(), owners.len());
}

#[test]
fn generated_page_of_result_codes() {
    let dictionary = dictionary();
    let mut page = String::from("# 返回码 · Result codes\n\n");
    page.push_str("<!-- Made by `cargo xtask types` from src-tauri/crates/protocol/data/result-codes.json. Do not edit. -->\n\n");
    writeln!(
        page,
        "{}\n\n{}\n",
        dictionary.source.zh, dictionary.source.en
    )
    .unwrap();
    page.push_str(HOW_TO_REPRODUCE);
    for entry in &dictionary.codes {
        writeln!(page, "## {} {}\n", entry.code, entry.msg).unwrap();
        let mut row = |name: &str, text: String| writeln!(page, "| {name} | {text} |").unwrap();
        row("", String::new());
        row("---", "---".to_owned());
        row("含义 · Meaning", both(&entry.meaning));
        row("原因 · Cause", both(&entry.cause));
        row("谁来处理 · Who fixes it", both(&entry.owners_in_words()));
        row("处理 · What to do", both(&entry.fix));
        row("出自 · Given by", calls(&entry.calls));
        if let Some(impossible) = &entry.impossible {
            row(
                "不会出自 · Never by",
                format!(
                    "{}<br>{}",
                    calls(&impossible.calls),
                    both(&impossible.reason)
                ),
            );
        }
        if let Some(sibling) = &entry.sibling {
            row("姊妹版中 · In the sibling edition", both(sibling));
        }
        let carrier_codes: Vec<_> = dictionary
            .leading_to(entry.code)
            .map(|code| format!("`{} {}`", code.carrier, code.code))
            .collect();
        if !carrier_codes.is_empty() {
            let codes = carrier_codes.join(", ");
            row("运营商自己的码 · The carriers' own codes", codes);
        }
        page.push_str("\n复现 · Reproduce:\n\n");
        for way in Reproduction::ways_to(entry.code) {
            let (id, words) = (way.scenario().scenario.id, &way.cause().words);
            writeln!(page, "- `numberauth run {id}` {}<br>{}", words.zh, words.en).unwrap();
        }
        page.push('\n');
    }
    page.push_str("## 只见于姊妹版 · In the sibling edition only\n\n| 码 · Code | 含义 · Meaning | 为什么这里没有 · Why it cannot come here |\n| --- | --- | --- |\n");
    for code in &dictionary.sibling_only {
        let (meaning, absent) = (both(&code.meaning), both(&code.absent));
        writeln!(page, "| {} | {meaning} | {absent} |", code.code).unwrap();
    }
    page.push_str("\n## 运营商自己的码 · The carriers' own codes\n\n`content.code`\n\n| 码 · Code | 含义 · Meaning | 结果 · Leads to |\n| --- | --- | --- |\n");
    for code in &dictionary.carrier_codes {
        let gives: Vec<_> = code.gives.iter().map(ToString::to_string).collect();
        writeln!(
            page,
            "| {} {} | {} | {} |",
            code.carrier,
            code.code,
            both(&code.meaning),
            gives.join(", ")
        )
        .unwrap();
    }
    settle(
        &root().join("docs"),
        "result-codes.md",
        &BTreeMap::from([("result-codes.md".to_owned(), page)]),
    );
}
