use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use numberauth_cloud::microscope::SignatureReport;
use numberauth_protocol::{
    AccessToken, Connection, Flow, JwtToken, Operation, PhoneNumber, Route, Target,
};
use serde::Serialize;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use ts_rs::TS;

use crate::account::{ACCOUNTS, PAGE_ORIGIN};
use crate::config::{BATCH_HOST, Config, StartError};
use crate::device::{Device, Path};
use crate::fault::{Fault, FaultError, FaultsAside};
use crate::http::{Face, serve};
use crate::ledger::{IssuedAccessToken, Tries};
use crate::rate_limit::{RateLimitError, RateLimits};
use crate::rules::RuleBook;
use crate::scenario_desk::ScenarioDesk;
use crate::world::{ClockError, World};

/// A running simulator; dropping it closes its port.
pub struct Simulator {
    world: Arc<World>,
    route: Arc<SimulatorRoute>,
    face: Face,
    server: Mutex<Option<Server>>,
}

/// The listener at work.
struct Server {
    task: JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

impl Server {
    fn start(listener: TcpListener, face: Face) -> Self {
        let (stop, stopped) = oneshot::channel();
        Self {
            task: tokio::spawn(serve(listener, face, stopped)),
            stop,
        }
    }

    /// Closes the port and every connection.
    async fn abort(self) {
        self.task.abort();
        // The abort is the expected end.
        let _ = self.task.await;
    }
}

/// How much of a verification quota is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Quota {
    /// So many.
    pub used: u32,
    /// Of so many.
    pub limit: u32,
}

struct SimulatorRoute {
    world: Arc<World>,
    address: SocketAddr,
    /// Bound, never listened on: the system itself refuses connections to it, and nobody else can take the port.
    _refusing: TcpSocket,
    refusing_address: SocketAddr,
    host: Option<&'static str>,
}

impl Route for SimulatorRoute {
    fn target(&self, operation: Operation) -> Target {
        let refused = self.world.faults.refuses(operation);
        if refused {
            self.world.touch();
        }
        let address = if refused {
            self.refusing_address
        } else {
            self.address
        };
        Target {
            address,
            host: self.host.map(str::to_owned),
            refused_by_fault: refused,
        }
    }
}

impl Simulator {
    /// Listens on 127.0.0.1 and serves on the current tokio runtime.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let origins = config.check()?;
        let failed = |source| StartError::Listen {
            port: config.port,
            source,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port))
            .await
            .map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let refusing = TcpSocket::new_v4().map_err(failed)?;
        refusing
            .bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .map_err(failed)?;
        let refusing_address = refusing.local_addr().map_err(failed)?;

        let Config {
            clock,
            entropy,
            journal,
            rules,
            machine,
            device,
            ..
        } = config;
        let world = Arc::new(World::new(clock, entropy, journal, rules, machine, device));
        let host = config.batch.then_some(BATCH_HOST);
        let face = Face::new(
            Arc::clone(&world),
            address,
            host,
            origins,
            config.admin_token,
        );
        let server = Server::start(listener, face.clone());
        let route = SimulatorRoute {
            world: Arc::clone(&world),
            address,
            _refusing: refusing,
            refusing_address,
            host,
        };
        Ok(Self {
            world,
            route: Arc::new(route),
            face,
            server: Mutex::new(Some(server)),
        })
    }

    /// The address of the listener.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.route.address
    }

    /// The address as clients name it: `http://127.0.0.1:PORT`, or `http://sim` in batch.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.route.host.map_or_else(
            || format!("http://{}", self.address()),
            |host| format!("http://{host}"),
        )
    }

    /// For clients: where to connect.
    #[must_use]
    pub fn route(&self) -> Arc<dyn Route> {
        Arc::clone(&self.route) as Arc<dyn Route>
    }

    /// Serves `router` for the paths below `/sdk/`, beside the simulator's own and behind the same guard: only this host,
    /// only allowed origins. A second one takes the first one's place.
    pub fn mount(&self, router: Router) {
        self.face.mount(router);
    }

    /// Asks `desk` for scenarios (`/_sim/v1/scenario`) from now on, behind the admin API's token. Without one that path is none.
    pub fn take_scenarios_to(&self, desk: Arc<dyn ScenarioDesk>) {
        self.face.take_scenarios_to(desk);
    }

    /// Whether the listener is there.
    #[must_use]
    pub fn is_listening(&self) -> bool {
        self.server()
            .as_ref()
            .is_some_and(|server| !server.task.is_finished())
    }

    /// Closes the listener and every connection; from then on connections are refused. The memory stays.
    pub async fn stop_listening(&self) {
        let server = self.server().take();
        if let Some(server) = server {
            server.abort().await;
            self.world.touch();
        }
    }

    /// Takes no new connection, lets the requests in flight finish for as long as `patience`, and closes what is left then.
    /// Tells whether all of them finished.
    pub async fn finish(&self, patience: Duration) -> bool {
        let server = self.server().take();
        let Some(Server { mut task, stop }) = server else {
            return true;
        };
        // A task that has ended hears nothing, and needs not.
        let _ = stop.send(());
        let finished = tokio::time::timeout(patience, &mut task).await.is_ok();
        if !finished {
            task.abort();
            let _ = task.await;
        }
        self.world.touch();
        finished
    }

    /// Listens again on the same port after [`Self::stop_listening`].
    pub async fn listen_again(&self) -> Result<(), StartError> {
        if self.is_listening() {
            return Ok(());
        }
        let address = self.address();
        let failed = |source| StartError::Listen {
            port: address.port(),
            source,
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        *self.server() = Some(Server::start(listener, self.face.clone()));
        self.world.touch();
        Ok(())
    }

    fn server(&self) -> MutexGuard<'_, Option<Server>> {
        // Each change is one assignment.
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The default device.
    #[must_use]
    pub fn device(&self) -> Device {
        self.world.default_device()
    }

    /// Changes the default device.
    pub fn set_device(&self, device: Device) {
        self.world.set_default_device(device);
    }

    /// Registers a device beside the default one, and gives the id by which gateway calls name it.
    #[must_use]
    pub fn add_device(&self, device: Device) -> String {
        self.world.add_device(device)
    }

    /// What the carrier sees of the default device's data path.
    #[must_use]
    pub fn path(&self) -> Path {
        self.world.path(&self.device())
    }

    /// Whether a number is known here on another carrier than that of the default device's path.
    #[must_use]
    pub fn knows_elsewhere(&self, number: PhoneNumber) -> bool {
        let known = self.world.known_carrier(number);
        known.is_some_and(|known| known != self.path().carrier)
    }

    /// What `getConnection()` answers on the default device.
    #[must_use]
    pub fn connection(&self) -> Connection {
        self.world.connection(&self.device())
    }

    /// What `getConnection()` answers on a device that was registered, or on the default one; `None`: there is no such device.
    #[must_use]
    pub fn connection_on(&self, device: Option<&str>) -> Option<Connection> {
        let device = self.world.device(device)?;
        Some(self.world.connection(&device))
    }

    /// Arms faults in the place of all that are armed; none takes them away.
    pub fn set_faults(&self, faults: impl IntoIterator<Item = Fault>) -> Result<(), FaultError> {
        self.world.faults.arm(faults)?;
        self.world.touch();
        Ok(())
    }

    /// Arms a fault behind those that are armed, which go on where they are.
    ///
    /// # Errors
    ///
    /// [`FaultError`]: it cannot be, or there are too many.
    pub fn add_fault(&self, fault: Fault) -> Result<(), FaultError> {
        self.world.faults.add(fault)?;
        self.world.touch();
        Ok(())
    }

    /// Takes one of [`Self::faults`] away, by its place among them and what it is; the others go on where they are. Tells whether
    /// it was still there.
    pub fn remove_fault(&self, place: usize, fault: &Fault) -> bool {
        let removed = self.world.faults.remove(place, fault);
        self.world.touch();
        removed
    }

    /// Arms faults in the place of all that are armed, and gives those: [`Self::put_faults_back`] has them go on where they were.
    pub fn swap_faults(&self, faults: Vec<Fault>) -> Result<FaultsAside, FaultError> {
        let aside = self.world.faults.swap(faults)?;
        self.world.touch();
        Ok(aside)
    }

    /// Arms what was set aside, in the place of all that are armed.
    pub fn put_faults_back(&self, aside: FaultsAside) {
        self.world.faults.put_back(aside);
        self.world.touch();
    }

    /// Limits the calls that an account may make of the cloud's actions in a second; counting begins anew.
    pub fn set_rate_limits(&self, limits: RateLimits) -> Result<(), RateLimitError> {
        self.world.rates.set(limits)
    }

    /// The armed faults that are not spent, with what is left of them, in the order in which they were armed.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.world.faults.armed()
    }

    /// Where the path's number stands at its carrier; `None` where no carrier sees a number.
    #[must_use]
    pub fn tries(&self) -> Option<Tries> {
        let path = self.path();
        let rules = self.world.rules.of(path.carrier.served()?);
        let number = path.number?;
        Some(self.world.ledger().tries(
            rules.carrier,
            number,
            rules.lockout,
            self.world.clock.now(),
        ))
    }

    /// Has the carrier of the path have counted so many wrong entries of the path's number in a row: enough of them lock it from
    /// now on, 0 unlocks it. Nothing where no carrier sees a number.
    pub fn set_wrong_entries(&self, wrong_in_a_row: u32) {
        let path = self.path();
        if let (Some(carrier), Some(number)) = (path.carrier.served(), path.number) {
            let lockout = self.world.rules.of(carrier).lockout;
            let now = self.world.clock.now();
            self.world
                .ledger()
                .set_wrong_entries(carrier, number, wrong_in_a_row, lockout, now);
            self.world.touch();
        }
    }

    /// How much of its verification quota the path's number has used; `None` where there is none.
    #[must_use]
    pub fn verify_quota(&self) -> Option<Quota> {
        let path = self.path();
        let rules = self.world.rules.of(path.carrier.served()?);
        let (quota, number) = (rules.verify_quota?, path.number?);
        let used =
            self.world
                .ledger()
                .quota_used(rules.carrier, number, quota, self.world.clock.now());
        Some(Quota {
            used,
            limit: quota.limit,
        })
    }

    /// A report of a signature that did not hold, whole, by the number that its journal entry names; `None` once it is forgotten.
    #[must_use]
    pub fn signature_report(&self, number: u64) -> Option<SignatureReport> {
        self.world.signature_reports.get(number)
    }

    /// The carriers' rules.
    #[must_use]
    pub fn rules(&self) -> &RuleBook {
        &self.world.rules
    }

    /// Makes a scheme exist for one of the [`ACCOUNTS`].
    pub fn create_scene(&self, code: &str, account: usize) {
        self.world.ledger().create_scene(code, account);
    }

    /// Deletes a scheme; tells whether it existed.
    pub fn delete_scene(&self, code: &str) -> bool {
        self.world.ledger().delete_scene(code)
    }

    /// The tokens that the first account's server got `age_seconds` ago by the calendar, and has kept since: genuine, and
    /// as old as they say.
    #[must_use]
    pub fn tokens_issued_ago(&self, flow: Flow, age_seconds: i64) -> (AccessToken, JwtToken) {
        let age = SignedDuration::from_secs(age_seconds);
        let issued_at = self
            .world
            .clock
            .now()
            .saturating_sub(age)
            .unwrap_or(Timestamp::MIN);
        let issued = IssuedAccessToken {
            account: 0,
            flow,
            scene_code: ACCOUNTS[0].scene_code.to_owned(),
            origin: PAGE_ORIGIN.to_owned(),
            issued_at,
        };
        let access_token = self.world.issue_access_token(issued);
        (access_token, self.world.ledger().issue_jwt(0, issued_at))
    }

    /// Forgets everything that happened, takes the fault away and puts the calendar back; the device stays.
    pub fn reset(&self) {
        self.world.reset();
    }

    /// Moves the calendar by so many seconds; tokens, lockout and quota follow.
    pub fn advance_clock(&self, seconds: i64) -> Result<(), ClockError> {
        self.world.advance_clock(seconds)
    }

    /// Something outside the simulator that its watchers show has changed.
    pub fn touch(&self) {
        self.world.touch();
    }

    /// Counts up with every change that an interface would show.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.world.changes()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(server) = self.server().take() {
            server.task.abort();
        }
    }
}
