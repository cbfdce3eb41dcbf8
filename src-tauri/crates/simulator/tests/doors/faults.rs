//! Every fault on a raw socket, on both faces.

use std::io::ErrorKind;
use std::time::Duration;

use numberauth_protocol::{Entry, Outcome, SdkCall};
use tokio::time::{Instant, timeout};

use super::*;

const ACTION: Operation = Operation::Cloud(CloudAction::GetAuthToken);
const CHECK: Operation = Operation::Sdk(SdkCall::CheckLoginAvailable);

struct Desk {
    simulator: Simulator,
    journal: Journal,
}

impl Desk {
    async fn start() -> Self {
        let config = config(0);
        let journal = config.journal.clone();
        let simulator = Simulator::start(config).await.unwrap();
        Self { simulator, journal }
    }

    fn arm(&self, operation: Operation, effect: FaultEffect) {
        let fault = Fault::once(operation, effect);
        self.simulator.set_faults([fault]).unwrap();
    }

    /// A call of the operation that wants its connection kept.
    fn request(&self, operation: Operation, nonce: &str) -> String {
        let host = self.simulator.address().to_string();
        if operation == CHECK {
            let body = r#"{"flow":"login","access_token":"a","jwt_token":"b"}"#;
            let length = body.len();
            return format!(
                "POST /h5/v1/check HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n\r\n{body}"
            );
        }
        let pairs = token_pairs();
        let input = SigningInput {
            method: "POST",
            host: &host,
            action: "GetAuthToken",
            version: "2017-05-25",
            query: &pairs,
            body: b"",
            date: "2026-01-01T00:00:00Z".parse().unwrap(),
            nonce,
        };
        let query =
            pairs.map(|(name, value)| format!("{name}={}", numberauth_cloud::encode(value)));
        let mut request = format!(
            "POST /?{} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\n",
            query.join("&")
        );
        for (name, value) in sign(&ACCOUNTS[0].access_key(), &input) {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        request + "\r\n"
    }

    async fn send(&self, operation: Operation, nonce: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.simulator.address()).await.unwrap();
        let request = self.request(operation, nonce);
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// The answer, once its connection is closed, though nobody asked for that.
    async fn answer(&self, operation: Operation, nonce: &str) -> Answer {
        let mut stream = self.send(operation, nonce).await;
        let mut read = Vec::new();
        let end = stream.read_to_end(&mut read);
        timeout(Duration::from_secs(5), end).await.unwrap().unwrap();
        let text = String::from_utf8(read).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).map(|status| status.parse().unwrap());
        Answer {
            status: status.unwrap_or(0),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    fn newest(&self) -> Arc<Entry> {
        self.journal.after(0, usize::MAX).pop().unwrap()
    }
}

fn length(answer: &Answer) -> usize {
    let mut lines = answer.head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length: "));
    length.unwrap().parse().unwrap()
}

/// What answers in some form, with the journal's mark.
fn answered() -> Vec<(FaultEffect, &'static str)> {
    let jitter = FaultEffect::Jitter {
        least_ms: 1,
        most_ms: 1,
        seed: 1,
    };
    vec![
        (FaultEffect::Delay { ms: 1 }, "delay 1 ms"),
        (jitter, "jitter 1 ms"),
        (FaultEffect::Cut {}, "cut"),
        (FaultEffect::BadJson {}, "bad JSON"),
        (FaultEffect::WrongContentType {}, "wrong content type"),
        (FaultEffect::SlowDrip { ms: 40 }, "slow drip 40 ms"),
        (FaultEffect::ServerError { status: None }, "503"),
        (FaultEffect::ServerError { status: Some(502) }, "502"),
    ]
}

#[tokio::test]
async fn a_faulted_connection_is_closed_after_its_answer_and_the_next_one_is_not() {
    let desk = Desk::start().await;
    let of_the_cloud = [
        (FaultEffect::Throttle {}, "throttled"),
        (FaultEffect::OutOfService {}, "out of service"),
        (FaultEffect::PermissionDenied {}, "permission denied"),
        (
            FaultEffect::ClockSkew { seconds: -901 },
            "clock skew -901 s",
        ),
        (FaultEffect::ClockSkew { seconds: 60 }, "clock skew +60 s"),
    ];
    let both = [CHECK, ACTION].map(|operation| {
        answered()
            .into_iter()
            .map(move |(effect, mark)| (operation, effect, mark))
    });
    let cloud = of_the_cloud
        .into_iter()
        .map(|(effect, mark)| (ACTION, effect, mark));
    for (at, (operation, effect, mark)) in both.into_iter().flatten().chain(cloud).enumerate() {
        desk.arm(operation, effect);
        let answer = desk.answer(operation, &format!("struck {at}")).await;
        assert!(
            answer.head.contains("connection: close"),
            "{mark}: {}",
            answer.head
        );
        let entry = desk.newest();
        assert_eq!(entry.hop.fault.as_deref(), Some(mark), "{operation}");
        assert_eq!(entry.hop.operation, operation);
        let shown = entry.hop.response.clone().unwrap();
        assert!(
            shown.start_line.contains(&answer.status.to_string()),
            "{shown:?}"
        );
        assert!(
            shown
                .headers
                .contains(&("connection".into(), "close".into()))
        );
        // The next call is well, and its connection stays.
        let mut stream = desk.send(operation, &format!("well {at}")).await;
        let mut read = vec![0; 64 * 1024];
        let got = stream.read(&mut read).await.unwrap();
        assert!(!String::from_utf8_lossy(&read[..got]).contains("connection: close"));
        let end = timeout(Duration::from_millis(20), stream.read(&mut read)).await;
        assert!(end.is_err(), "{mark}: {end:?}");
        assert_eq!(desk.newest().hop.fault, None);
    }
}

#[tokio::test]
async fn no_answer_comes_in_four_ways_and_nothing_is_done() {
    let desk = Desk::start().await;
    for operation in [CHECK, ACTION] {
        for (effect, mark) in [
            (FaultEffect::Reset {}, "connection reset"),
            (FaultEffect::EmptyReply {}, "empty reply"),
            (FaultEffect::Refuse {}, "connection refused"),
            (FaultEffect::Hang {}, "no answer"),
        ] {
            desk.arm(operation, effect);
            let mut stream = desk.send(operation, mark).await;
            let mut bytes = [0; 16];
            let read = stream.read(&mut bytes);
            let read = timeout(Duration::from_millis(100), read).await;
            match mark {
                "connection reset" => {
                    assert_eq!(
                        read.unwrap().unwrap_err().kind(),
                        ErrorKind::ConnectionReset
                    );
                }
                "no answer" => assert!(read.is_err(), "{read:?}"),
                _ => assert_eq!(read.unwrap().unwrap(), 0, "{mark}"),
            }
            let hop = desk.newest().hop.clone();
            assert_eq!(hop.fault.as_deref(), Some(mark));
            let reason = mark.to_owned();
            assert_eq!(
                (hop.outcome, hop.response),
                (Outcome::Failed { reason }, None)
            );
            // No rest of the fault: the same call is answered now.
            assert_eq!(desk.send_well(operation, mark).await, 200);
        }
    }
}

impl Desk {
    async fn send_well(&self, operation: Operation, nonce: &str) -> u16 {
        let request = self.request(operation, &format!("{nonce} again"));
        let request = request.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        raw(self.simulator.address(), request.as_bytes())
            .await
            .status
    }
}

#[tokio::test]
async fn a_hung_connection_ends_when_its_client_goes_away() {
    let desk = Desk::start().await;
    desk.arm(CHECK, FaultEffect::Hang {});
    let stream = desk.send(CHECK, "").await;
    while desk.journal.after(0, 1).is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(stream);
    // Nothing is in flight any more.
    assert!(desk.simulator.finish(Duration::from_secs(5)).await);
    desk.simulator.listen_again().await.unwrap();
    desk.arm(ACTION, FaultEffect::Hang {});
    let stream = desk.send(ACTION, "1").await;
    while desk.journal.after(1, 1).is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // It does hang: a client that stays is waited for.
    assert!(!desk.simulator.finish(Duration::from_millis(50)).await);
    drop(stream);
}

#[tokio::test]
async fn a_body_is_broken_in_four_ways() {
    let desk = Desk::start().await;
    for operation in [CHECK, ACTION] {
        desk.arm(operation, FaultEffect::BadJson {});
        let bad = desk.answer(operation, "bad").await;
        assert_eq!((bad.status, length(&bad)), (200, bad.body.len()));
        assert!(serde_json::from_str::<Value>(&bad.body).is_err());
        assert!(serde_json::from_str::<Value>(&format!("{}}}", bad.body)).is_ok());

        desk.arm(operation, FaultEffect::WrongContentType {});
        let html = desk.answer(operation, "html").await;
        assert!(html.head.contains("content-type: text/html;charset=utf-8"));
        assert!(html.json().is_object());

        desk.arm(operation, FaultEffect::Cut {});
        let cut = desk.answer(operation, "cut").await;
        assert_eq!(cut.body.len(), length(&cut) / 2);

        desk.arm(operation, FaultEffect::ServerError { status: Some(502) });
        let error = desk.answer(operation, "502").await;
        assert_eq!((error.status, length(&error)), (502, error.body.len()));
        let told = if operation == ACTION {
            assert_eq!(error.json()["Code"], "ServiceUnavailable");
            "ServiceUnavailable"
        } else {
            assert!(
                error.body.contains("<h1>502 Bad Gateway</h1>"),
                "{}",
                error.body
            );
            "BadGateway"
        };
        let code = told.to_owned();
        assert_eq!(
            desk.newest().hop.outcome,
            Outcome::Reply { code, status: 502 }
        );
    }
    desk.arm(ACTION, FaultEffect::ServerError { status: Some(500) });
    assert_eq!(
        desk.answer(ACTION, "500").await.json()["Code"],
        "InternalError"
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_drip_takes_its_time_in_small_pieces() {
    let desk = Desk::start().await;
    for (operation, ms) in [(CHECK, 1), (CHECK, 1_000), (ACTION, 86_400_000)] {
        desk.arm(operation, FaultEffect::SlowDrip { ms });
        let start = Instant::now();
        let mut stream = desk.send(operation, "drip").await;
        let (mut read, mut pieces, mut head_after) = (Vec::new(), 0, None);
        loop {
            let mut piece = vec![0; 64 * 1024];
            let got = stream.read(&mut piece).await.unwrap();
            if got == 0 {
                break;
            }
            pieces += 1;
            head_after.get_or_insert(start.elapsed());
            read.extend_from_slice(&piece[..got]);
        }
        assert_eq!(start.elapsed(), Duration::from_millis(ms));
        assert!(head_after.unwrap() < Duration::from_millis(ms) || ms == 1);
        assert!(ms == 1 || (10..=21).contains(&pieces), "{pieces}");
        let text = String::from_utf8(read).unwrap();
        let (_, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(serde_json::from_str::<Value>(body).is_ok(), "{body}");
        assert_eq!(desk.newest().hop.elapsed, Duration::from_millis(ms));
    }
    // A client that goes away in the middle is journalled with the time that it stayed.
    desk.arm(CHECK, FaultEffect::SlowDrip { ms: 1_000 });
    let before = desk.newest().seq;
    let stream = desk.send(CHECK, "").await;
    tokio::time::sleep(Duration::from_millis(510)).await;
    drop(stream);
    tokio::time::sleep(Duration::from_millis(990)).await;
    let entries = desk.journal.after(before, 10);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].hop.fault.as_deref(), Some("slow drip 1000 ms"));
    assert!(
        entries[0].hop.elapsed < Duration::from_millis(700),
        "{entries:?}"
    );
}

#[tokio::test]
async fn a_wrong_clock_refuses_what_is_beyond_its_window_and_dates_its_answer() {
    let desk = Desk::start().await;
    for (seconds, code, date) in [
        (899, "OK", "00:14:59"),
        (-899, "OK", "23:45:01"),
        (901, "InvalidTimeStamp.Expired", "00:15:01"),
        (-901, "InvalidTimeStamp.Expired", "23:44:59"),
        (316_224_000, "InvalidTimeStamp.Expired", "2036"),
        (-316_224_000, "InvalidTimeStamp.Expired", "2015"),
    ] {
        desk.arm(ACTION, FaultEffect::ClockSkew { seconds });
        let nonce = seconds.to_string();
        let answer = desk.answer(ACTION, &nonce).await;
        assert_eq!(answer.json()["Code"], code, "{seconds}");
        let status = if code == "OK" { 200 } else { 400 };
        assert_eq!(answer.status, status);
        // The batch clock runs on a little while the test does.
        let dated = answer
            .head
            .lines()
            .find(|line| line.starts_with("date: "))
            .unwrap();
        assert!(dated.contains(date), "{seconds}: {dated}");
        let finding = desk.newest().hop.signature.clone();
        assert_eq!(finding.is_some(), code != "OK", "{seconds}");
        // A nonce that was refused for its date was never used.
        let again = desk.send_well_with(&nonce).await;
        let expected = if code == "OK" {
            "SignatureNonceUsed"
        } else {
            "OK"
        };
        assert_eq!(again["Code"], expected, "{seconds}");
    }
    // A wrong signature is told that, and uses no fault up.
    desk.arm(ACTION, FaultEffect::ClockSkew { seconds: 901 });
    let wrong = AccessKey::new(ACCOUNTS[0].access_key_id, "another");
    let answer = signed(
        &desk.simulator,
        &wrong,
        "GetAuthToken",
        &token_pairs(),
        "wrong",
    )
    .await;
    assert_eq!(answer.json()["Code"], "SignatureDoesNotMatch");
    assert!(!desk.simulator.faults().is_empty());
}

impl Desk {
    async fn send_well_with(&self, nonce: &str) -> Value {
        let request = self.request(ACTION, nonce);
        let request = request.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        raw(self.simulator.address(), request.as_bytes())
            .await
            .json()
    }
}

#[tokio::test]
async fn the_same_seed_strikes_the_same_calls_of_another_run() {
    let run = async |seed: u32| {
        let desk = Desk::start().await;
        let chance = json!({"operation": "checkLoginAvailable", "effect": {"kind": "server_error"}, "skip": 2, "chance": {"percent": 40, "seed": seed}});
        let fault: Fault = serde_json::from_value(chance).unwrap();
        desk.simulator.set_faults([fault]).unwrap();
        let mut statuses = Vec::new();
        for _ in 0..40 {
            let address = desk.simulator.address();
            let body = br#"{"flow":"login","access_token":"a","jwt_token":"b"}"#;
            statuses.push(
                post(address, "/h5/v1/check", &host(address), body)
                    .await
                    .status,
            );
        }
        statuses
    };
    let first = run(5).await;
    assert_eq!(first, run(5).await);
    assert_ne!(first, run(6).await);
    assert_eq!(first[..2], [200, 200]);
    assert!(
        first.contains(&503) && first[2..].contains(&200),
        "{first:?}"
    );
}
