use super::{failing, names, numberauth, said};

#[test]
fn four_files_are_written_of_a_run_that_failed_too() {
    let folder = tempfile::tempdir().unwrap();
    failing(folder.path());
    let output = numberauth(
        folder.path(),
        &[
            "run",
            "cm-login",
            "failing.json",
            "--json",
            "r.json",
            "--junit",
            "r.xml",
            "--html",
            "r.html",
            "--har",
            "r.har",
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{:?}", said(&output));
    assert_eq!(
        names(folder.path()),
        ["failing.json", "r.har", "r.html", "r.json", "r.xml"]
    );
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(
        read("r.xml").contains(
            "<failure message=\"steps[3] getLoginToken: expected 600000, observed 600011"
        )
    );
    assert!(read("r.html").starts_with("<!DOCTYPE html>"));
    assert!(read("r.har").contains("\"version\": \"1.2\""));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| {
            std::fs::metadata(folder.path().join(name))
                .unwrap()
                .permissions()
                .mode()
        };
        assert_eq!(
            mode("r.json"),
            mode("failing.json"),
            "as any other new file"
        );
    }
}

#[test]
fn a_path_that_cannot_be_written_is_told_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, complaint) in [
        (
            &["--json", "no/such/r.json"][..],
            "no folder no/such: make it first",
        ),
        (&["--html", "."], "this is a folder"),
        (&["--har", "-"], "`-` is no file"),
        (
            &["--json", "r.json", "--junit", "./r.json"],
            "two forms of the evidence cannot be one file",
        ),
        (&["--json", ""], "a value is required"),
        #[cfg(unix)]
        (&["--json", "/dev/full"], "a device or a pipe"),
        #[cfg(target_os = "linux")]
        (&["--json", "/proc/r.json"], "no file can be made in /proc"),
    ] {
        let output = numberauth(folder.path(), &[&["run", "cm-login"], arguments].concat());
        let (code, results, complaints) = said(&output);
        assert_eq!(code, Some(2), "{arguments:?}: {complaints}");
        assert!(results.is_empty(), "{arguments:?} was run: {results}");
        assert!(
            complaints.contains(complaint),
            "{arguments:?}: {complaints}"
        );
        assert!(names(folder.path()).is_empty(), "{arguments:?}");
    }
}

/// The largest file is set below what a report takes: as on a full disk, writing begins and then fails.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_half_written_where_the_disk_is_full() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("r.json"), "before").unwrap();
    let run = format!(
        "trap '' XFSZ; ulimit -f 4; exec {} run cm-login --json r.json --junit r.xml",
        env!("CARGO_BIN_EXE_numberauth")
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &run])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let (code, _, complaints) = said(&output);
    assert_eq!(code, Some(1), "{complaints}");
    assert!(
        complaints.contains("r.json: cannot be written: "),
        "{complaints}"
    );
    assert!(
        complaints.contains("what was there before is unchanged"),
        "{complaints}"
    );
    assert_eq!(
        names(folder.path()),
        ["r.json"],
        "no other form, and no piece"
    );
    assert_eq!(
        std::fs::read_to_string(folder.path().join("r.json")).unwrap(),
        "before"
    );
}

#[test]
fn evidence_never_takes_the_place_of_a_scenario_that_is_read() {
    let folder = tempfile::tempdir().unwrap();
    failing(folder.path());
    let before = std::fs::read(folder.path().join("failing.json")).unwrap();
    for path in ["failing.json", "./failing.json"] {
        let output = numberauth(folder.path(), &["run", "failing.json", "--json", path]);
        assert_eq!(output.status.code(), Some(2));
        let (_, _, complaint) = said(&output);
        assert!(complaint.contains("would take its place"), "{complaint}");
    }
    let after = std::fs::read(folder.path().join("failing.json")).unwrap();
    assert_eq!(before, after);
}
