//! Scenarios and their runs over IPC, as the page would ask, and what nonsense gets.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::window::Program;

/// A shipped scenario that every program has.
const SHIPPED: &str = "cm-login";

fn ask(program: &Program, command: &str, body: Value) -> Result<Value, Value> {
    program.invoke(&format!("plugin:{command}"), body)
}

fn text_of(program: &Program, id: &str) -> Value {
    ask(program, "scenarios|text", json!({ "id": id })).unwrap()
}

/// A shipped scenario's text under another id.
fn own_text(program: &Program, id: &str) -> String {
    let text = text_of(program, SHIPPED)["text"].clone();
    let mut scenario: Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
    scenario["id"] = json!(id);
    serde_json::to_string_pretty(&scenario).unwrap()
}

fn save(program: &Program, text: &str, replaces: Option<&str>) -> Result<Value, Value> {
    ask(
        program,
        "scenarios|write",
        json!({ "text": text, "replaces": replaces }),
    )
}

fn item(program: &Program, id: &str) -> Value {
    let list = ask(program, "scenarios|list", json!({})).unwrap();
    let found = list
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["id"] == id);
    found.cloned().unwrap_or_default()
}

/// Waits for the end of the run, and answers its state.
fn end_of_run(program: &Program) -> Value {
    let end = Instant::now() + Duration::from_mins(1);
    loop {
        let snapshot = ask(program, "feed|snapshot", json!({})).unwrap();
        if snapshot["run"]["running"] == false {
            return snapshot["run"].clone();
        }
        assert!(
            Instant::now() < end,
            "the run does not end: {}",
            snapshot["run"]
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_scenario_is_saved_listed_run_and_deleted() {
    let program = Program::start();
    let text = own_text(&program, "mine");
    let saved = save(&program, &text, None).unwrap();
    assert_eq!(
        (&saved["id"], &saved["source"]),
        (&json!("mine"), &json!("own"))
    );
    let file = program.folder.path().join("scenarios/mine.json");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    assert_eq!(text_of(&program, "mine")["text"], text);
    assert_eq!(item(&program, "mine")["problems"], json!([]));

    ask(&program, "runs|run", json!({"ids": ["mine", SHIPPED]})).unwrap();
    let state = end_of_run(&program);
    assert_eq!(
        (&state["done"], &state["partial"]),
        (&json!(2), &json!(false))
    );
    let last = ask(&program, "runs|last", json!({"kind": "run"})).unwrap();
    let verdicts: Vec<_> = last["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| {
            (
                case["id"].as_str().unwrap(),
                case["verdict"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(verdicts, [("mine", "passed"), (SHIPPED, "passed")]);
    let case = ask(&program, "runs|case", json!({"kind": "run", "id": "mine"})).unwrap();
    assert_eq!(case["outcome"], "signed_in");
    assert!(case["steps"].as_array().unwrap().len() > 4);
    assert!(!case["journal"].as_array().unwrap().is_empty());

    ask(&program, "scenarios|delete", json!({"id": "mine"})).unwrap();
    assert!(!file.exists());
    let again = ask(&program, "scenarios|delete", json!({"id": "mine"}));
    assert_eq!(again.unwrap_err()["code"], "no_such_scenario");
}

#[test]
fn no_file_is_overwritten_in_silence_and_none_that_is_shipped_is_changed() {
    let program = Program::start();
    let shipped = text_of(&program, SHIPPED);
    let over = save(&program, shipped["text"].as_str().unwrap(), None).unwrap_err();
    assert_eq!(over["code"], "scenario_shipped");
    let deleted = ask(&program, "scenarios|delete", json!({"id": SHIPPED}));
    assert_eq!(deleted.unwrap_err()["code"], "scenario_shipped");

    let text = own_text(&program, "mine");
    let first = save(&program, &text, None).unwrap();
    let changed = format!("{text}\n");
    assert_eq!(
        save(&program, &changed, None).unwrap_err()["code"],
        "scenario_exists"
    );
    assert_eq!(
        save(&program, &changed, Some("another")).unwrap_err()["code"],
        "scenario_exists"
    );
    save(&program, &changed, first["sha256"].as_str()).unwrap();
    // What was opened before is not what is there now.
    assert_eq!(
        save(&program, &text, first["sha256"].as_str()).unwrap_err()["code"],
        "scenario_exists"
    );
    assert_eq!(text_of(&program, "mine")["text"], changed);
}

#[test]
fn a_text_that_is_no_scenario_is_told_with_its_place_and_not_saved() {
    let program = Program::start();
    let good = own_text(&program, "mine");
    let misspelt = good.replace("\"outcome\"", "\"outcom\"");
    let line = misspelt
        .lines()
        .position(|line| line.contains("outcom\""))
        .unwrap()
        + 1;
    let problems = ask(&program, "scenarios|check", json!({ "text": misspelt })).unwrap();
    let there = problems
        .as_array()
        .unwrap()
        .iter()
        .find(|problem| problem["line"] == line)
        .unwrap();
    for language in ["zh", "en"] {
        let message = there["message"][language].as_str().unwrap();
        assert!(message.contains("outcom"), "{message}");
    }
    assert_eq!(
        ask(&program, "scenarios|check", json!({ "text": good })).unwrap(),
        json!([])
    );
    let huge = "x".repeat(3_000_000);
    for text in [
        "",
        "{",
        "null",
        "[]",
        "\u{0}",
        misspelt.as_str(),
        huge.as_str(),
    ] {
        let problems = ask(&program, "scenarios|check", json!({ "text": text })).unwrap();
        assert!(!problems.as_array().unwrap().is_empty(), "{text:.20}");
        let error = save(&program, text, None).unwrap_err();
        assert_eq!(error["code"], "scenario_broken", "{text:.20}");
    }
    for id in [
        "../out", "a/b", "a\\b", "", ".", "A", "a--b", "-a", "a b", "ä",
    ] {
        let error = save(&program, &own_text(&program, id), None).unwrap_err();
        assert_eq!(error["code"], "scenario_broken", "{id:?}");
    }
    let long = own_text(&program, &"a".repeat(65));
    assert_eq!(
        save(&program, &long, None).unwrap_err()["code"],
        "scenario_broken"
    );
    assert!(!program.folder.path().join("scenarios").exists());
}

#[test]
fn ids_are_never_made_paths_of() {
    let program = Program::start();
    std::fs::write(program.folder.path().join("secret.json"), "{}").unwrap();
    std::fs::create_dir(program.folder.path().join("scenarios")).unwrap();
    for id in [
        "../secret",
        "..",
        "",
        "secret",
        "/etc/passwd",
        "cm-login.json",
    ] {
        for command in ["text", "delete", "load"] {
            let error = ask(
                &program,
                &format!("scenarios|{command}"),
                json!({ "id": id }),
            );
            assert_eq!(
                error.unwrap_err()["code"],
                "no_such_scenario",
                "{command} {id:?}"
            );
        }
        let error = ask(&program, "runs|run", json!({"ids": [SHIPPED, id]})).unwrap_err();
        assert_eq!(error["code"], "no_such_scenario", "{id:?}");
    }
    assert!(program.folder.path().join("secret.json").exists());
}

#[test]
fn a_broken_file_is_listed_with_its_problem_and_the_others_go_on() {
    let program = Program::start();
    let folder = program.folder.path().join("scenarios");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        folder.join("broken.json"),
        "{\n  \"schema_version\": one\n}",
    )
    .unwrap();
    std::fs::write(folder.join("latin.json"), [0xff, 0xfe, 0x00]).unwrap();
    std::fs::write(folder.join("other-name.json"), own_text(&program, "mine")).unwrap();
    std::fs::write(folder.join("notes.txt"), "no scenario").unwrap();
    std::fs::create_dir(folder.join("folder.json")).unwrap();
    assert_eq!(item(&program, "broken")["problems"][0]["line"], 2);
    for id in ["latin", "other-name", "folder"] {
        assert_eq!(
            item(&program, id)["problems"].as_array().unwrap().len(),
            1,
            "{id}"
        );
    }
    assert_eq!(item(&program, "notes"), Value::Null);
    assert_eq!(item(&program, SHIPPED)["problems"], json!([]));
    let error = ask(&program, "runs|run", json!({"ids": ["broken"]})).unwrap_err();
    assert_eq!(error["code"], "scenario_broken");
    assert_eq!(error["details"]["problems"][0]["line"], 2);
    // It can still be opened, to be mended.
    assert!(
        text_of(&program, "broken")["text"]
            .as_str()
            .unwrap()
            .contains("one")
    );
}

#[test]
fn a_file_that_is_named_as_a_shipped_scenario_is_listed_beside_it_and_opened_mended_and_deleted() {
    const REPRODUCTION: &str = "matrix-600012-getloginmaskphone-cu-wifi";
    let program = Program::start();
    let folder = program.folder.path().join("scenarios");
    std::fs::create_dir(&folder).unwrap();
    let shipped = text_of(&program, SHIPPED);
    let changed = format!("{}\n", shipped["text"].as_str().unwrap());
    for name in [SHIPPED, REPRODUCTION] {
        std::fs::write(
            folder.join(format!("{name}.json")),
            own_text(&program, name),
        )
        .unwrap();
    }
    std::fs::write(folder.join(format!("{SHIPPED}.json")), &changed).unwrap();
    // These are the nearest that another file's name can come to it.
    for name in [format!("{SHIPPED}.json"), format!("scenarios_{SHIPPED}")] {
        std::fs::write(folder.join(format!("{name}.json")), "{").unwrap();
    }

    let list = ask(&program, "scenarios|list", json!({})).unwrap();
    let ids = || list.as_array().unwrap().iter().map(|item| &item["id"]);
    let mut once: Vec<_> = ids().map(|id| id.as_str().unwrap()).collect();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids().count(), "an id that two of them have");

    for name in [SHIPPED, REPRODUCTION] {
        let item = item(&program, &format!("scenarios/{name}"));
        assert_eq!(item["source"], "own");
        assert_eq!(item["problems"][0]["file"], format!("{name}.json"));
        assert_eq!(
            item["problems"][0]["message"]["en"],
            "a scenario that comes with the program has this id: take another"
        );
    }
    assert_eq!(item(&program, SHIPPED)["problems"], json!([]));

    let own = format!("scenarios/{SHIPPED}");
    assert_eq!(text_of(&program, SHIPPED), shipped);
    let opened = text_of(&program, &own);
    assert_eq!(
        (&opened["id"], &opened["source"], &opened["text"]),
        (&json!(own), &json!("own"), &json!(changed))
    );
    for (command, body) in [
        ("scenarios|load", json!({ "id": own })),
        ("runs|run", json!({ "ids": [own] })),
    ] {
        let error = ask(&program, command, body).unwrap_err();
        assert_eq!(error["code"], "scenario_broken", "{command}");
    }
    let saved = save(
        &program,
        &own_text(&program, "mine"),
        opened["sha256"].as_str(),
    );
    assert_eq!(saved.unwrap()["id"], "mine");

    ask(&program, "scenarios|delete", json!({ "id": own })).unwrap();
    assert!(!folder.join(format!("{SHIPPED}.json")).exists());
    assert!(folder.join(format!("{SHIPPED}.json.json")).exists());
    assert_eq!(item(&program, &own), Value::Null);
    assert_eq!(text_of(&program, SHIPPED), shipped);
    let again = ask(&program, "scenarios|delete", json!({ "id": own }));
    assert_eq!(again.unwrap_err()["code"], "no_such_scenario");
    for id in ["scenarios/mine", "scenarios/../mine", "scenarios/"] {
        let error = ask(&program, "scenarios|delete", json!({ "id": id }));
        assert_eq!(error.unwrap_err()["code"], "no_such_scenario", "{id}");
    }
    assert!(folder.join("mine.json").exists());
}

#[test]
fn a_loaded_scenario_tells_what_was_touched_and_a_reset_brings_it_back() {
    let program = Program::start();
    let simulation = |reply: &Value| reply["scenario"].clone();
    let loaded = ask(&program, "scenarios|load", json!({ "id": SHIPPED })).unwrap();
    assert_eq!(simulation(&loaded)["id"], SHIPPED);
    assert_eq!(simulation(&loaded)["modified"], false);
    let choice = json!({"choice": {"carrier": "CT", "network": "wifi"}});
    let touched = ask(&program, "lab|set_device", choice).unwrap();
    assert_eq!(simulation(&touched)["modified"], true);
    let reset = ask(&program, "lab|reset", json!({})).unwrap();
    assert_eq!(simulation(&reset)["modified"], false);
    assert_eq!(
        (&reset["device"]["carrier"], &reset["connection"]),
        (&json!("CM"), &json!("cellular"))
    );
    for (command, body) in [
        ("lab|set_credentials", json!({"credentials": "forged"})),
        ("lab|advance_clock", json!({"seconds": 1})),
        (
            "lab|add_fault",
            json!({"fault": {"operation": "getLoginToken", "effect": {"kind": "server_error"}, "times": 1}}),
        ),
    ] {
        assert_eq!(
            simulation(&ask(&program, command, body).unwrap())["modified"],
            true,
            "{command}"
        );
        let reset = ask(&program, "lab|reset", json!({})).unwrap();
        assert_eq!(simulation(&reset)["modified"], false, "{command}");
    }
    let none = ask(&program, "scenarios|load", json!({ "id": null })).unwrap();
    assert_eq!(none["scenario"], Value::Null);
}

#[test]
fn the_loaded_scenario_and_what_was_changed_of_its_device_survive_a_restart() {
    let program = Program::start();
    save(&program, &own_text(&program, "mine"), None).unwrap();
    ask(&program, "scenarios|load", json!({"id": "mine"})).unwrap();
    let choice = json!({"choice": {"carrier": "CU", "network": "cellular"}});
    ask(&program, "lab|set_device", choice).unwrap();
    let Program { app, folder, .. } = program;
    numberauth_lab::write_settings(&app);
    drop(app);
    let again = Program::start_in(folder);
    let snapshot = ask(&again, "feed|snapshot", json!({})).unwrap();
    assert_eq!(snapshot["simulation"]["scenario"]["id"], "mine");
    assert_eq!(snapshot["simulation"]["scenario"]["modified"], true);
    assert_eq!(snapshot["simulation"]["device"]["carrier"], "CU");

    ask(&again, "scenarios|delete", json!({"id": "mine"})).unwrap();
    let Program { app, folder, .. } = again;
    numberauth_lab::write_settings(&app);
    drop(app);
    let gone = Program::start_in(folder);
    let snapshot = ask(&gone, "feed|snapshot", json!({})).unwrap();
    assert_eq!(snapshot["simulation"]["scenario"], Value::Null);
    assert_eq!(snapshot["notices"][0]["kind"], "scenario_not_loaded");
    assert_eq!(snapshot["notices"][0]["id"], "mine");
}

#[test]
fn the_matrix_is_run_once_at_a_time_and_stopped() {
    let program = Program::start();
    ask(&program, "runs|cancel", json!({})).unwrap();
    assert_eq!(
        ask(&program, "runs|last", json!({"kind": "matrix"})).unwrap(),
        Value::Null
    );
    let plan = ask(&program, "runs|matrix", json!({})).unwrap();
    assert_eq!(plan["cells"].as_array().unwrap().len(), 600);
    let count = |matrix: &Value, state: &str| {
        let cells = matrix["cells"].as_array().unwrap();
        cells.iter().filter(|cell| cell["state"] == state).count()
    };
    assert_eq!(
        (count(&plan, "not_run"), count(&plan, "impossible")),
        (363, 237)
    );

    ask(&program, "runs|run_matrix", json!({})).unwrap();
    let twice = ask(&program, "runs|run_matrix", json!({})).unwrap_err();
    assert_eq!(twice["code"], "run_under_way");
    let other = ask(&program, "runs|run", json!({"ids": [SHIPPED]})).unwrap_err();
    assert_eq!(other["code"], "run_under_way");
    ask(&program, "runs|cancel", json!({})).unwrap();
    let state = end_of_run(&program);
    let last = ask(&program, "runs|last", json!({"kind": "matrix"})).unwrap();
    if state["partial"] == true {
        assert_ne!(last["state"]["summary"]["not_run"], 0);
    }

    ask(&program, "runs|run_matrix", json!({})).unwrap();
    assert_eq!(end_of_run(&program)["partial"], false);
    let matrix = ask(&program, "runs|matrix", json!({})).unwrap();
    assert_eq!(
        (
            count(&matrix, "observed"),
            count(&matrix, "unexpected"),
            count(&matrix, "impossible")
        ),
        (363, 0, 237)
    );
    let cell = &matrix["cells"][0];
    let case = json!({"kind": "matrix", "id": cell["case"]});
    assert_eq!(
        ask(&program, "runs|case", case).unwrap()["key"],
        cell["key"]
    );
    // Scenarios that are run meanwhile take nothing from the matrix.
    ask(&program, "runs|run", json!({"ids": [SHIPPED]})).unwrap();
    end_of_run(&program);
    let matrix = ask(&program, "runs|matrix", json!({})).unwrap();
    assert_eq!(count(&matrix, "observed"), 363);
}

#[test]
fn evidence_is_written_where_the_dialog_says_and_nowhere_else() {
    let program = Program::start();
    let export = |format: &str| {
        ask(
            &program,
            "runs|export",
            json!({"kind": "run", "format": format}),
        )
    };
    assert_eq!(export("json").unwrap_err()["code"], "no_report");
    ask(&program, "runs|run", json!({"ids": [SHIPPED]})).unwrap();
    end_of_run(&program);
    assert_eq!(export("json").unwrap(), Value::Null);
    assert!(export("exe").is_err());
    let folder = tempfile::tempdir().unwrap();
    for (format, name, part) in [
        ("json", "numberauth-report.json", "\"schema_version\""),
        ("junit", "numberauth-report.xml", "<testsuite"),
        ("har", "numberauth-report.har", "\"creator\""),
        ("html", "numberauth-report.html", "<!DOCTYPE html>"),
    ] {
        let path = folder.path().join(name);
        *program.dialog.chosen.lock().unwrap() = Some(path.clone());
        let saved = export(format).unwrap();
        assert_eq!(saved["path"], path.to_str().unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(part), "{format}: {text:.80}");
        assert_eq!(program.dialog.asked.lock().unwrap().last().unwrap(), name);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
    *program.dialog.chosen.lock().unwrap() = Some(folder.path().join("no/such/folder/report.json"));
    let error = export("json").unwrap_err();
    assert_eq!(error["code"], "not_exported");
    assert!(error["message"].as_str().unwrap().contains("folder"));
}

#[test]
fn what_was_done_becomes_a_text_and_is_saved_by_the_person_alone() {
    let program = Program::start();
    let nothing = ask(&program, "scenarios|recorded", json!({})).unwrap_err();
    assert_eq!(nothing["code"], "nothing_recorded");
    ask(&program, "server|get_auth_token", json!({"flow": "login"})).unwrap();
    let recorded = ask(&program, "scenarios|recorded", json!({})).unwrap();
    assert_eq!(
        (&recorded["id"], &recorded["differences"]),
        (&json!("recorded-1"), &json!([]))
    );
    assert!(!program.folder.path().join("scenarios").exists());
    save(&program, recorded["text"].as_str().unwrap(), None).unwrap();
    assert_eq!(
        ask(&program, "scenarios|recorded", json!({})).unwrap()["id"],
        "recorded-2"
    );
}

#[test]
fn each_of_the_ten_codes_is_reproduced_and_its_scenario_is_loaded() {
    let program = Program::start();
    let matrix = ask(&program, "runs|matrix", json!({})).unwrap();
    let dictionary = numberauth_protocol::dictionary();
    for entry in &dictionary.codes {
        let wanted = json!({"wanted": {"code": entry.code}});
        ask(&program, "runs|reproduce", wanted).unwrap();
        assert_eq!(end_of_run(&program)["kind"], "reproduction");
        let last = ask(&program, "runs|last", json!({"kind": "reproduction"})).unwrap();
        let line = &last["cases"][0];
        assert_eq!(line["key"]["code"], json!(entry.code));
        assert_eq!(line["proven"], true, "{line}");
        let proof = json!({"kind": "reproduction", "id": line["id"]});
        let proof = ask(&program, "runs|case", proof).unwrap();
        assert_eq!(proof["verdict"], "passed");
        assert_ne!(proof["journal"], json!([]));
        // The page knows the scenario beforehand, by its cause and place.
        let causes = matrix["causes"].as_array().unwrap();
        let places = causes
            .iter()
            .flat_map(|cause| cause["places"].as_array().unwrap());
        assert!(
            places.clone().any(|place| place["case"] == line["id"]),
            "{line}"
        );
        let loaded = ask(&program, "scenarios|load", json!({"id": line["id"]})).unwrap();
        assert_eq!(loaded["scenario"]["id"], line["id"]);
    }
    assert_eq!(
        ask(&program, "runs|last", json!({"kind": "run"})).unwrap(),
        Value::Null,
        "the scenarios' own last run is another"
    );
}

#[test]
fn a_code_that_cannot_come_is_refused_with_its_reason_in_both_languages() {
    let program = Program::start();
    let entry = &numberauth_protocol::dictionary().sibling_only[0];
    let on_wifi = json!({"code": 600_000, "call": "getLoginMaskPhone", "network": "wifi"});
    let at_the_check = json!({"code": 600_012, "call": "checkLoginAvailable"});
    for (wanted, zh, en) in [
        (
            json!({"code": entry.code}),
            &*entry.absent.zh,
            &*entry.absent.en,
        ),
        (on_wifi, "看不到号码", "sees no number"),
        (at_the_check, "这一步不取掩码", "No mask is asked for"),
        (json!({"code": 1}), "两个版本都没有", "neither edition"),
        (
            json!({"code": 600_012, "cause": 4_000_000}),
            "没有编号",
            "no cause number",
        ),
    ] {
        let refused = ask(&program, "runs|reproduce", json!({ "wanted": wanted })).unwrap_err();
        assert_eq!(refused["code"], "not_reproducible");
        let reason = &refused["details"]["reason"];
        assert!(reason["zh"].as_str().unwrap().contains(zh), "{refused}");
        assert!(reason["en"].as_str().unwrap().contains(en), "{refused}");
    }
    for nonsense in [
        json!({}),
        json!({"code": "600012"}),
        json!({"code": 600_012, "call": "check"}),
    ] {
        assert!(ask(&program, "runs|reproduce", json!({ "wanted": nonsense })).is_err());
    }
    let snapshot = ask(&program, "feed|snapshot", json!({})).unwrap();
    assert_eq!(snapshot["run"], Value::Null);
}

#[test]
fn a_loaded_reproduction_survives_a_restart() {
    let id = "matrix-600012-getloginmaskphone-cu-wifi";
    let program = Program::start();
    ask(&program, "scenarios|load", json!({ "id": id })).unwrap();
    let Program { app, folder, .. } = program;
    numberauth_lab::write_settings(&app);
    drop(app);
    let again = Program::start_in(folder);
    let snapshot = ask(&again, "feed|snapshot", json!({})).unwrap();
    assert_eq!(snapshot["simulation"]["scenario"]["id"], id);
    assert_eq!(snapshot["simulation"]["device"]["network"], "wifi");
}

#[test]
fn nonsense_is_refused_and_runs_nothing() {
    let program = Program::start();
    for (command, body) in [
        ("scenarios|text", json!({})),
        ("scenarios|check", json!({"text": 5})),
        ("scenarios|write", json!({"text": null})),
        ("scenarios|load", json!({"id": 5})),
        ("runs|run", json!({"ids": []})),
        ("runs|run", json!({"ids": "cm-login"})),
        ("runs|case", json!({"kind": "run", "id": SHIPPED})),
        ("runs|case", json!({"kind": "all", "id": SHIPPED})),
        (
            "runs|export",
            json!({"kind": "run", "format": "json", "path": "/tmp/x"}),
        ),
    ] {
        assert!(
            ask(&program, command, body.clone()).is_err(),
            "{command} {body}"
        );
    }
    assert_eq!(
        ask(&program, "feed|snapshot", json!({})).unwrap()["run"],
        Value::Null
    );
    assert!(program.dialog.asked.lock().unwrap().is_empty());
}
