//! Files that a page takes for granted: what its reader has already, or was told about on another page.

/// A scenario whose expectations are wrong on purpose.
const WRONG: &str = r#"{
  "schema_version": 1,
  "id": "wrong",
  "title": { "zh": "测试", "en": "A test" },
  "about": { "zh": "期望是错的。", "en": "What is expected is wrong." },
  "tags": ["login"],
  "device": { "carrier": "CM", "network": "cellular" },
  "steps": [
    { "GetAuthToken": { "flow": "login" } },
    { "checkLoginAvailable": { "expect": { "code": 600025 } } },
    { "getLoginMaskPhone": {} },
    { "getLoginToken": {} },
    { "GetPhoneWithToken": {} }
  ],
  "outcome": "signed_in"
}
"#;

/// One with a slip of the pen: `expects`.
const BROKEN: &str = r#"{
  "schema_version": 1,
  "id": "broken",
  "title": { "zh": "测试", "en": "A test" },
  "about": { "zh": "有一个笔误。", "en": "It has a slip of the pen." },
  "tags": ["login"],
  "device": { "carrier": "CM", "network": "cellular" },
  "steps": [
    { "GetAuthToken": { "flow": "login" } },
    { "checkLoginAvailable": { "expects": { "code": 600025 } } }
  ]
}
"#;

/// A scenario that passes.
const MINE: &str = include_str!("../../../src-tauri/crates/scenario/scenarios/cm-login.json");

/// What a program logged of the real cloud's refusal; number and token are made up.
const ANSWER: &str = r#"ERROR c.example.Login - Error: SignatureDoesNotMatch code: 400, {"RequestId":"A57FBFD7-FC9A-54FE-A876-4D5E19577186","Message":"Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3DMadeUpId%26Action%3DVerifyPhoneWithToken%26Format%3DJSON%26PhoneNumber%3D13800131234%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3Dn%26SignatureVersion%3D1.0%26SpToken%3DMadeUpTokenMadeUpToken~%252A%26Timestamp%3D2026-01-01T00%253A00%253A00Z%26Version%3D2017-05-25","HostId":"dypnsapi.aliyuncs.com","Code":"SignatureDoesNotMatch"}"#;

/// What the same program signed: `~` encoded.
const CLIENT: &str = "POST&%2F&AccessKeyId%3DMadeUpId%26Action%3DVerifyPhoneWithToken%26Format%3DJSON%26PhoneNumber%3D13800131234%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3Dn%26SignatureVersion%3D1.0%26SpToken%3DMadeUpTokenMadeUpToken%257E%252A%26Timestamp%3D2026-01-01T00%253A00%253A00Z%26Version%3D2017-05-25\n";

/// The files of a page: those of any page, and its own.
pub(crate) fn of(page: &str) -> Vec<(&'static str, &'static str)> {
    let mut files = vec![
        ("ours/wrong.json", WRONG),
        ("mine.json", MINE),
        ("answer.txt", ANSWER),
        ("mine.txt", CLIENT),
    ];
    if page == "CONTRIBUTING.md" {
        // The checkout's own folder, for a new scenario.
        files.push(("src-tauri/crates/scenario/scenarios/cm-login.json", MINE));
    }
    if ["docs/command-line.md", "docs/scenarios.md"].contains(&page) {
        files.push(("ours/broken.json", BROKEN));
    }
    files
}
