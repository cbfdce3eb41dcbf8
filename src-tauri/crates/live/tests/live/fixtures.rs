use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use numberauth_live::{
    Connector, DeskParts, Keep, Keychain, KeychainError, KeychainState, LiveDesk, ProfileDraft,
    Proxies, TokenKind,
};
use numberauth_protocol::{
    Clock, Connection, DeviceCarrier, Entropy, Flow, Journal, LoopbackClient, Network, Operation,
    SdkCall,
};
use numberauth_simulator::{
    ACCOUNTS, Config, Device, PAGE_ORIGIN, PAGE_URL, RuleBook, Sim, Simulator,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::front::{Listener, Root, Seen, Validity};

/// The profile's name.
pub(crate) const NAME: &str = "bench";

/// A keychain in memory, that a test can lock or take away.
#[derive(Debug)]
pub(crate) struct FakeKeychain {
    pub(crate) state: Mutex<KeychainState>,
    kept: Mutex<HashMap<String, SecretString>>,
}

impl Default for FakeKeychain {
    fn default() -> Self {
        Self {
            state: Mutex::new(KeychainState::Available),
            kept: Mutex::default(),
        }
    }
}

impl FakeKeychain {
    pub(crate) fn become_(&self, state: KeychainState) {
        *self.state.lock().unwrap() = state;
    }

    pub(crate) fn accounts(&self) -> Vec<String> {
        self.kept.lock().unwrap().keys().cloned().collect()
    }

    fn open(&self) -> Result<(), KeychainError> {
        match self.state() {
            KeychainState::Available => Ok(()),
            KeychainState::Locked => Err(KeychainError::Locked),
            KeychainState::Absent { reason } => Err(KeychainError::Absent { reason }),
        }
    }
}

impl Keychain for FakeKeychain {
    fn state(&self) -> KeychainState {
        self.state.lock().unwrap().clone()
    }

    fn read(&self, account: &str) -> Result<Option<SecretString>, KeychainError> {
        self.open()?;
        Ok(self.kept.lock().unwrap().get(account).cloned())
    }

    fn write(&self, account: &str, secret: &SecretString) -> Result<(), KeychainError> {
        self.open()?;
        self.kept
            .lock()
            .unwrap()
            .insert(account.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        self.open()?;
        self.kept.lock().unwrap().remove(account);
        Ok(())
    }

    fn unlock(&self) -> Result<(), KeychainError> {
        self.become_(KeychainState::Available);
        Ok(())
    }
}

/// A good profile of the simulator's first account.
pub(crate) fn draft(endpoint: &str) -> ProfileDraft {
    ProfileDraft {
        name: NAME.to_owned(),
        access_key_id: ACCOUNTS[0].access_key_id.to_owned(),
        scene_code: ACCOUNTS[0].scene_code.to_owned(),
        page_url: PAGE_URL.to_owned(),
        origin: PAGE_ORIGIN.to_owned(),
        endpoint: Some(endpoint.to_owned()),
        sts: false,
    }
}

/// A desk in a folder of its own.
pub(crate) struct Bench {
    pub(crate) desk: LiveDesk,
    pub(crate) keychain: Arc<FakeKeychain>,
    pub(crate) folder: TempDir,
}

/// A desk that trusts `roots` alone; every phase may take a second.
pub(crate) fn bench(roots: &[&Root], proxies: Proxies) -> Bench {
    bench_at(roots, proxies, Clock::system())
}

pub(crate) fn bench_at(roots: &[&Root], proxies: Proxies, clock: Clock) -> Bench {
    let roots = roots.iter().map(|root| root.der());
    bench_of(Connector::trusting(roots, proxies).unwrap(), clock)
}

pub(crate) fn bench_with(connector: Connector) -> Bench {
    bench_of(connector, Clock::system())
}

fn bench_of(connector: Connector, clock: Clock) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Arc::new(FakeKeychain::default());
    let desk = LiveDesk::with(DeskParts {
        folder: folder.path().to_owned(),
        keychain: Arc::clone(&keychain) as Arc<dyn Keychain>,
        connector: Some(connector.patient_for(Duration::from_secs(1))),
        clock,
    })
    .unwrap();
    Bench {
        desk,
        keychain,
        folder,
    }
}

impl Bench {
    /// The journal as a window and a file get it.
    pub(crate) fn journal(&self) -> String {
        let entries = self.desk.journal().after(0, usize::MAX);
        let entries: Vec<_> = entries.iter().map(|entry| &**entry).collect();
        serde_json::to_string(&entries).unwrap()
    }

    /// Keeps the profile and the simulated account's secret.
    pub(crate) async fn enter(&self, draft: &ProfileDraft) {
        self.desk.save_profile(draft, None).await.unwrap();
        let secret = SecretString::from(ACCOUNTS[0].access_key_secret);
        self.desk
            .put_secret(&draft.name, secret, None, Keep::Keychain)
            .await
            .unwrap();
    }
}

/// The simulator, TLS in front of it, and a proxy that leads there: the simulator answers only to its own name and
/// port, which the client then asks the proxy for.
pub(crate) struct Cloud {
    pub(crate) simulator: Simulator,
    pub(crate) root: Root,
    pub(crate) asked: Seen,
    proxy: Listener,
    _front: Listener,
}

impl Cloud {
    pub(crate) async fn start(carrier: DeviceCarrier) -> Self {
        let simulator = simulator(carrier).await;
        let root = Root::new();
        let tls = root.tls("localhost", Validity::Now);
        let front = Listener::tls_front(tls, simulator.address()).await;
        let (proxy, asked) = Listener::proxy(front.address).await;
        Self {
            simulator,
            root,
            asked,
            proxy,
            _front: front,
        }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("localhost:{}", self.simulator.address().port())
    }

    pub(crate) fn proxy_url(&self) -> String {
        format!("http://{}", self.proxy.address)
    }

    /// A desk with a good profile of this cloud.
    pub(crate) async fn bench(&self) -> Bench {
        let bench = bench(&[&self.root], Proxies::all_through(&self.proxy_url()));
        bench.enter(&draft(&self.endpoint())).await;
        bench
    }

    /// The device's number.
    pub(crate) fn number(&self) -> String {
        self.simulator.device().sim.number.reveal().to_owned()
    }

    /// An spToken, as a page on the simulated device gets it with the desk's last tokens.
    pub(crate) async fn sp_token(&self, desk: &LiveDesk, flow: Flow) -> String {
        desk.get_auth_token(NAME, flow).await.unwrap();
        let tokens = json!({
            "flow": flow,
            "access_token": desk.reveal_token(TokenKind::AccessToken).unwrap(),
            "jwt_token": desk.reveal_token(TokenKind::JwtToken).unwrap(),
        });
        let digits = self.simulator.device().sim.number.hidden_digits();
        let mut with_digits = tokens.clone();
        with_digits["mask"] = json!(digits.reveal());
        self.gateway("check", &tokens).await;
        let answer = match flow {
            Flow::Login => {
                self.gateway("mask", &tokens).await;
                self.gateway("token", &with_digits).await
            }
            Flow::Verify => self.gateway("token", &tokens).await,
        };
        answer["data"]["sp_token"].as_str().unwrap().to_owned()
    }

    async fn gateway(&self, step: &str, request: &Value) -> Value {
        let target = self
            .simulator
            .route()
            .target(Operation::Sdk(SdkCall::CheckLoginAvailable));
        let reply = LoopbackClient::new()
            .unwrap()
            .post(
                &target,
                &format!("/h5/v1/{step}"),
                &[],
                serde_json::to_vec(request).unwrap(),
            )
            .await
            .unwrap();
        let answer: Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(answer["code"], "OK", "{step}: {answer}");
        answer
    }
}

/// A simulator on the system's clock, its device on cellular data.
pub(crate) async fn simulator(carrier: DeviceCarrier) -> Simulator {
    let entropy = Entropy::system().unwrap();
    let sim = |carrier| Sim::made_up(carrier, &entropy);
    Simulator::start(Config {
        clock: Clock::system(),
        entropy: entropy.clone(),
        journal: Journal::default(),
        rules: RuleBook::shipped(),
        machine: Arc::new(|| Connection::Unknown),
        device: Device {
            sim: sim(carrier),
            network: Network::Cellular,
            hotspot_owner: sim(DeviceCarrier::Cu),
        },
        port: 0,
        batch: false,
        origins: Vec::new(),
        admin_token: None,
    })
    .await
    .unwrap()
}
