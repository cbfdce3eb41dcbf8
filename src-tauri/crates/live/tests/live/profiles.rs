//! Profiles: what is typed, and the file.

use std::fs;

use numberauth_live::{
    Keep, LiveDesk, LiveErrorCode, LiveNotice, LiveProfile, ProfileDraft, ProfileField,
    ProfileProblem, ProfileStore, Proxies, StoreError,
};
use proptest::prelude::*;

use crate::fixtures::{NAME, bench, draft};

const FILE: &str = "live-profiles.json";

fn good() -> ProfileDraft {
    ProfileDraft {
        endpoint: None,
        ..draft("")
    }
}

fn with(change: impl FnOnce(&mut ProfileDraft)) -> ProfileDraft {
    let mut draft = good();
    change(&mut draft);
    draft
}

#[test]
fn what_was_typed_is_trimmed_and_the_endpoint_filled_in() {
    let profile = LiveProfile::parse(&with(|draft| {
        draft.name = "  Shop  ".into();
        draft.access_key_id = " LTAI1\n".into();
        draft.endpoint = Some("  ".into());
    }))
    .unwrap();
    assert_eq!((profile.name(), profile.access_key_id()), ("Shop", "LTAI1"));
    assert_eq!(profile.endpoint().authority(), "dypnsapi.aliyuncs.com");
    assert!(profile.endpoint().is_default());
    assert_eq!(profile.draft().endpoint, None);
    for (typed, authority) in [
        ("DYPNSAPI.aliyuncs.com:443", "dypnsapi.aliyuncs.com"),
        (
            "dypnsapi.cn-hangzhou.aliyuncs.com",
            "dypnsapi.cn-hangzhou.aliyuncs.com",
        ),
        ("localhost:8443", "localhost:8443"),
        ("127.0.0.1:1", "127.0.0.1:1"),
        ("[::1]:8443", "[::1]:8443"),
    ] {
        let profile = LiveProfile::parse(&with(|draft| draft.endpoint = Some(typed.into())));
        assert_eq!(profile.unwrap().endpoint().authority(), authority);
    }
}

#[test]
fn what_the_real_cloud_would_take_is_left_to_the_doctor() {
    for (url, origin) in [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example/"),
        ("http://a.example:8080/h5/", "https://b.example"),
    ] {
        let profile = LiveProfile::parse(&with(|draft| {
            draft.page_url = url.into();
            draft.origin = origin.into();
        }))
        .unwrap();
        assert_eq!((profile.page_url(), profile.origin()), (url, origin));
    }
}

type Set = fn(&mut ProfileDraft, &str);
type Impossible = (ProfileField, Set, &'static str, ProfileProblem);

fn impossible_names_and_codes() -> Vec<Impossible> {
    use ProfileField as Field;
    use ProfileProblem as Problem;
    let name: Set = |draft, text| draft.name = text.into();
    let key: Set = |draft, text| draft.access_key_id = text.into();
    let scene: Set = |draft, text| draft.scene_code = text.into();
    let long = |length: usize| &*"x".repeat(length).leak();
    vec![
        (Field::Name, name, " ", Problem::Empty),
        (Field::Name, name, long(61), Problem::TooLong { most: 60 }),
        (Field::Name, name, "a\u{202e}b", Problem::HiddenCharacter),
        (Field::AccessKeyId, key, "", Problem::Empty),
        (Field::AccessKeyId, key, "LT AI", Problem::Space),
        (
            Field::AccessKeyId,
            key,
            long(129),
            Problem::TooLong { most: 128 },
        ),
        (Field::SceneCode, scene, "FC1\n00", Problem::HiddenCharacter),
    ]
}

fn impossible_addresses() -> Vec<Impossible> {
    use ProfileField as Field;
    use ProfileProblem as Problem;
    let url: Set = |draft, text| draft.page_url = text.into();
    let origin: Set = |draft, text| draft.origin = text.into();
    vec![
        (Field::PageUrl, url, "a.example/", Problem::NotAnAddress),
        (
            Field::PageUrl,
            url,
            "ftp://a.example/",
            Problem::NotAnAddress,
        ),
        (Field::PageUrl, url, "https:///", Problem::NotAnAddress),
        (
            Field::PageUrl,
            url,
            "https://a.example/?b=c",
            Problem::Query,
        ),
        (Field::PageUrl, url, "https://a.example/#b", Problem::Query),
        (
            Field::Origin,
            origin,
            "https://me:pw@a.example",
            Problem::UserInfo,
        ),
        (Field::Origin, origin, "https://a.example:0", Problem::Port),
        (Field::Origin, origin, "null", Problem::NotAnAddress),
    ]
}

fn impossible_endpoints() -> Vec<Impossible> {
    use ProfileProblem as Problem;
    let endpoint: Set = |draft, text| draft.endpoint = Some(text.into());
    let cases = [
        ("http://a.example", Problem::Scheme),
        ("https://a.example", Problem::Scheme),
        ("//a.example", Problem::Scheme),
        ("a.example/", Problem::Path),
        ("a.example?b", Problem::Path),
        ("me@a.example", Problem::UserInfo),
        ("a.example:", Problem::Port),
        ("a.example:0", Problem::Port),
        ("a.example:65536", Problem::Port),
        ("a.example:+1", Problem::Port),
        ("a..example", Problem::NotAHost),
        ("[::1", Problem::NotAHost),
        ("例子.test", Problem::NotAHost),
        ("a b", Problem::Space),
    ];
    cases
        .map(|(text, problem)| (ProfileField::Endpoint, endpoint, text, problem))
        .into()
}

#[test]
fn what_cannot_be_is_refused_by_its_field() {
    let cases = [
        impossible_names_and_codes(),
        impossible_addresses(),
        impossible_endpoints(),
    ];
    for (field, set, text, problem) in cases.concat() {
        let error = LiveProfile::parse(&with(|draft| set(draft, text))).unwrap_err();
        assert_eq!((error.field, error.problem), (field, problem), "{text:?}");
        // A secret may have been pasted there: only the field is named.
        let told = error.to_string();
        assert!(text.len() < 9 || !told.contains(text.trim()), "{told}");
    }
}

#[test]
fn profiles_are_kept_by_name_and_the_file_holds_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("not there yet");
    let store = ProfileStore::open(&inner).unwrap();
    assert!(store.list().is_empty() && !inner.exists());
    let profile = |name: &str| LiveProfile::parse(&with(|draft| draft.name = name.into())).unwrap();
    store.save(&profile("b"), None).unwrap();
    store.save(&profile("a"), None).unwrap();
    assert!(matches!(
        store.save(&profile("a"), None),
        Err(StoreError::NameTaken)
    ));
    assert!(matches!(
        store.save(&profile("a"), Some("b")),
        Err(StoreError::NameTaken)
    ));
    assert!(matches!(
        store.save(&profile("c"), Some("nobody")),
        Err(StoreError::NoSuchProfile)
    ));
    store.save(&profile("c"), Some("b")).unwrap();
    assert!(matches!(store.delete("b"), Err(StoreError::NoSuchProfile)));
    let names = |store: &ProfileStore| {
        let profiles = store.list();
        profiles
            .iter()
            .map(|profile| profile.name().to_owned())
            .collect::<Vec<_>>()
    };
    let again = ProfileStore::open(&inner).unwrap();
    assert_eq!(names(&again), ["a", "c"]);
    assert_eq!(again.get("a").unwrap(), profile("a"));
    again.delete("a").unwrap();
    assert_eq!(names(&ProfileStore::open(&inner).unwrap()), ["c"]);
    let text = fs::read_to_string(inner.join(FILE)).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema_version"], 1);
    let mut fields: Vec<_> = value["profiles"][0].as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "access_key_id",
            "endpoint",
            "name",
            "origin",
            "page_url",
            "scene_code",
            "sts"
        ]
    );
    // Nothing half-written stays behind.
    assert_eq!(fs::read_dir(&inner).unwrap().count(), 1);
}

#[test]
fn a_broken_file_is_set_aside_never_overwritten() {
    let broken = [
        "",
        "{",
        "[]",
        "null",
        "\u{0}\u{0}",
        r#"{"schema_version":1}"#,
        r#"{"schema_version":1,"profiles":{}}"#,
        r#"{"schema_version":null,"profiles":[]}"#,
    ];
    for text in broken {
        let folder = tempfile::tempdir().unwrap();
        for n in 1..=2 {
            fs::write(folder.path().join(FILE), text).unwrap();
            let desk = LiveDesk::open(folder.path()).unwrap();
            let aside = format!("live-profiles.broken-{n}.json");
            assert_eq!(
                desk.notices(),
                [LiveNotice::ProfilesSetAside {
                    file: aside.clone(),
                    kept: 0
                }],
                "{text:?}"
            );
            assert_eq!(fs::read_to_string(folder.path().join(aside)).unwrap(), text);
            assert!(!folder.path().join(FILE).exists());
        }
    }
}

#[test]
fn what_can_be_read_of_a_broken_file_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut value =
        serde_json::json!({"schema_version": 1, "profiles": [good(), good(), {"name": "x"}]});
    value["profiles"][1]["scene_code"] = 7.into();
    value["profiles"][1]["name"] = "by hand".into();
    fs::write(folder.path().join(FILE), value.to_string()).unwrap();
    let desk = LiveDesk::open(folder.path()).unwrap();
    assert_eq!(desk.profiles().len(), 1);
    assert!(matches!(
        &desk.notices()[..],
        [LiveNotice::ProfilesSetAside { kept: 1, .. }]
    ));
    // What is kept is written again, and read without a word.
    let again = LiveDesk::open(folder.path()).unwrap();
    assert_eq!((again.profiles().len(), again.notices().len()), (1, 0));
}

#[test]
fn a_file_that_an_editor_has_put_a_byte_order_mark_before_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let text = serde_json::json!({"schema_version": 1, "profiles": [good()]}).to_string();
    let file = folder.path().join(FILE);
    fs::write(&file, format!("\u{feff}{text}")).unwrap();
    let desk = LiveDesk::open(folder.path()).unwrap();
    assert_eq!((desk.profiles().len(), desk.notices().len()), (1, 0));
    // A newer program's is known by its form all the same.
    fs::write(&file, "\u{feff}{\"schema_version\": 2}").unwrap();
    let error = LiveDesk::open(folder.path()).unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::ProfilesUnreadable);
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[test]
fn a_newer_programs_file_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    for version in [
        "2",
        "0",
        "-1",
        "1.5",
        "18446744073709551616",
        r#""1""#,
        r#""two""#,
    ] {
        let text = format!(r#"{{"schema_version": {version}, "vaults": []}}"#);
        fs::write(folder.path().join(FILE), &text).unwrap();
        let error = LiveDesk::open(folder.path()).unwrap_err();
        assert_eq!(error.code(), LiveErrorCode::ProfilesUnreadable, "{version}");
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), text);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn fields_that_are_not_known_are_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let mut value =
        serde_json::json!({"schema_version": 1, "profiles": [good()], "colour": "blue"});
    value["profiles"][0]["colour"] = "red".into();
    let text = value.to_string();
    fs::write(folder.path().join(FILE), &text).unwrap();
    let desk = LiveDesk::open(folder.path()).unwrap();
    assert_eq!((desk.profiles().len(), desk.notices().len()), (1, 0));
    assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), text);
}

#[test]
fn a_store_that_only_reads_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        serde_json::json!({"schema_version": 1, "profiles": [good(), {"name": "x"}]}).to_string();
    fs::write(folder.path().join(FILE), &text).unwrap();
    let desk = LiveDesk::open_to_read(folder.path()).unwrap();
    assert_eq!(
        desk.notices(),
        [LiveNotice::ProfilesSetAside {
            file: FILE.into(),
            kept: 1
        }]
    );
    let store = ProfileStore::open_to_read(folder.path()).unwrap();
    let profile = store.list().remove(0);
    for error in [
        store.save(&profile, Some(profile.name())).unwrap_err(),
        store.delete(profile.name()).unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::NotSaved { .. }), "{error}");
    }
    assert_eq!(store.list(), [profile]);
    assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), text);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_cannot_be_written_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("in the way");
    fs::write(&file, "").unwrap();
    // The folder's name is a file's: nothing can be made in it.
    let store = ProfileStore::open(&file);
    let error = match store {
        Ok(store) => store
            .save(&LiveProfile::parse(&good()).unwrap(), None)
            .unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(
        error,
        StoreError::NotSaved { .. } | StoreError::Unreadable { .. }
    ));
}

#[test]
fn the_folder_is_the_desktop_programs() {
    let config = include_str!("../../../../../tauri.conf.json");
    let config: serde_json::Value = serde_json::from_str(config).unwrap();
    let folder = numberauth_live::default_folder().unwrap();
    assert_eq!(
        folder.file_name().unwrap().to_str(),
        config["identifier"].as_str()
    );
}

#[tokio::test]
async fn a_secret_goes_with_the_last_profile_of_its_key() {
    let bench = bench(&[], Proxies::none());
    let desk = &bench.desk;
    bench.enter(&draft("a.example")).await;
    let mut second = draft("b.example");
    second.name = "second".into();
    desk.save_profile(&second, None).await.unwrap();
    desk.delete_profile(NAME).await.unwrap();
    assert_eq!(bench.keychain.accounts().len(), 1, "the second needs it");
    second.access_key_id = "another".into();
    desk.save_profile(&second, Some("second")).await.unwrap();
    assert!(bench.keychain.accounts().is_empty());
    desk.put_secret("second", "s".into(), None, Keep::Keychain)
        .await
        .unwrap();
    assert_eq!(bench.keychain.accounts(), ["another"]);
    desk.delete_profile("second").await.unwrap();
    assert!(bench.keychain.accounts().is_empty());
    let error = desk.delete_profile("second").await.unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::NoSuchProfile);
}

proptest! {
    #[test]
    fn any_text_is_a_profile_or_says_why(text in "\\PC{0,40}", endpoint in "[a-zA-Z0-9:/@.\\[\\]-]{0,30}") {
        for draft in [
            with(|draft| draft.page_url = format!("https://{text}/")),
            with(|draft| draft.origin.clone_from(&text)),
            with(|draft| draft.name.clone_from(&text)),
            with(|draft| draft.endpoint = Some(endpoint.clone())),
        ] {
            if let Ok(profile) = LiveProfile::parse(&draft) {
                // What is kept is read the same.
                prop_assert_eq!(LiveProfile::parse(profile.draft()).unwrap(), profile);
            }
        }
    }
}
