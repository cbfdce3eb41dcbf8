use std::path::Path;

use numberauth_scenario::{EvidenceFile, EvidenceFileError};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let file = EvidenceFile::at(&path).unwrap();
    assert!(names(folder.path()).is_empty(), "looking leaves nothing");
    let staged = file.stage("one").unwrap();
    assert!(!path.exists());
    drop(staged);
    assert!(
        names(folder.path()).is_empty(),
        "what was not published goes"
    );
    file.write("one").unwrap();
    file.write("two").unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
    assert_eq!(names(folder.path()), ["report.json"]);
}

#[test]
fn a_place_that_takes_no_file_is_known_beforehand() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &Path| EvidenceFile::at(path).unwrap_err();
    let missing = at(&folder.path().join("no/such/report.json"));
    assert!(
        matches!(missing, EvidenceFileError::NoFolder { .. }),
        "{missing}"
    );
    for path in [folder.path(), Path::new("/"), Path::new("..")] {
        let error = at(path);
        assert!(
            matches!(
                error,
                EvidenceFileError::NotAFile {
                    what: "a folder",
                    ..
                }
            ),
            "{error}"
        );
    }
    let through_a_file = folder.path().join("file");
    std::fs::write(&through_a_file, "").unwrap();
    let error = at(&through_a_file.join("report.json"));
    assert!(
        matches!(
            error,
            EvidenceFileError::Folder { .. } | EvidenceFileError::NoFolder { .. }
        ),
        "{error}"
    );
    assert!(matches!(at(Path::new("-")), EvidenceFileError::Stdout));
}

#[cfg(unix)]
#[test]
fn a_device_is_never_replaced_by_a_file() {
    let error = EvidenceFile::at(Path::new("/dev/null")).unwrap_err();
    assert!(
        matches!(
            error,
            EvidenceFileError::NotAFile {
                what: "a device or a pipe",
                ..
            }
        ),
        "{error}"
    );
}

/// Files below `/proc` cannot be made by anybody, not even by root, who runs this test on some machines.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_file_is_told() {
    let error = EvidenceFile::at(Path::new("/proc/report.json")).unwrap_err();
    assert!(matches!(error, EvidenceFileError::Folder { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_the_file_behind_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("file"), folder.path().join("link"));
    std::fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    EvidenceFile::at(&link).unwrap().write("new").unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
    assert!(link.symlink_metadata().unwrap().is_symlink());
    let both = [
        EvidenceFile::at(&link).unwrap(),
        EvidenceFile::at(&file).unwrap(),
    ];
    assert!(matches!(
        EvidenceFile::check_distinct(&both).unwrap_err(),
        EvidenceFileError::Twice(_)
    ));
}

#[test]
fn two_ways_to_one_place_are_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let one = EvidenceFile::at(&folder.path().join("a.json")).unwrap();
    let same = EvidenceFile::at(&folder.path().join("./a.json")).unwrap();
    let other = EvidenceFile::at(&folder.path().join("b.json")).unwrap();
    EvidenceFile::check_distinct([&one, &other]).unwrap();
    EvidenceFile::check_distinct([&one, &other, &same]).unwrap_err();
}
