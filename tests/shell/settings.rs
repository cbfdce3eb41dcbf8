//! The settings file over IPC: an older one, a newer one, a corrupt one, and a folder that cannot be written.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::window::Program;

/// A program that finds this settings file.
fn opened(file: &str) -> Program {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("settings.json"), file).unwrap();
    Program::start_in(folder)
}

fn restarted(program: Program) -> Program {
    let Program { app, folder, .. } = program;
    // As the end of the program does.
    numberauth_lab::write_settings(&app);
    drop(app);
    Program::start_in(folder)
}

/// The settings, and what the person is told.
fn told(program: &Program) -> (Value, Value) {
    let mut snapshot = program.invoke("plugin:feed|snapshot", json!({})).unwrap();
    (snapshot["settings"].take(), snapshot["notices"].take())
}

/// Changes one setting as the page does.
fn save(program: &Program, name: &str, value: &Value) {
    program
        .invoke("plugin:settings|save", json!({"change": {name: value}}))
        .unwrap();
}

/// What the settings file and its backup say.
fn files(folder: &TempDir) -> [Value; 2] {
    ["settings.json", "settings.backup.json"].map(|name| {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    })
}

/// A file that an earlier program wrote, or that a later one might.
fn frozen(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/src/settings/frozen");
    std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap()
}

#[test]
fn an_older_file_is_taken_whole_and_written_on_with_what_is_new() {
    let older = frozen("before-wording");
    let program = opened(&older);
    let (settings, notices) = told(&program);
    assert_eq!(notices, json!([]));
    assert_eq!(
        (&settings["theme"], &settings["timeouts"]["getLoginToken"]),
        (&json!("contrast"), &json!(7.5))
    );
    save(&program, "theme", &json!("dark"));
    let mut wanted: Value = serde_json::from_str(&older).unwrap();
    wanted["theme"] = json!("dark");
    wanted["wording"] = json!({"zh": null, "en": null});
    wanted["stage_theme"] = json!("light");
    for says in files(&program.folder) {
        assert_eq!(says, wanted);
    }
    assert_eq!(told(&restarted(program)).1, json!([]));
}

#[test]
fn a_newer_file_is_told_and_keeps_what_this_program_does_not_know() {
    let newer = frozen("newer");
    let program = opened(&newer);
    let (settings, notices) = told(&program);
    let in_words = json!([
        {"kind": "settings_newer", "form": 7, "fields": ["device.model", "sound"]},
        {"kind": "settings_fields_reset", "fields": ["device.network", "theme", "wording.zh"]},
    ]);
    assert_eq!(notices, in_words);
    assert_eq!(
        (&settings["language"], &settings["theme"]),
        (&json!("en"), &json!("system"))
    );
    // Whatever is changed here: one by the page, one by a control of the lab.
    save(&program, "language", &json!("zh"));
    let choice = json!({"choice": {"carrier": "CM", "network": "cellular"}});
    program.invoke("plugin:lab|set_device", choice).unwrap();
    numberauth_lab::write_settings(&program.app);
    let mut wanted: Value = serde_json::from_str(&newer).unwrap();
    wanted["language"] = json!("zh");
    wanted["device"]["carrier"] = json!("CM");
    wanted["stage_theme"] = json!("light");
    for says in files(&program.folder) {
        assert_eq!(says, wanted);
    }
    let again = restarted(program);
    let (settings, notices) = told(&again);
    assert_eq!(notices, in_words);
    assert_eq!(settings["language"], "zh");
    // What is chosen here is what the file says from then on.
    save(&again, "theme", &json!("dark"));
    let [says, _] = files(&again.folder);
    assert_eq!(
        (&says["theme"], &says["sound"]["volume"]),
        (&json!("dark"), &json!(5))
    );
}

#[test]
fn a_file_with_a_byte_order_mark_is_read_in_silence_and_saved_without_it() {
    let program = opened("\u{feff}{\"theme\": \"dark\", \"sound\": 5, \"language\": \"en\"}");
    let (settings, notices) = told(&program);
    assert_eq!(settings["theme"], "dark");
    assert_eq!(
        notices,
        json!([{"kind": "settings_newer", "form": null, "fields": ["sound"]}])
    );
    save(&program, "theme", &json!("light"));
    for says in files(&restarted(program).folder) {
        assert_eq!(
            (&says["theme"], &says["language"], &says["sound"]),
            (&json!("light"), &json!("en"), &json!(5))
        );
    }
}

#[test]
fn a_corrupt_file_is_set_aside_whole_and_told_with_its_place() {
    let broken = "{\"theme\": \"da";
    let program = opened(broken);
    let (settings, notices) = told(&program);
    let aside = program.folder.path().join("settings.broken-1.json");
    assert_eq!(
        notices,
        json!([{"kind": "settings_set_aside", "file": aside}])
    );
    assert_eq!(std::fs::read_to_string(&aside).unwrap(), broken);
    assert_eq!(settings["theme"], "system");
    // The next start has nothing to tell, and what was set aside is still there.
    save(&program, "theme", &json!("dark"));
    let again = restarted(program);
    let (settings, notices) = told(&again);
    assert_eq!((&settings["theme"], notices), (&json!("dark"), json!([])));
    assert_eq!(std::fs::read_to_string(&aside).unwrap(), broken);
}

#[test]
fn settings_survive_a_restart_without_the_number() {
    let program = Program::start();
    let (settings, _) = told(&program);
    let mut timeouts = settings["timeouts"].clone();
    timeouts["getLoginToken"] = json!(7.5);
    save(&program, "theme", &json!("dark"));
    save(&program, "timeouts", &timeouts);
    let choice = json!({"choice": {"carrier": "CT", "network": "wifi", "number": "13800777123"}});
    program.invoke("plugin:lab|set_device", choice).unwrap();
    numberauth_lab::write_settings(&program.app);
    for file in std::fs::read_dir(program.folder.path()).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(
            !text.contains("13800777123") && !text.contains("0777"),
            "{text}"
        );
    }
    let again = restarted(program);
    let snapshot = again.invoke("plugin:feed|snapshot", json!({})).unwrap();
    assert_eq!(snapshot["settings"]["theme"], "dark");
    assert_eq!(snapshot["settings"]["timeouts"]["getLoginToken"], 7.5);
    assert_eq!(snapshot["simulation"]["device"]["carrier"], "CT");
    assert_eq!(snapshot["simulation"]["connection"], "wifi");
    assert_eq!(snapshot["notices"], json!([]));
}

#[test]
fn settings_that_cannot_be_are_refused_and_those_before_stay() {
    let program = Program::start();
    let (before, _) = told(&program);
    let mut timeouts = before["timeouts"].clone();
    timeouts["getLoginToken"] = json!(0);
    let change = json!({"change": {"timeouts": timeouts, "theme": "dark"}});
    let error = program.invoke("plugin:settings|save", change).unwrap_err();
    assert_eq!(error["code"], "invalid_value");
    assert_eq!(told(&program).0, before);
    // What has a command of its own is not changed by this one.
    for other in [
        json!({"device": before["device"]}),
        json!({"scenario": null}),
        json!({"wording": {}}),
    ] {
        let refused = program.invoke("plugin:settings|save", json!({"change": other}));
        assert!(refused.is_err(), "{other}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_leaves_the_settings_for_this_run() {
    let folder = tempfile::tempdir().unwrap();
    // A file where the folder should be: not even root can write into it.
    let blocked = folder.path().join("blocked");
    std::fs::write(&blocked, "").unwrap();
    let options = numberauth_lab::Options {
        data_dir: Some(blocked.clone()),
        ..Default::default()
    };
    let app = numberauth_lab::builder(tauri::test::mock_builder(), options)
        .build(numberauth_lab::context())
        .unwrap();
    let program = Program {
        app,
        folder,
        opened: std::sync::Arc::default(),
        dialog: crate::window::Dialog::default(),
        told: crate::window::Told::default(),
        quits: std::sync::Arc::default(),
        live: crate::window::LiveParts::default(),
    };
    let snapshot = program.invoke("plugin:feed|snapshot", json!({})).unwrap();
    assert_eq!(snapshot["notices"][0]["kind"], "settings_not_saved");
    let change = json!({"change": {"theme": "dark"}});
    let error = program.invoke("plugin:settings|save", change).unwrap_err();
    assert_eq!(error["code"], "not_saved");
    let (settings, notices) = told(&program);
    assert_eq!(settings["theme"], "dark");
    assert_eq!(notices, snapshot["notices"], "it is told once");

    // As soon as there is room, all that was chosen in this run is kept.
    std::fs::remove_file(&blocked).unwrap();
    std::fs::create_dir(&blocked).unwrap();
    let change = json!({"change": {"language": "zh"}});
    program.invoke("plugin:settings|save", change).unwrap();
    let kept = std::fs::read(blocked.join("settings.json")).unwrap();
    let kept: Value = serde_json::from_slice(&kept).unwrap();
    assert_eq!(
        (&kept["theme"], &kept["language"]),
        (&json!("dark"), &json!("zh"))
    );
}
