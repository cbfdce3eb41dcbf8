//! Recordings for the page's second backend: what Rust answers to a page that walks through a flow, on the paused clock
//! and under a fixed seed, so that the same program makes the same bytes.

use numberauth_lab::{Change, Settings, Snapshot, StageState, Update};
use numberauth_protocol::{DeviceCarrier, Flow, Network, Operation, SdkCall, SpToken};
use numberauth_scenario::{Bench, BenchConfig, DeviceChoice};
use numberauth_simulator::{Fault, FaultEffect};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize)]
pub(crate) struct Recording {
    pub(crate) name: &'static str,
    snapshot: Snapshot,
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    command: &'static str,
    args: Value,
    reply: Value,
    updates: Vec<Update>,
}

struct Recorder {
    bench: Bench,
    recording: Recording,
    last_entry: u64,
    last_revision: u64,
    seq: u64,
    calls: u64,
}

impl Recorder {
    async fn start(name: &'static str, carrier: DeviceCarrier, network: Network) -> Self {
        let bench = Bench::start(BenchConfig {
            carrier,
            network,
            ..BenchConfig::batch(7, name)
        })
        .await
        .unwrap();
        let snapshot = Snapshot {
            entries: Vec::new(),
            simulation: bench.simulation(),
            settings: Settings::default(),
            notices: Vec::new(),
            run: None,
            stage: StageState::default(),
            facts: bench.facts(),
        };
        let last_revision = snapshot.simulation.revision;
        let recording = Recording {
            name,
            snapshot,
            steps: Vec::new(),
        };
        Self {
            bench,
            recording,
            last_entry: 0,
            last_revision,
            seq: 0,
            calls: 0,
        }
    }

    fn step(&mut self, command: &'static str, args: Value, reply: &impl Serialize) -> Value {
        let mut updates = Vec::new();
        let mut push = |seq: &mut u64, change| {
            *seq += 1;
            updates.push(Update { seq: *seq, change });
        };
        for entry in self.bench.journal().after(self.last_entry, usize::MAX) {
            self.last_entry = entry.seq;
            push(
                &mut self.seq,
                Change::Entry {
                    entry: Box::new((*entry).clone()),
                },
            );
        }
        let simulation = self.bench.simulation();
        if simulation.revision != self.last_revision {
            self.last_revision = simulation.revision;
            push(
                &mut self.seq,
                Change::Simulation {
                    simulation: Box::new(simulation),
                },
            );
        }
        let reply = serde_json::to_value(reply).unwrap();
        self.recording.steps.push(Step {
            command,
            args,
            reply: reply.clone(),
            updates,
        });
        reply
    }

    async fn tokens(&mut self, flow: Flow) -> Value {
        let reply = self.bench.get_auth_token(flow).await;
        self.step("getAuthToken", json!([flow]), &reply)
    }

    async fn sdk(&mut self, call: SdkCall, options: Value) -> Value {
        self.calls += 1;
        let Value::Object(fields) = options.clone() else {
            panic!("options are an object")
        };
        let result = self
            .bench
            .sdk_call("page", self.calls, call, fields)
            .await
            .unwrap();
        self.step(
            "sdkCall",
            json!(["page", self.calls, call, options]),
            &result,
        )
    }

    async fn check(&mut self, flow: Flow) -> Value {
        let reply = self.tokens(flow).await;
        let call = match flow {
            Flow::Login => SdkCall::CheckLoginAvailable,
            Flow::Verify => SdkCall::CheckAuthAvailable,
        };
        let options = json!({"accessToken": reply["access_token"], "jwtToken": reply["jwt_token"], "timeout": 2});
        self.sdk(call, options).await
    }

    async fn mask(&mut self) -> Value {
        self.sdk(SdkCall::GetLoginMaskPhone, json!({"timeout": 3}))
            .await
    }

    async fn login_token(&mut self, digits: &str) -> Value {
        self.sdk(
            SdkCall::GetLoginToken,
            json!({"mask": digits, "timeout": 2}),
        )
        .await
    }

    async fn exchange(&mut self, token: &Value) {
        let token = token["spToken"].as_str().unwrap();
        let reply = self.bench.get_phone_with_token(&SpToken::new(token)).await;
        self.step("getPhoneWithToken", json!([token]), &reply);
    }

    async fn verify(&mut self, number: &str) {
        self.check(Flow::Verify).await;
        let token = self
            .sdk(SdkCall::GetVerifyToken, json!({"timeout": 3}))
            .await;
        let token = token["spToken"].as_str().unwrap();
        let reply = self
            .bench
            .verify_phone_with_token(number, &SpToken::new(token))
            .await;
        self.step("verifyPhoneWithToken", json!([number, token]), &reply);
    }

    fn read_number(&mut self, text: &str) {
        let reading = self.bench.read_number(text);
        self.step("readNumber", json!([text]), &reading);
    }

    fn digits(&self) -> (String, String) {
        let right = self.bench.own_number().hidden_digits().reveal().to_owned();
        let wrong = format!("{:04}", (right.parse::<u32>().unwrap() + 1) % 10_000);
        (right, wrong)
    }
}

/// Login with one wrong entry before the right one.
async fn login(name: &'static str, carrier: DeviceCarrier) -> Recording {
    let mut page = Recorder::start(name, carrier, Network::Cellular).await;
    let (right, wrong) = page.digits();
    page.check(Flow::Login).await;
    page.mask().await;
    let token = page.login_token(&wrong).await;
    if token["code"] == 600_000 {
        page.exchange(&token).await;
    }
    let token = page.login_token(&right).await;
    page.exchange(&token).await;
    page.recording
}

/// A login that Wi-Fi stops at the mask, then cellular.
async fn wifi() -> Recording {
    let mut page = Recorder::start("login-wifi", DeviceCarrier::Cm, Network::Wifi).await;
    page.check(Flow::Login).await;
    page.mask().await;
    let choice = DeviceChoice {
        carrier: DeviceCarrier::Cm,
        network: Network::Cellular,
        number: None,
        hotspot_owner: None,
    };
    let simulation = page.bench.set_device(&choice).unwrap();
    page.step(
        "setDevice",
        json!([{"carrier": "CM", "network": "cellular"}]),
        &simulation,
    );
    page.check(Flow::Login).await;
    page.mask().await;
    page.recording
}

/// A login whose token call times out once.
async fn timeout() -> Recording {
    let mut page = Recorder::start("login-timeout", DeviceCarrier::Cm, Network::Cellular).await;
    let (right, _) = page.digits();
    let fault = Fault::once(
        Operation::Sdk(SdkCall::GetLoginToken),
        FaultEffect::Delay { ms: 3_000 },
    );
    let simulation = page.bench.add_fault(fault.clone()).unwrap();
    page.step("addFault", json!([fault]), &simulation);
    page.check(Flow::Login).await;
    page.mask().await;
    page.login_token(&right).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let token = page.login_token(&right).await;
    page.exchange(&token).await;
    page.recording
}

/// Verifications that pass and are rejected.
async fn verify() -> Recording {
    let mut page = Recorder::start("verify", DeviceCarrier::Cu, Network::Cellular).await;
    let own = page.bench.own_number().reveal().to_owned();
    let stranger = "13000001234";
    for number in [own.as_str(), stranger] {
        page.read_number(&format!("+86 {number}"));
        page.verify(number).await;
    }
    page.recording
}

/// Every recording.
pub(crate) async fn all() -> Vec<Recording> {
    vec![
        login("login-cm", DeviceCarrier::Cm).await,
        login("login-cu", DeviceCarrier::Cu).await,
        login("login-ct", DeviceCarrier::Ct).await,
        wifi().await,
        timeout().await,
        verify().await,
    ]
}
