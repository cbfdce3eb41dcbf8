//! `numberauth doctor`, against `numberauth serve` behind TLS: a proxy leads there, since the simulator answers only to
//! its own name and port.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use numberauth_live::{LiveProfile, ProfileDraft, ProfileStore};
use serde_json::Value;

use crate::front::{Listener, Root, Validity};

const NO_BUS: &str = "unix:path=/nonexistent/bus";

/// `numberauth serve`, ended when it is dropped.
struct Served {
    child: Child,
    ready: Value,
}

impl Served {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_numberauth"))
            .arg("serve")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self {
            child,
            ready: serde_json::from_str(&line).unwrap(),
        }
    }

    fn text(&self, field: &str) -> &str {
        self.ready[field].as_str().unwrap()
    }

    fn port(&self) -> u16 {
        let port = self.text("base_url").rsplit(':').next().unwrap();
        port.parse().unwrap()
    }

    fn draft(&self) -> ProfileDraft {
        ProfileDraft {
            name: "bench".into(),
            access_key_id: self.text("access_key_id").into(),
            scene_code: self.text("scene_code").into(),
            page_url: self.text("page_url").into(),
            origin: self.text("origin").into(),
            endpoint: Some(format!("localhost:{}", self.port())),
            sts: false,
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn made_up() -> ProfileDraft {
    ProfileDraft {
        name: "bench".into(),
        access_key_id: "LTAI-made-up".into(),
        scene_code: "FC100000000000001".into(),
        page_url: "https://demo.example.test/".into(),
        origin: "https://demo.example.test".into(),
        endpoint: None,
        sts: false,
    }
}

fn keep(folder: &Path, draft: &ProfileDraft) {
    let profile = LiveProfile::parse(draft).unwrap();
    let store = ProfileStore::open(folder).unwrap();
    store.save(&profile, None).unwrap();
}

/// The command in a clean environment: no bus, no proxy but those given.
fn doctor(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_numberauth"));
    command.arg("doctor").arg("--data-dir").arg(folder);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command
        .env("DBUS_SESSION_BUS_ADDRESS", NO_BUS)
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn findings(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn verdict<'a>(findings: &'a Value, check: &str) -> &'a str {
    let mut all = findings.as_array().unwrap().iter();
    let found = all.find(|finding| finding["check"] == check);
    found.unwrap()["verdict"].as_str().unwrap()
}

#[test]
fn without_a_profile_it_looks_at_this_machine_alone() {
    let folder = tempfile::tempdir().unwrap();
    let proxy = [("ALL_PROXY", "http://me:pass-word-1@127.0.0.1:9")];
    let output = doctor(folder.path(), &[], &proxy);
    assert_eq!(output.status.code(), Some(0), "warnings are no failure");
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "注意 warning  keychain",
        "This system has no keychain",
        "没有可用的系统钥匙串",
        "处理 fix: 密钥可以只在本次运行中使用",
        "注意 warning  proxy",
        "through the proxy http://127.0.0.1:9 (environment variable ALL_PROXY)",
    ] {
        assert!(text.contains(line), "{line} is missing:\n{text}");
    }
    assert!(!text.contains("pass-word-1"), "{text}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    let output = doctor(folder.path(), &["--json"], &[]);
    let findings = findings(&output);
    assert_eq!(findings.as_array().unwrap().len(), 2);
    assert_eq!(verdict(&findings, "proxy"), "good");
}

#[test]
fn a_password_that_cuts_the_proxys_address_is_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    for address in [
        "http://user:S3cret/Pw@127.0.0.1:1",
        "http://user:S3cret#Pw@127.0.0.1:1",
    ] {
        let output = doctor(folder.path(), &[], &[("HTTPS_PROXY", address)]);
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(
            !text.contains("S3cret") && !text.contains("user:"),
            "{text}"
        );
        assert!(text.contains("%2F"), "{text}");
    }
}

#[test]
fn a_wrong_input_exits_with_two_and_says_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let told = |arguments: &[&str], words: &str| {
        let output = doctor(folder.path(), arguments, &[]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(words), "{text}");
    };
    told(&["--profile", "bench"], "there is no profile at all");
    keep(folder.path(), &made_up());
    told(&["--profile", "bank"], "there are: bench");
    told(&["--try-key"], "--profile");
    told(
        &["--profile", "bench", "--try-key", "--offline"],
        "cannot be used with",
    );
    let newer = r#"{"schema_version": 9}"#;
    std::fs::write(folder.path().join("live-profiles.json"), newer).unwrap();
    told(&[], "newer version of this program");
    // A broken file is told, and left as it is: the doctor only looks.
    std::fs::write(folder.path().join("live-profiles.json"), "{").unwrap();
    for arguments in [&[][..], &["--profile", "bench"], &["--json", "--offline"]] {
        told(arguments, "live-profiles.json is broken, and was left");
    }
    let left = std::fs::read_to_string(folder.path().join("live-profiles.json"));
    assert_eq!(left.unwrap(), "{");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_can_be_read_of_a_broken_file_is_examined_and_the_rest_is_told() {
    let folder = tempfile::tempdir().unwrap();
    keep(folder.path(), &made_up());
    let file = folder.path().join("live-profiles.json");
    let mut profiles: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    profiles["profiles"].as_array_mut().unwrap().push(5.into());
    std::fs::write(&file, profiles.to_string()).unwrap();
    let told = |name: &str, code: i32, words: &[&str]| {
        let output = doctor(folder.path(), &["--offline", "--profile", name], &[]);
        assert_eq!(output.status.code(), Some(code), "{name}");
        let text = String::from_utf8(output.stderr).unwrap();
        for words in words {
            assert!(text.contains(words), "{words}: {text}");
        }
    };
    let broken = format!("{} is broken", file.display());
    let told_of_one = [broken.as_str(), "1 of its profiles can be read"];
    told("bench", 0, &told_of_one);
    told(
        "bank",
        2,
        &[&told_of_one[..], &["there are: bench"]].concat(),
    );
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nothing");
    for (arguments, code) in [(&[][..], 0), (&["--json"], 0), (&["--profile", "bench"], 2)] {
        let output = doctor(&missing, arguments, &[]);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        let words = format!("the data folder {} is not there", missing.display());
        assert!(text.contains(&words), "{text}");
    }
    assert!(!missing.exists());
    let output = doctor(folder.path(), &[], &[]);
    assert!(output.stderr.is_empty());
}

#[test]
fn a_slip_exits_with_one() {
    let folder = tempfile::tempdir().unwrap();
    keep(
        folder.path(),
        &ProfileDraft {
            page_url: "https://demo.example.test".into(),
            origin: "https://demo.example.test/".into(),
            ..made_up()
        },
    );
    let arguments = ["--profile", "bench", "--offline", "--json"];
    let output = doctor(folder.path(), &arguments, &[]);
    assert_eq!(output.status.code(), Some(1));
    let findings = findings(&output);
    for (check, expected) in [
        ("page_url", "bad"),
        ("origin", "bad"),
        ("scene_code", "good"),
        ("endpoint", "good"),
        ("secret", "warning"),
        ("secret_shape", "skipped"),
        ("clock", "skipped"),
        ("key", "skipped"),
    ] {
        assert_eq!(verdict(&findings, check), expected, "{findings:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_is_compared_over_tls_with_the_systems_roots_alone() {
    let served = Served::start();
    let root = Root::new();
    let tls = root.tls("localhost", Validity::Now);
    let behind = ([127, 0, 0, 1], served.port()).into();
    let front = Listener::tls_front(tls, behind).await;
    let (proxy, asked) = Listener::proxy(front.address).await;
    let folder = tempfile::tempdir().unwrap();
    keep(folder.path(), &served.draft());
    let pem = folder.path().join("root.pem");
    std::fs::write(&pem, root.pem()).unwrap();

    let proxy = format!("http://{}", proxy.address);
    let arguments = ["--profile", "bench", "--json"];
    let mut environment = vec![("https_proxy", proxy.as_str())];
    // A stranger's root, or no root at all, is not trusted.
    let output = doctor(folder.path(), &arguments, &environment);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(verdict(&findings(&output), "clock"), "bad");
    if cfg!(target_os = "linux") {
        environment.push(("SSL_CERT_FILE", pem.to_str().unwrap()));
        let output = doctor(folder.path(), &arguments, &environment);
        let findings = findings(&output);
        assert_eq!(output.status.code(), Some(0), "{findings:#}");
        assert_eq!(verdict(&findings, "clock"), "good");
        assert_eq!(verdict(&findings, "proxy"), "warning");
        assert_eq!(verdict(&findings, "key"), "skipped");
        // There is no secret to try the key with.
        let arguments = ["--profile", "bench", "--json", "--try-key"];
        let output = doctor(folder.path(), &arguments, &environment);
        assert_eq!(output.status.code(), Some(0));
        let connect = format!("CONNECT localhost:{} HTTP/1.1", served.port());
        assert!(asked.all().iter().all(|asked| asked.starts_with(&connect)));
    }
}

/// With a real Secret Service, on a session bus of its own.
#[cfg(target_os = "linux")]
mod with_a_keychain {
    use std::time::{Duration, Instant};

    use numberauth_live::{Keychain, KeychainState, OsKeychain};

    use super::*;

    /// A bus that starts nobody by itself: the system's service files would have it start a second keyring, which owns
    /// the name before ours does, and stays locked for ever.
    const BUS: &str = r#"<busconfig>
        <type>session</type>
        <listen>unix:tmpdir=/tmp</listen>
        <policy context="default">
            <allow send_destination="*" eavesdrop="true"/>
            <allow eavesdrop="true"/>
            <allow own="*"/>
        </policy>
    </busconfig>"#;

    /// How long the keyring may take to come up. It takes well under a second.
    const PATIENCE: Duration = Duration::from_mins(1);

    #[test]
    fn the_key_is_tried_with_the_secret_of_the_keychain() {
        let home = tempfile::tempdir().unwrap();
        let bus = home.path().join("bus.conf");
        std::fs::write(&bus, BUS).unwrap();
        let script = "printf a-password | gnome-keyring-daemon --foreground --components=secrets --unlock & daemon=$!; \
                      \"$0\" --exact doctor::with_a_keychain::inside --ignored --nocapture; code=$?; \
                      kill $daemon; exit $code";
        let output = Command::new("dbus-run-session")
            .arg("--config-file")
            .arg(&bus)
            .args(["--", "sh", "-c", script])
            .arg(std::env::current_exe().unwrap())
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env_remove("XDG_DATA_HOME")
            .output()
            .expect("dbus-run-session and gnome-keyring-daemon: cargo xtask setup installs them");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "{told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "run on a bus of its own"]
    async fn inside() {
        let served = Served::start();
        let root = Root::new();
        let tls = root.tls("localhost", Validity::Now);
        let behind = ([127, 0, 0, 1], served.port()).into();
        let front = Listener::tls_front(tls, behind).await;
        let (proxy, _) = Listener::proxy(front.address).await;
        let proxy = format!("http://{}", proxy.address);
        let folder = tempfile::tempdir().unwrap();
        keep(folder.path(), &served.draft());
        let pem = folder.path().join("root.pem");
        std::fs::write(&pem, root.pem()).unwrap();
        let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap();
        let environment = [
            ("https_proxy", proxy.as_str()),
            ("SSL_CERT_FILE", pem.to_str().unwrap()),
            ("DBUS_SESSION_BUS_ADDRESS", &bus),
        ];
        let arguments = ["--profile", "bench", "--json", "--try-key"];
        let write = |secret: &str| {
            let (account, secret) = (served.text("access_key_id").to_owned(), secret.to_owned());
            tokio::task::spawn_blocking(move || {
                let start = Instant::now();
                while OsKeychain.state() != KeychainState::Available {
                    let state = OsKeychain.state();
                    assert!(start.elapsed() < PATIENCE, "the keyring is {state:?}");
                    std::thread::sleep(Duration::from_millis(50));
                }
                OsKeychain.write(&account, &secret.into()).unwrap();
            })
        };
        let secret = served.text("access_key_secret");
        write(secret).await.unwrap();
        let output = doctor(folder.path(), &arguments, &environment);
        let good = findings(&output);
        assert_eq!(output.status.code(), Some(0), "{good:#}");
        for check in ["keychain", "secret", "secret_shape", "clock", "key"] {
            assert_eq!(verdict(&good, check), "good", "{good:#}");
        }
        // A line end that came along.
        write(&format!("{secret}\n")).await.unwrap();
        let output = doctor(folder.path(), &arguments, &environment);
        let bad = findings(&output);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(verdict(&bad, "secret_shape"), "bad");
        assert_eq!(verdict(&bad, "key"), "bad");
        assert!(bad.to_string().contains("SignatureDoesNotMatch"), "{bad:#}");
        for text in [good.to_string(), bad.to_string()] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
