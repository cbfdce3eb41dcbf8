//! The keychain: a double of it everywhere, and on Linux a real Secret Service, none, and a locked one, each on a session
//! bus of its own. Nothing of it outlives the test.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use numberauth_live::{
    Keep, Keychain, KeychainError, KeychainState, LiveErrorCode, LiveProfile, Proxies, SecretError,
    SecretPlace, Secrets,
};
use numberauth_protocol::Flow;
use secrecy::SecretString;

use crate::fixtures::{NAME, bench, draft};

#[tokio::test]
async fn without_a_keychain_a_secret_is_kept_for_this_run() {
    let bench = bench(&[], Proxies::none());
    let desk = &bench.desk;
    bench.keychain.become_(KeychainState::Absent {
        reason: "none".into(),
    });
    desk.save_profile(&draft("a.example"), None).await.unwrap();
    let put = async |keep| desk.put_secret(NAME, "s".into(), None, keep).await;
    assert_eq!(
        put(Keep::Keychain).await.unwrap_err().code(),
        LiveErrorCode::KeychainAbsent
    );
    assert_eq!(put(Keep::ThisRun).await.unwrap(), SecretPlace::ThisRun);
    let snapshot = desk.snapshot().await;
    assert_eq!(snapshot.profiles[0].secret, SecretPlace::ThisRun);
    desk.forget_secret(NAME).await.unwrap();
    assert_eq!(
        desk.snapshot().await.profiles[0].secret,
        SecretPlace::Missing
    );
}

#[tokio::test]
async fn a_locked_keychain_is_not_no_secret_and_can_be_unlocked() {
    let bench = bench(&[], Proxies::none());
    let desk = &bench.desk;
    bench.enter(&draft("a.example")).await;
    bench.keychain.become_(KeychainState::Locked);
    let snapshot = desk.snapshot().await;
    assert_eq!(snapshot.keychain, KeychainState::Locked);
    assert_eq!(snapshot.profiles[0].secret, SecretPlace::Locked);
    let error = desk.get_auth_token(NAME, Flow::Login).await.unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::KeychainLocked);
    let error = desk.forget_secret(NAME).await.unwrap_err();
    assert_eq!(error.code(), LiveErrorCode::KeychainLocked);
    assert_eq!(
        desk.unlock_keychain().await.unwrap(),
        KeychainState::Available
    );
    assert_eq!(
        desk.snapshot().await.profiles[0].secret,
        SecretPlace::Keychain
    );
    for nothing in ["", " \n"] {
        let put = desk.put_secret(NAME, nothing.into(), None, Keep::Keychain);
        assert_eq!(put.await.unwrap_err().code(), LiveErrorCode::SecretEmpty);
    }
}

/// A keychain that answers nothing until its sender is gone.
#[derive(Debug)]
struct Stuck(Mutex<Receiver<()>>);

impl Stuck {
    fn wait(&self) -> KeychainError {
        let _ = self.0.lock().unwrap().recv();
        KeychainError::Locked
    }
}

impl Keychain for Stuck {
    fn state(&self) -> KeychainState {
        self.wait();
        KeychainState::Locked
    }

    fn read(&self, _: &str) -> Result<Option<SecretString>, KeychainError> {
        Err(self.wait())
    }

    fn write(&self, _: &str, _: &SecretString) -> Result<(), KeychainError> {
        Err(self.wait())
    }

    fn delete(&self, _: &str) -> Result<(), KeychainError> {
        Err(self.wait())
    }

    fn unlock(&self) -> Result<(), KeychainError> {
        Err(self.wait())
    }
}

#[tokio::test]
async fn a_keychain_that_never_answers_is_not_waited_for() {
    let (release, held) = channel();
    let secrets =
        Secrets::new(Arc::new(Stuck(Mutex::new(held)))).patient_for(Duration::from_millis(50));
    let profile = LiveProfile::parse(&draft("a.example")).unwrap();
    let SecretPlace::Unknown { reason } = secrets.place(&profile).await else {
        panic!("it cannot be told");
    };
    assert!(reason.contains("did not answer"), "{reason}");
    assert!(matches!(
        secrets.state().await,
        KeychainState::Absent { .. }
    ));
    let put = secrets.put(&profile, "s".into(), None, Keep::Keychain);
    assert!(matches!(
        put.await.unwrap_err(),
        SecretError::Keychain(KeychainError::Failed { .. })
    ));
    // For this run it needs no keychain.
    secrets
        .put(&profile, "s".into(), None, Keep::ThisRun)
        .await
        .unwrap();
    assert_eq!(secrets.place(&profile).await, SecretPlace::ThisRun);
    drop(release);
}

/// A keychain that keeps nothing, and takes its time to say that it did.
#[derive(Debug)]
struct Slow(Mutex<Receiver<()>>);

impl Keychain for Slow {
    fn state(&self) -> KeychainState {
        KeychainState::Available
    }

    fn read(&self, _: &str) -> Result<Option<SecretString>, KeychainError> {
        Ok(None)
    }

    fn write(&self, _: &str, _: &SecretString) -> Result<(), KeychainError> {
        let _ = self.0.lock().unwrap().recv();
        Ok(())
    }

    fn delete(&self, _: &str) -> Result<(), KeychainError> {
        Ok(())
    }

    fn unlock(&self) -> Result<(), KeychainError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_secret_put_before_all_was_forgotten_does_not_touch_a_later_one() {
    let (release, held) = channel();
    let secrets = Secrets::new(Arc::new(Slow(Mutex::new(held))));
    let profile = LiveProfile::parse(&draft("a.example")).unwrap();
    let older = secrets.put(&profile, "older".into(), None, Keep::Keychain);
    let later = async {
        secrets.forget_this_run();
        let put = secrets.put(&profile, "later".into(), None, Keep::ThisRun);
        put.await.unwrap();
        drop(release);
    };
    let (older, ()) = tokio::join!(older, later);
    assert_eq!(older.unwrap(), SecretPlace::Keychain);
    assert_eq!(secrets.place(&profile).await, SecretPlace::ThisRun);
}

#[cfg(target_os = "linux")]
mod secret_service {
    use std::path::Path;
    use std::process::{Command, Output};
    use std::time::{Duration, Instant};

    use numberauth_live::{Keychain, KeychainError, KeychainState, OsKeychain};
    use secrecy::ExposeSecret;
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;

    const ACCOUNT: &str = "LTAI-made-up";

    /// A session bus on which nothing can be started by asking for it.
    const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

    /// What stands on the bus while the inner test runs.
    #[derive(Clone, Copy, PartialEq)]
    enum Service {
        None,
        Unlocked,
        NotUnlocked,
    }

    /// Runs one ignored test of this program on a bus of its own, with `home` for everything.
    fn on_a_bus(home: &Path, service: Service, inner: &str) -> Output {
        let config = home.join("bus.conf");
        std::fs::write(&config, BARE_BUS).unwrap();
        let daemon = "gnome-keyring-daemon --foreground --components=secrets";
        let start = match service {
            Service::None => String::new(),
            Service::Unlocked => format!("printf a-password | {daemon} --unlock & daemon=$!;"),
            Service::NotUnlocked => format!("{daemon} </dev/null & daemon=$!;"),
        };
        let script = format!(
            "{start} \"$0\" --exact keychain::secret_service::{inner} --ignored --test-threads=1; code=$?; \
             [ -z \"$daemon\" ] || kill $daemon; exit $code"
        );
        let output = Command::new("dbus-run-session")
            .arg("--config-file")
            .arg(&config)
            .args(["--", "sh", "-c", &script])
            .arg(std::env::current_exe().unwrap())
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env_remove("XDG_DATA_HOME")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .output()
            .expect("dbus-run-session and gnome-keyring-daemon: cargo xtask setup installs them");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "{inner}: {told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }

    /// The daemon takes a moment to be on the bus.
    fn wait_for(wanted: &KeychainState) {
        let start = Instant::now();
        while OsKeychain.state() != *wanted {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{:?}",
                OsKeychain.state()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    #[test]
    fn a_secret_is_kept_over_runs_and_a_locked_keychain_says_that_it_is_locked() {
        let home = tempfile::tempdir().unwrap();
        on_a_bus(home.path(), Service::Unlocked, "inside_an_open_one");
        // The same keychain, and nobody has typed its password.
        on_a_bus(home.path(), Service::NotUnlocked, "inside_a_locked_one");
        on_a_bus(home.path(), Service::Unlocked, "inside_an_open_one_again");
    }

    #[test]
    fn a_bus_without_a_secret_service_has_no_keychain() {
        let home = tempfile::tempdir().unwrap();
        on_a_bus(home.path(), Service::None, "inside_none");
    }

    #[test]
    fn no_bus_is_no_keychain() {
        let output = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "keychain::secret_service::inside_none",
                "--ignored",
            ])
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }

    #[test]
    #[ignore = "run on a bus of its own"]
    fn inside_an_open_one() {
        wait_for(&KeychainState::Available);
        assert!(OsKeychain.read(ACCOUNT).unwrap().is_none());
        OsKeychain.delete(ACCOUNT).unwrap();
        OsKeychain.write("another", &"x".into()).unwrap();
        for secret in ["first", "second-\u{4e2d}"] {
            OsKeychain.write(ACCOUNT, &secret.into()).unwrap();
            let read = OsKeychain.read(ACCOUNT).unwrap().unwrap();
            assert_eq!(read.expose_secret(), secret);
        }
        OsKeychain.delete("another").unwrap();
        assert!(OsKeychain.read("another").unwrap().is_none());

        // Locked while it runs.
        let service = SecretService::connect(EncryptionType::Plain).unwrap();
        service.get_default_collection().unwrap().lock().unwrap();
        assert_eq!(OsKeychain.state(), KeychainState::Locked);
        told_locked();
    }

    #[test]
    #[ignore = "run on a bus of its own"]
    fn inside_a_locked_one() {
        wait_for(&KeychainState::Locked);
        told_locked();
    }

    #[test]
    #[ignore = "run on a bus of its own"]
    fn inside_an_open_one_again() {
        wait_for(&KeychainState::Available);
        let read = OsKeychain.read(ACCOUNT).unwrap().unwrap();
        assert_eq!(read.expose_secret(), "second-\u{4e2d}");
    }

    #[test]
    #[ignore = "run on a bus of its own"]
    fn inside_none() {
        let KeychainState::Absent { reason } = OsKeychain.state() else {
            panic!("{:?}", OsKeychain.state());
        };
        assert!(reason.contains("bus"), "{reason}");
        let absent = |error: &KeychainError| matches!(error, KeychainError::Absent { .. });
        assert!(absent(&OsKeychain.read(ACCOUNT).unwrap_err()));
        assert!(absent(&OsKeychain.write(ACCOUNT, &"x".into()).unwrap_err()));
        assert!(absent(&OsKeychain.delete(ACCOUNT).unwrap_err()));
        assert!(absent(&OsKeychain.unlock().unwrap_err()));
    }

    /// At once, and without a dialog.
    fn told_locked() {
        let start = Instant::now();
        assert_eq!(OsKeychain.read(ACCOUNT).unwrap_err(), KeychainError::Locked);
        assert_eq!(
            OsKeychain.write(ACCOUNT, &"x".into()).unwrap_err(),
            KeychainError::Locked
        );
        assert_eq!(
            OsKeychain.delete(ACCOUNT).unwrap_err(),
            KeychainError::Locked
        );
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
