use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use numberauth_protocol::{
    Begun, CallId, Clock, Connection, Entropy, Hint, Hop, Journal, Message, Operation, Outcome,
    Party, ResultCode, Route, SdkCall, Stopwatch, TransportFailure,
};
use serde_json::Value;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::arguments::{Arguments, Options, Parameters};
use crate::gateway_client::{GatewayClient, Understood};
use crate::result::SdkResult;
use crate::state::{State, Ticket};

/// So long after its call has ended a reply is waited for, to be recorded as late.
const LONGEST_LATENESS: Duration = Duration::from_mins(10);

/// Tells the connection of a device; `None` is the default one.
pub type DeviceConnection = Arc<dyn Fn(Option<&str>) -> Connection + Send + Sync>;

/// What a `PhoneServer` takes from the program around it.
#[derive(Clone)]
pub struct Config {
    /// Where the gateway is.
    pub route: Arc<dyn Route>,
    /// For `getConnection()`.
    pub connection: DeviceConnection,
    /// The device that the page runs on, and whose data path carries the calls; `None` is the default one.
    pub device: Option<String>,
    /// The one clock.
    pub clock: Clock,
    /// For request ids.
    pub entropy: Entropy,
    /// Where every call is written.
    pub journal: Journal,
}

/// An instance of the SDK. Calls are taken in the order in which [`Self::call`] is called, on a tokio runtime.
#[derive(Clone)]
pub struct PhoneServer(Arc<Inner>);

struct Inner {
    config: Config,
    gateway: GatewayClient,
    state: Mutex<State>,
    /// Counts up when the calls under way are to end.
    ended: watch::Sender<u64>,
}

/// The answer of a call that is under way: resolves exactly once.
pub struct Pending(oneshot::Receiver<SdkResult>);

impl Pending {
    /// Waits for the answer. `None` only if the runtime is shut down in the middle of the call.
    pub async fn result(self) -> Option<SdkResult> {
        self.0.await.ok()
    }
}

/// What the journal needs of a call.
#[derive(Clone)]
struct CallLog {
    call: SdkCall,
    id: CallId,
    at: Timestamp,
    watch: Stopwatch,
    request: Message,
    hint: Option<Hint>,
    /// The fault that kept the call from the gateway.
    fault: Option<String>,
}

impl CallLog {
    /// The page's hop to the SDK.
    fn begun(&self) -> Begun {
        Begun {
            at: self.at,
            watch: self.watch,
            call: Some(self.id),
            flow: Some(self.call.flow()),
            from: Party::Page,
            to: Party::Sdk,
            operation: Operation::Sdk(self.call),
        }
    }
}

/// What ends a call before its answer and its timer.
struct CutOff {
    superseded: oneshot::Receiver<()>,
    ended: watch::Receiver<u64>,
}

/// A call that may be sent.
struct Accepted {
    arguments: Arguments,
    ticket: Ticket,
    superseded: oneshot::Receiver<()>,
}

impl PhoneServer {
    /// `new PhoneServerCustomization()`
    pub fn new(config: Config) -> Result<Self, TransportFailure> {
        let gateway = GatewayClient::new(Arc::clone(&config.route), config.device.clone())?;
        Ok(Self(Arc::new(Inner {
            config,
            gateway,
            state: Mutex::new(State::new()),
            ended: watch::Sender::new(0),
        })))
    }

    /// `getConnection()`
    #[must_use]
    pub fn get_connection(&self) -> Connection {
        (self.0.config.connection)(self.0.config.device.as_deref())
    }

    /// Whether a call is under way, or the late reply of one.
    pub(crate) fn is_busy(&self) -> bool {
        // Each of their tasks holds the state.
        Arc::strong_count(&self.0) > 1
    }

    /// Ends the calls under way, and what is still waited for of earlier ones: their page has gone, and takes its requests with it.
    /// What they did stands.
    pub fn end_calls(&self) {
        self.0.ended.send_modify(|times| *times += 1);
    }

    /// One of the five calls, with its raw options. Arguments and order are judged before this returns; a call that is
    /// sent goes on in a task of its own, and its timer runs from here.
    #[must_use]
    pub fn call(&self, call: SdkCall, options: &Options) -> Pending {
        let (answer, pending) = oneshot::channel();
        let Config { clock, journal, .. } = &self.0.config;
        let mut log = CallLog {
            call,
            id: journal.next_call(),
            at: clock.now(),
            watch: clock.stopwatch(),
            request: Message::call(call.name(), &Value::Object(options.clone())),
            hint: None,
            fault: None,
        };
        let accepted = self.0.accept(call, options);
        match accepted {
            Ok(Accepted {
                arguments,
                ticket,
                superseded,
            }) => {
                log.hint = arguments.hint;
                let inner = Arc::clone(&self.0);
                let flight = journal.begin(log.begun());
                let cut_off = CutOff {
                    superseded,
                    ended: self.0.ended.subscribe(),
                };
                tokio::spawn(async move {
                    let result = inner.run(&arguments, ticket, cut_off, log).await;
                    drop(flight);
                    // A caller that no longer waits has lost nothing.
                    let _ = answer.send(result);
                });
            }
            Err(result) => {
                self.0.record(&log, &result);
                let _ = answer.send(result);
            }
        }
        Pending(pending)
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        // No transition panics half way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Judges the arguments, then the order. What is refused ends nothing and changes nothing.
    fn accept(&self, call: SdkCall, options: &Options) -> Result<Accepted, SdkResult> {
        let arguments = Arguments::parse(call, options).map_err(|error| {
            self.own_result(ResultCode::BadArguments)
                .with_content(error.content())
        })?;
        let sent = self.state().send(call, &arguments.what);
        let (ticket, superseded) =
            sent.map_err(|code| self.own_result(code).with_reason("call order"))?;
        Ok(Accepted {
            arguments,
            ticket,
            superseded,
        })
    }

    fn own_result(&self, code: ResultCode) -> SdkResult {
        SdkResult::new(code, self.config.entropy.uuid())
    }

    /// Runs a sent call to its one answer. The timer beats everything that comes later.
    async fn run(
        self: &Arc<Self>,
        arguments: &Arguments,
        ticket: Ticket,
        cut_off: CutOff,
        mut log: CallLog,
    ) -> SdkResult {
        let CutOff {
            superseded,
            mut ended,
        } = cut_off;
        let mut exchange = self.exchange(arguments, &ticket, &log);
        let mut left = false;
        let reply = tokio::select! {
            biased;
            reply = &mut exchange => Some(reply),
            () = tokio::time::sleep_until(log.watch.started() + arguments.timeout) => None,
            _ = superseded => None,
            _ = ended.changed() => {
                left = true;
                None
            }
        };
        // Whether a newer call of the flow came is known here, under the lock, whatever woke this task.
        let current = self.state().end(&ticket);
        let dropped = reply.is_none();
        let result = match reply {
            _ if !current => self
                .own_result(ResultCode::Unknown)
                .with_reason("superseded"),
            Some(Ok(understood)) => {
                log.fault.clone_from(&understood.fault);
                let result = understood.into_result(self.config.entropy.uuid());
                if result.is_success() {
                    self.state().succeeded(&ticket);
                }
                result
            }
            Some(Err(_)) => self
                .own_result(ResultCode::Unknown)
                .with_reason("the program is shutting down"),
            None if left => self
                .own_result(ResultCode::Unknown)
                .with_reason("the page has left the flow"),
            None => self.own_result(ResultCode::Timeout),
        };
        self.record(&log, &result);
        if left {
            exchange.abort();
        } else if dropped {
            let inner = Arc::clone(self);
            tokio::spawn(async move { inner.record_late(&log, exchange, ended).await });
        }
        result
    }

    /// Sends the call in a task of its own: after a timeout it goes on to its end, and what it did stands.
    fn exchange(
        &self,
        arguments: &Arguments,
        ticket: &Ticket,
        log: &CallLog,
    ) -> JoinHandle<Understood> {
        let mask = match arguments.what {
            Parameters::LoginToken(digits) => Some(digits),
            _ => None,
        };
        let (gateway, tokens) = (self.gateway.clone(), ticket.tokens.clone());
        let (call, id) = (log.call, log.id);
        tokio::spawn(async move { gateway.send(call, id, tokens, mask).await })
    }

    /// A reply that nobody waits for any more is dropped, and recorded. It is waited for until the page goes, and not for ever.
    async fn record_late(
        &self,
        log: &CallLog,
        mut exchange: JoinHandle<Understood>,
        mut ended: watch::Receiver<u64>,
    ) {
        let late = tokio::select! {
            biased;
            late = &mut exchange => Some(late),
            _ = ended.changed() => None,
            () = tokio::time::sleep(LONGEST_LATENESS) => None,
        };
        let Some(late) = late else {
            exchange.abort();
            return;
        };
        if let Ok(understood) = late {
            let result = understood.into_result(self.config.entropy.uuid());
            let late = Hop {
                from: Party::Gateway,
                late: true,
                hint: None,
                ..Self::hop(log, &result)
            };
            self.config.journal.record(late);
        }
    }

    fn record(&self, log: &CallLog, result: &SdkResult) {
        self.config.journal.record(Self::hop(log, result));
    }

    fn hop(log: &CallLog, result: &SdkResult) -> Hop {
        // A result is plain data: it always serialises.
        let shown = serde_json::to_value(result).unwrap_or_default();
        Hop {
            at: log.at,
            elapsed: log.watch.elapsed(),
            call: Some(log.id),
            flow: Some(log.call.flow()),
            from: Party::Page,
            to: Party::Sdk,
            operation: Operation::Sdk(log.call),
            carrier: result.vender,
            outcome: Outcome::Result { code: result.code },
            request: Some(log.request.clone()),
            response: Some(Message::call("callback", &shown)),
            content: result.content.clone(),
            fault: log.fault.clone(),
            late: false,
            hint: log.hint,
            signature: None,
        }
    }
}
