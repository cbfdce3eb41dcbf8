mod next_outcome;
mod your_server;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use numberauth_cloud::RequestContext;
use numberauth_cloud::microscope::{Known, Pasted, PastedError, SignatureReport};
use numberauth_protocol::{
    Clock, Connection, DeviceCarrier, Entropy, EntropyError, Journal, Network, PhoneNumber,
    SdkCall, SignatureCause, TransportFailure, Words,
};
use numberauth_sdk::{
    Config as SdkConfig, InstanceError, Instances, Options, PhoneServer, SdkResult,
    machine_connection,
};
use numberauth_simulator::{
    ACCOUNTS, Account, Config, Device, Fault, MachineConnection, RuleBook, Simulator, StartError,
};
use thiserror::Error;
use tokio::sync::watch;

use crate::consent::audit::{Evidence, judge};
use crate::integrator::Integrator;
use crate::lab::SimDrawer;
use crate::loaded::{Arrangement, Loaded, LoadedScenario};
use crate::outcome::{NextRun, Seen};
use crate::page_sdk;
use crate::recorder::{Numbers, Recorder};
use crate::scenario_desk::BenchDesk;
use crate::simulation::{DeviceState, HotspotOwner, PathState};
use crate::{
    AdvanceClock, AuthTokenReply, ConsentAudit, Credentials, DeviceChoice, ExpectedWording, Facts,
    LabError, NothingRecorded, NumberReading, Recorded, Scenario, ScenarioFile, SeenConsent,
    SetFaults, Simulation, Step, StepReport, run_scenario,
};

/// The carrier of a hotspot's owner where nobody chooses one.
const HOTSPOT_CARRIER: DeviceCarrier = DeviceCarrier::Cu;

/// What a bench is made of.
pub struct BenchConfig {
    /// The one clock.
    pub clock: Clock,
    /// The one source of randomness.
    pub entropy: Entropy,
    /// The carriers' rules.
    pub rules: RuleBook,
    /// The real machine's connection.
    pub machine: MachineConnection,
    /// The device's carrier at the start.
    pub carrier: DeviceCarrier,
    /// The device's network at the start.
    pub network: Network,
    /// The carrier of the hotspot's owner at the start.
    pub hotspot_carrier: DeviceCarrier,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// A batch run: `Host: sim`, so that no port is signed or printed.
    pub batch: bool,
    /// The browser origins whose pages may call the simulator. With at least one, the page SDK is served for them too.
    pub origins: Vec<String>,
    /// The admin API's bearer token; `None`: there is no admin API.
    pub admin_token: Option<String>,
}

impl BenchConfig {
    /// For a person at a window: the machine's clock, the system's randomness, a free port, a China Mobile SIM on mobile
    /// data.
    pub fn interactive() -> Result<Self, EntropyError> {
        Ok(Self {
            clock: Clock::system(),
            entropy: Entropy::system()?,
            rules: RuleBook::shipped(),
            machine: Arc::new(machine_connection),
            carrier: DeviceCarrier::Cm,
            network: Network::Cellular,
            hotspot_carrier: HOTSPOT_CARRIER,
            port: 0,
            batch: false,
            origins: Vec::new(),
            admin_token: None,
        })
    }

    /// For a batch run, on a paused current-thread runtime: the batch clock, and everything random from `seed` and the
    /// scenario's id.
    #[must_use]
    pub fn batch(seed: u64, scenario: &str) -> Self {
        Self {
            clock: Clock::batch(),
            entropy: Entropy::seeded(seed, scenario),
            rules: RuleBook::shipped(),
            machine: Arc::new(|| Connection::Unknown),
            carrier: DeviceCarrier::Cm,
            network: Network::Cellular,
            hotspot_carrier: HOTSPOT_CARRIER,
            port: 0,
            batch: true,
            origins: Vec::new(),
            admin_token: None,
        }
    }
}

/// Why a bench cannot be set up.
#[derive(Debug, Error)]
pub enum BenchError {
    /// The simulator cannot listen.
    #[error(transparent)]
    Start(#[from] StartError),
    /// No HTTP client can be made.
    #[error(transparent)]
    Transport(#[from] TransportFailure),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// A whole desk: simulator, page SDK and your server, on one clock and one journal.
pub struct Bench {
    simulator: Arc<Simulator>,
    instances: Instances,
    integrator: Integrator,
    sims: SimDrawer,
    sdk: SdkConfig,
    credentials: Mutex<Credentials>,
    recorder: Recorder,
    loaded: Mutex<Option<Loaded>>,
    next_run: NextRun,
}

impl Bench {
    /// Starts the simulator and wires the rest to it, on the current tokio runtime.
    pub async fn start(config: BenchConfig) -> Result<Self, BenchError> {
        let journal = Journal::default();
        let BenchConfig {
            clock,
            entropy,
            rules,
            machine,
            port,
            batch,
            origins,
            admin_token,
            ..
        } = config;
        let sims = SimDrawer::new(&entropy);
        let serves_pages = !origins.is_empty();
        let simulator = Arc::new(
            Simulator::start(Config {
                clock: clock.clone(),
                entropy: entropy.clone(),
                journal: journal.clone(),
                rules,
                machine,
                device: sims.device(config.carrier, config.network, config.hotspot_carrier),
                port,
                batch,
                origins,
                admin_token,
            })
            .await?,
        );
        let device = Arc::clone(&simulator);
        let sdk = SdkConfig {
            route: simulator.route(),
            connection: Arc::new(move |id| device.connection_on(id).unwrap_or(Connection::Unknown)),
            device: None,
            clock: clock.clone(),
            entropy: entropy.clone(),
            journal: journal.clone(),
        };
        if serves_pages {
            simulator.mount(page_sdk::router(sdk.clone(), &simulator));
        }
        let context = RequestContext {
            route: simulator.route(),
            clock,
            entropy,
        };
        let integrator = Integrator::new(&context, Arc::clone(&simulator), journal)?;
        let instances = Instances::new(sdk.clone());
        let recorder = Recorder::new(
            sdk.clock.clone(),
            sdk.entropy.clone(),
            sims.choice_of(simulator.device()),
        );
        Ok(Self {
            simulator,
            recorder,
            instances,
            integrator,
            sims,
            sdk,
            credentials: Mutex::default(),
            loaded: Mutex::default(),
            next_run: NextRun::default(),
        })
    }

    /// The journal of every hop.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.sdk.journal
    }

    /// The one clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.sdk.clock
    }

    /// The simulator, for what only it can do.
    #[must_use]
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// A `PhoneServer` of its own, beside the pages' instances.
    pub fn phone_server(&self) -> Result<PhoneServer, TransportFailure> {
        PhoneServer::new(self.sdk.clone())
    }

    /// A `PhoneServer` on a registered device; `None` is the default one.
    pub fn phone_server_on(&self, device: Option<String>) -> Result<PhoneServer, TransportFailure> {
        PhoneServer::new(SdkConfig {
            device,
            ..self.sdk.clone()
        })
    }

    /// The pages' instances.
    #[must_use]
    pub fn instances(&self) -> &Instances {
        &self.instances
    }

    /// A page's call.
    pub async fn sdk_call(
        &self,
        instance: &str,
        number: u64,
        call: SdkCall,
        options: Options,
    ) -> Result<SdkResult, InstanceError> {
        let met = self.meet_outcome(Some(call)).await;
        let options = self.with_slip(&met, call, options);
        let begun = self
            .recorder
            .begin_call(instance, call, &options, self.numbers());
        let called = self.instances.call(instance, number, call, options).await;
        if let Ok(result) = &called {
            self.recorder.end_call(begun, result);
        }
        self.outcome_after(&met, called.as_ref().ok().map(Seen::Call));
        called
    }

    /// What was done in the window since the last reset, as a scenario of this id and title. It is run once on a desk of its own to
    /// see whether it gives the same codes again; blocks for that long.
    pub fn recorded(&self, id: &str, title: Words) -> Result<Recorded, NothingRecorded> {
        let (scenario, full) = self.recorder.scenario(id, title)?;
        let file = ScenarioFile::of(scenario);
        let replay = run_scenario(&file, 1);
        let came_otherwise = |step: &StepReport| !step.passed;
        Ok(Recorded {
            differences: replay.steps.into_iter().filter(came_otherwise).collect(),
            scenario: file.scenario,
            full,
        })
    }

    /// Whose numbers are at the desk now.
    pub(crate) fn numbers(&self) -> Numbers {
        Numbers {
            own: self.own_number(),
            path: self.simulator.path().number,
        }
    }

    /// Your server asks for tokens with a signature that holds a slip on purpose: the simulator's journal names it.
    pub async fn try_signature_slip(&self, slip: SignatureCause) -> AuthTokenReply {
        self.integrator.try_signature_slip(slip).await
    }

    /// Explains pasted texts, offline: an answer of the cloud, a request, or both; `client_string` is the client's own canonical
    /// request or string to sign. `None`: the pasted request's signature holds. Only the simulated accounts' secrets are known.
    pub fn explain_signature(
        &self,
        text: &str,
        client_string: Option<&str>,
    ) -> Result<Option<SignatureReport>, PastedError> {
        let pasted = Pasted::read(text)?;
        let id = pasted.access_key_id();
        let keys: Vec<_> = ACCOUNTS.iter().map(Account::access_key).collect();
        let key = keys.iter().find(|key| Some(key.id()) == id.as_deref());
        pasted.explain(Known {
            key,
            others: &keys,
            client_string,
        })
    }

    /// Changes the device.
    pub fn set_device(&self, choice: &DeviceChoice) -> Result<Simulation, LabError> {
        let before = self.simulator.device();
        let device = self.sims.choose(before, choice)?;
        self.simulator.set_device(device);
        self.recorder.note(Step::SetDevice(choice.clone()));
        self.outcome_after_device(&before);
        Ok(self.simulation())
    }

    /// The number of the device's own SIM.
    #[must_use]
    pub fn own_number(&self) -> PhoneNumber {
        self.simulator.device().sim.number
    }

    /// Chooses what kind of tokens your server hands out; any but good ones takes the armed outcome back.
    pub fn set_credentials(&self, credentials: Credentials) -> Simulation {
        self.outcome_before_credentials(credentials);
        *self.chosen_credentials() = credentials;
        self.simulator.touch();
        self.simulation()
    }

    /// Arms these faults in the place of all that are armed; the next outcome's go with the outcome.
    pub fn set_faults(
        &self,
        faults: impl IntoIterator<Item = Fault>,
    ) -> Result<Simulation, LabError> {
        let faults: Vec<_> = faults.into_iter().collect();
        faults.iter().try_for_each(Fault::check)?;
        self.put_outcome_back();
        self.simulator.set_faults(faults)?;
        Ok(self.faults_changed())
    }

    /// Arms a fault behind those that are armed, which go on where they are; the next outcome's go with the outcome.
    pub fn add_fault(&self, fault: Fault) -> Result<Simulation, LabError> {
        fault.check()?;
        self.put_outcome_back();
        self.simulator.add_fault(fault)?;
        Ok(self.faults_changed())
    }

    /// Takes one of [`Simulation::faults`] away, by its place among them and what it is; the others go on where they are. One that
    /// is spent meanwhile is gone already. One of the next outcome takes that back.
    pub fn remove_fault(&self, place: usize, fault: &Fault) -> Simulation {
        self.put_outcome_back();
        if self.simulator.remove_fault(place, fault) {
            return self.faults_changed();
        }
        self.simulation()
    }

    /// Somebody has changed the faults by hand: the scenario is another one, and the recording has it.
    fn faults_changed(&self) -> Simulation {
        self.touch_faults();
        let faults = self.simulator.faults();
        self.recorder.note(Step::SetFaults(SetFaults { faults }));
        self.simulation()
    }

    /// Lets go of the loaded scenario, and resets; the device stays.
    pub fn unload(&self) -> Simulation {
        *self.loaded_scenario() = None;
        self.reset()
    }

    /// Forgets everything that happened, and arranges the desk as a scenario finds it.
    pub fn set_up(&self, scenario: &Scenario) -> Result<(), LabError> {
        let choice = &scenario.device;
        let owner = choice.hotspot_owner.as_ref();
        // Numbers come from carrier and seed, not from what an earlier scenario chose. Judged before anything is forgotten.
        let made_up = self.sims.device(
            choice.carrier,
            choice.network,
            owner.map_or(HOTSPOT_CARRIER, |owner| owner.carrier),
        );
        let device = self.sims.choose(made_up, choice)?;
        self.forget();
        self.simulator.set_device(device);
        self.set_credentials(scenario.credentials);
        let faults = scenario.faults.iter().cloned();
        self.set_faults(faults)?;
        self.simulator
            .set_rate_limits(scenario.limits.clone().unwrap_or_default())?;
        self.recorder.restart_at(scenario);
        Ok(())
    }

    /// [`Self::set_up`] by a file, which is loaded from then on: [`Self::reset`] arranges the desk by it again.
    pub fn load(&self, file: &ScenarioFile) -> Result<(), LabError> {
        self.set_up(&file.scenario)?;
        let arrangement = self.arrangement();
        *self.loaded_scenario() = Some(Loaded::new(file.clone(), arrangement));
        self.simulator.touch();
        Ok(())
    }

    /// The scenario that is loaded, whatever was done at the desk since.
    #[must_use]
    pub fn loaded(&self) -> Option<ScenarioFile> {
        self.loaded_scenario().as_ref().map(Loaded::file)
    }

    /// Lets whoever has the admin token arrange this bench by scenarios (`/_sim/v1/scenario`).
    pub fn take_scenarios(self: &Arc<Self>) {
        let desk = BenchDesk(Arc::downgrade(self));
        self.simulator.take_scenarios_to(Arc::new(desk));
    }

    /// The source of what is made up at this desk.
    #[must_use]
    pub fn entropy(&self) -> &Entropy {
        &self.sdk.entropy
    }

    /// Moves the calendar by so many seconds; tokens, lockout and quota follow.
    pub fn advance_clock(&self, seconds: i64) -> Result<Simulation, LabError> {
        self.simulator.advance_clock(seconds)?;
        self.recorder
            .note(Step::AdvanceClock(AdvanceClock { seconds }));
        Ok(self.simulation())
    }

    /// Forgets everything that happened: ledger, fault, kind of tokens, moved calendar. The device stays, unless a scenario
    /// is loaded: then everything is as that finds it.
    pub fn reset(&self) -> Simulation {
        // What could be arranged once can be again.
        let loaded = self.loaded().is_some_and(|file| self.load(&file).is_ok());
        if !loaded {
            self.forget();
        }
        self.simulation()
    }

    fn forget(&self) {
        self.forget_outcome();
        // What a page still waits for is of the simulation before.
        self.instances.end_calls();
        *self.chosen_credentials() = Credentials::default();
        self.simulator.reset();
        self.recorder
            .restart(self.sims.choice_of(self.simulator.device()));
    }

    /// [`Self::reset`], and a listener that was stopped listens again. If its port is taken meanwhile it stays stopped, and
    /// [`Simulation::listening`] tells so.
    pub async fn restart(&self) -> Simulation {
        // The state below tells a failure.
        let _ = self.simulator.listen_again().await;
        self.reset()
    }

    /// What is made of a typed number.
    #[must_use]
    pub fn read_number(&self, text: &str) -> NumberReading {
        NumberReading::of(text)
    }

    /// Judges the consent page that a window sees on its phone, with what the journal knows of it.
    #[must_use]
    pub fn audit_consent(&self, seen: &SeenConsent, expected: &ExpectedWording) -> ConsentAudit {
        judge(seen, expected, &Evidence::of(seen, self.journal()))
    }

    /// The simulation as the interface shows it.
    #[must_use]
    pub fn simulation(&self) -> Simulation {
        let simulator = &self.simulator;
        let Device {
            sim,
            network,
            hotspot_owner,
        } = simulator.device();
        let path = simulator.path();
        // Before the struct below, which holds the lock on the kind of tokens while it is made.
        let scenario = self.loaded_state();
        let outcomes = self.outcomes();
        let shown = path.number.map(|number| {
            if path.own {
                number.reveal().to_owned()
            } else {
                number.masked().to_string()
            }
        });
        Simulation {
            revision: *simulator.changes().borrow(),
            base_url: simulator.base_url(),
            listening: simulator.is_listening(),
            device: DeviceState {
                carrier: sim.carrier,
                number: sim.number.reveal().to_owned(),
                network,
                hotspot_owner: HotspotOwner {
                    carrier: hotspot_owner.carrier,
                    masked: hotspot_owner.number.masked().to_string(),
                },
            },
            connection: simulator.connection(),
            path: PathState {
                carrier: path.carrier,
                shown,
                own: path.own,
            },
            credentials: *self.chosen_credentials(),
            scenario,
            faults: simulator.faults(),
            outcomes,
            now: self.clock().now(),
            shift_seconds: self.clock().shift_seconds(),
            tries: simulator.tries(),
            verify_quota: simulator.verify_quota(),
        }
    }

    /// Counts up with every change of [`Self::simulation`].
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.simulator.changes()
    }

    /// Tells the watchers of [`Self::changes`] when the real machine's network changes while the device is on it. Asks every
    /// two seconds, and never ends by itself.
    pub async fn watch_machine(&self) {
        let mut last = self.simulator.connection();
        loop {
            tokio::time::sleep(Duration::from_secs(2)).await;
            if self.simulator.device().network == Network::Machine {
                let now = self.simulator.connection();
                if now != last {
                    self.simulator.touch();
                }
                last = now;
            }
        }
    }

    /// What does not change while the program runs.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts::of(self.simulator.rules().all())
    }

    /// What a person can change of the desk, but for the faults: those are spent by themselves.
    fn arrangement(&self) -> Arrangement {
        (
            self.simulator.device(),
            *self.chosen_credentials(),
            self.clock().shift_seconds(),
        )
    }

    fn loaded_state(&self) -> Option<LoadedScenario> {
        // An armed outcome is told by its own name: only hands modify a scenario.
        let now = self.next_run.without(self.arrangement());
        self.loaded_scenario()
            .as_ref()
            .map(|loaded| loaded.state(&now))
    }

    fn touch_faults(&self) {
        if let Some(loaded) = &mut *self.loaded_scenario() {
            loaded.touch_faults();
        }
    }

    fn loaded_scenario(&self) -> MutexGuard<'_, Option<Loaded>> {
        // One assignment a change.
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn chosen_credentials(&self) -> MutexGuard<'_, Credentials> {
        // One assignment a change.
        self.credentials
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
