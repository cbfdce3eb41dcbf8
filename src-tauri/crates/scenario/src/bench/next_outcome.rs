//! The next outcome at the desk: arranged, met by the page's calls, and put back when it has come.

use std::time::Duration;

use numberauth_protocol::{MaskDigits, Network, PhoneNumber, SdkCall, Words};
use numberauth_sdk::Options;
use numberauth_simulator::{CarrierRules, Comparison, Device};
use serde_json::Value;

use super::Bench;
use crate::outcome::{Arranged, Seen, choices};
use crate::{Credentials, LabError, NextOutcome, Outcomes, SetFaults, SetTries, Simulation, Step};

/// The window hears of a moved calendar within a thirtieth of a second: so long nothing goes on, or a page would still judge a
/// token's age by the old one.
const UNTIL_THE_WINDOW_KNOWS: Duration = Duration::from_millis(200);

/// What an outcome does to one call, and how that is undone when the call has ended.
#[derive(Default)]
pub(super) struct Met {
    /// Which arming the call met, and its outcome: what is armed while the call is under way is for the next one.
    armed: Option<(u64, NextOutcome)>,
    /// How many wrong entries the carrier had counted before the number was locked.
    wrong_before: Option<u32>,
    /// So many seconds the calendar was moved ahead.
    ahead: i64,
    /// The desk's epoch when the call began.
    epoch: u64,
}

impl Met {
    fn outcome(&self) -> Option<NextOutcome> {
        self.armed.map(|(_, outcome)| outcome)
    }
}

impl Bench {
    /// Decides what the next run of login or verification gives; `None` takes that back. It is arranged by the causes that the
    /// simulator has, lasts until it has come, and is put back then.
    ///
    /// # Errors
    ///
    /// [`LabError::Outcome`], with the reason, where neither flow can give it.
    pub fn arm_outcome(&self, outcome: Option<NextOutcome>) -> Result<Simulation, LabError> {
        if let Some(reason) = outcome.and_then(|outcome| self.why_impossible(outcome)) {
            return Err(LabError::Outcome(reason));
        }
        let turn = self.next_run.turn();
        let armed = self.next_run.state().armed.take();
        self.put_back(armed);
        if let Some(outcome) = outcome {
            self.arrange(outcome)?;
        }
        drop(turn);
        Ok(self.simulation())
    }

    /// The network that the device is on for longer than an armed outcome.
    #[must_use]
    pub fn lasting_network(&self) -> Network {
        let (device, ..) = self.next_run.without(self.arrangement());
        device.network
    }

    pub(super) fn outcomes(&self) -> Outcomes {
        let simulator = &self.simulator;
        // The quota of another number tells nothing of the own SIM's.
        let quota = simulator.verify_quota().filter(|_| simulator.path().own);
        let carrier = simulator.device().sim.carrier;
        Outcomes {
            armed: self.next_run.armed(),
            choices: choices(carrier, simulator.rules(), quota),
        }
    }

    /// Why neither flow can give it.
    fn why_impossible(&self, outcome: NextOutcome) -> Option<Words> {
        let choices = self.outcomes().choices;
        let choice = choices
            .into_iter()
            .find(|choice| choice.outcome == outcome)?;
        choice.impossible_in_verification?;
        choice.impossible
    }

    fn arrange(&self, outcome: NextOutcome) -> Result<(), LabError> {
        let faults_before = self.simulator.swap_faults(outcome.faults())?;
        let device = self.simulator.device();
        let network = outcome.network(device.network, self.simulator.connection());
        self.simulator.set_device(Device { network, ..device });
        let credentials_before = std::mem::take(&mut *self.chosen_credentials());
        let mut state = self.next_run.state();
        state.armings += 1;
        state.armed = Some(Arranged {
            arming: state.armings,
            outcome,
            network,
            network_before: device.network,
            credentials_before,
            faults_before,
            noted: false,
        });
        drop(state);
        self.simulator.touch();
        Ok(())
    }

    /// Puts back what is arranged, but for what somebody has changed by hand since.
    pub(super) fn put_outcome_back(&self) {
        let _turn = self.next_run.turn();
        let armed = self.next_run.state().armed.take();
        self.put_back(armed);
    }

    fn put_back(&self, armed: Option<Arranged>) {
        let Some(armed) = armed else { return };
        let had_faults = !armed.outcome.faults().is_empty();
        let rest = armed.faults_before.rest();
        self.simulator.put_faults_back(armed.faults_before);
        if armed.noted && (had_faults || !rest.is_empty()) {
            self.recorder
                .note(Step::SetFaults(SetFaults { faults: rest }));
        }
        self.put_network_back(armed.network, armed.network_before);
        if armed.noted && armed.network != armed.network_before {
            self.note_device();
        }
        let mut credentials = self.chosen_credentials();
        if *credentials == Credentials::Good {
            *credentials = armed.credentials_before;
        }
        drop(credentials);
        self.simulator.touch();
    }

    fn put_network_back(&self, arranged: Network, before: Network) {
        let device = self.simulator.device();
        if device.network == arranged {
            let network = before;
            self.simulator.set_device(Device { network, ..device });
        }
    }

    fn note_device(&self) {
        let choice = self.sims.choice_of(self.simulator.device());
        self.recorder.note(Step::SetDevice(choice));
    }

    /// Forgets what is decided; what the desk forgets itself is not put back.
    pub(super) fn forget_outcome(&self) {
        let _turn = self.next_run.turn();
        let mut state = self.next_run.state();
        state.ahead = 0;
        state.epoch += 1;
        let armed = state.armed.take();
        drop(state);
        if let Some(armed) = armed {
            self.put_network_back(armed.network, armed.network_before);
        }
    }

    /// Somebody has changed the device: another network takes the outcome back, and so does a carrier that cannot give it. Where
    /// nothing else was changed, it was the network that was chosen: it stays.
    pub(super) fn outcome_after_device(&self, before: &Device) {
        if self.simulator.device() == *before {
            self.next_run.keep_network();
            return;
        }
        let state = self.next_run.state();
        let Some(armed) = &state.armed else { return };
        let (outcome, network) = (armed.outcome, armed.network);
        drop(state);
        if self.simulator.device().network != network || self.why_impossible(outcome).is_some() {
            self.put_outcome_back();
        }
    }

    /// Somebody has chosen a kind of tokens: any but good ones takes the outcome back.
    pub(super) fn outcome_before_credentials(&self, chosen: Credentials) {
        if chosen == Credentials::Good {
            self.next_run.keep_credentials();
        } else {
            self.put_outcome_back();
        }
    }

    /// Has the carrier have counted so many wrong entries of the path's number in a row.
    pub(crate) fn set_tries(&self, wrong_in_a_row: u32) {
        self.simulator.set_wrong_entries(wrong_in_a_row);
        self.recorder
            .note(Step::SetTries(SetTries { wrong_in_a_row }));
    }

    /// Before a run fetches its tokens, or one of its page's calls is sent: what an outcome that has come has left is put back, and
    /// what is armed is in place.
    pub(super) async fn meet_outcome(&self, call: Option<SdkCall>) -> Met {
        let ahead = std::mem::take(&mut self.next_run.state().ahead);
        if ahead != 0 {
            self.move_calendar(-ahead).await;
        }
        let mut met = self.outcome_met();
        let tells_lock = matches!(
            call,
            Some(SdkCall::GetLoginMaskPhone | SdkCall::GetLoginToken)
        );
        if tells_lock && met.outcome() == Some(NextOutcome::Locked) {
            met.wrong_before = self.lock_where(Comparison::Token);
        }
        met
    }

    /// Before your server exchanges an spToken.
    pub(super) async fn meet_outcome_at_exchange(&self) -> Met {
        let mut met = self.outcome_met();
        match met.outcome() {
            Some(NextOutcome::Locked) => {
                met.wrong_before = self.lock_where(Comparison::Exchange);
            }
            Some(NextOutcome::TokenExpired) => {
                let life = self.rules_of_path().map(|rules| rules.sp_token_seconds);
                if let Some(life) = life
                    && self.move_calendar(life).await
                {
                    met.ahead = life;
                }
            }
            _ => {}
        }
        met
    }

    /// A call has ended: what was done to it alone is undone, and if the outcome has come, all of it.
    pub(super) fn outcome_after(&self, met: &Met, seen: Option<Seen<'_>>) {
        let rules = self.rules_of_path();
        let state = self.next_run.state();
        let forgotten = state.epoch != met.epoch;
        let still_armed = state.armed.as_ref().map(|armed| armed.arming);
        drop(state);
        let came = met.armed.filter(|(arming, outcome)| {
            still_armed == Some(*arming) && seen.is_some_and(|seen| outcome.has_come(seen, rules))
        });
        if let Some(wrong) = met.wrong_before.filter(|_| !forgotten) {
            self.set_tries(wrong);
        }
        if met.ahead != 0 && !forgotten {
            // The page still judges the token's age by the calendar: it goes back before the next run's first call.
            if came.is_some() {
                self.next_run.state().ahead += met.ahead;
            } else {
                // What was moved ahead can be moved back.
                let _ = self.advance_clock(-met.ahead);
            }
        }
        if let Some((arming, _)) = came {
            let _turn = self.next_run.turn();
            // Another may have been armed since.
            let is_it = |arranged: &mut Arranged| arranged.arming == arming;
            let it = self.next_run.state().armed.take_if(is_it);
            self.put_back(it);
        }
    }

    /// The page's options as they reach the SDK: where digits are to be wrong, one of the right ones has slipped.
    pub(super) fn with_slip(&self, met: &Met, call: SdkCall, mut options: Options) -> Options {
        if met.outcome() == Some(NextOutcome::WrongDigits)
            && call == SdkCall::GetLoginToken
            && let Some(path) = self.simulator.path().number
            && let Some(Value::String(typed)) = options.get_mut("mask")
            && *typed == path.hidden_digits().reveal()
            && let Some(slipped) = slip(path.hidden_digits())
        {
            slipped.reveal().clone_into(typed);
        }
        options
    }

    /// The number as it reaches your server, in the same way.
    pub(super) fn with_slip_in_number(&self, met: &Met, typed: &str) -> String {
        let slips = met.outcome() == Some(NextOutcome::WrongDigits);
        let number = PhoneNumber::parse(typed)
            .ok()
            .filter(|number| slips && self.simulator.path().number == Some(*number));
        let slipped = number.and_then(|number| {
            let digits = slip(number.hidden_digits())?;
            Some(number.with_hidden_digits(digits).reveal().to_owned())
        });
        slipped.unwrap_or_else(|| typed.to_owned())
    }

    /// What is armed, now that a call meets it: the recording has it from here, and a lock that would come first is lifted.
    fn outcome_met(&self) -> Met {
        let mut state = self.next_run.state();
        let mut met = Met {
            epoch: state.epoch,
            ..Met::default()
        };
        let Some(armed) = state.armed.as_mut() else {
            return met;
        };
        let outcome = armed.outcome;
        met.armed = Some((armed.arming, outcome));
        let noted = std::mem::replace(&mut armed.noted, true);
        let other_network = armed.network != armed.network_before;
        let faults = outcome.faults();
        let other_faults = !faults.is_empty() || !armed.faults_before.rest().is_empty();
        drop(state);
        if !noted && other_network {
            self.note_device();
        }
        if !noted && other_faults {
            self.recorder.note(Step::SetFaults(SetFaults { faults }));
        }
        let tries = self.simulator.tries();
        if outcome.needs_unlocked_number()
            && tries.is_some_and(|tries| tries.locked_until.is_some())
        {
            self.set_tries(0);
        }
        met
    }

    /// Locks the path's number for one call, where its carrier compares digits at this point; tells what it had counted. A number
    /// that is locked already stays so.
    fn lock_where(&self, compared_at: Comparison) -> Option<u32> {
        let rules = self.rules_of_path()?;
        let lockout = rules.lockout?;
        let tries = self.simulator.tries()?;
        if rules.digits_compared_at != compared_at || tries.locked_until.is_some() {
            return None;
        }
        self.set_tries(lockout.wrong_entries);
        Some(tries.wrong_in_a_row)
    }

    fn rules_of_path(&self) -> Option<&CarrierRules> {
        let carrier = self.simulator.path().carrier.served()?;
        Some(self.simulator.rules().of(carrier))
    }

    /// Moves the calendar, and waits until the window knows; tells whether it could be moved.
    async fn move_calendar(&self, seconds: i64) -> bool {
        let moved = self.advance_clock(seconds).is_ok();
        if moved {
            tokio::time::sleep(UNTIL_THE_WINDOW_KNOWS).await;
        }
        moved
    }
}

/// The digits with another last one.
fn slip(digits: MaskDigits) -> Option<MaskDigits> {
    let (head, last) = digits.reveal().split_at(3);
    let last: u32 = last.parse().ok()?;
    MaskDigits::parse(&format!("{head}{}", (last + 1) % 10))
}
