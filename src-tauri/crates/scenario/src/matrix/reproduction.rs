//! Reproductions: a code that comes by one of its causes, where somebody wants to see it.

use numberauth_protocol::{Carrier, ResultCode, SdkCall, Words, dictionary};
use numberauth_simulator::RuleBook;
use serde::Deserialize;
use thiserror::Error;
use ts_rs::TS;

use super::{Cause, causes, causes_of, impossible, proves};
use crate::report::{CaseReport, MatrixKey, MatrixNetwork, Report, ReportKind};
use crate::runner::{Cancel, Progress, Run};
use crate::scenario::ScenarioFile;

/// The code that somebody wants to see come. What is left out is chosen: the first there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WantedCode {
    /// The code's number.
    pub code: u32,
    /// The call that is to give it.
    #[serde(default)]
    #[ts(optional)]
    pub call: Option<SdkCall>,
    /// The carrier of the path.
    #[serde(default)]
    #[ts(optional)]
    pub carrier: Option<Carrier>,
    /// The device's network.
    #[serde(default)]
    #[ts(optional)]
    pub network: Option<MatrixNetwork>,
    /// What is to bring it about, by its place among all causes, from 0.
    #[serde(default)]
    #[ts(optional)]
    pub cause: Option<u32>,
}

/// Why a code cannot be made to come so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", .0.en)]
pub struct NotReproducible(pub Words);

/// A code that comes at a call, on a carrier and a network, by one of its causes.
#[derive(Clone, Copy)]
pub struct Reproduction {
    key: MatrixKey,
    cause: &'static Cause,
}

impl Reproduction {
    /// What shows the wanted code.
    pub fn of(wanted: &WantedCode) -> Result<Self, NotReproducible> {
        let number = wanted.code;
        let code = ResultCode::from_number(number).ok_or_else(|| no_code_of_ours(number))?;
        let cause = wanted.cause.map(|cause| named(code, cause)).transpose()?;
        let fits = |key: &MatrixKey| {
            key.code == code
                && wanted.call.is_none_or(|call| call == key.call)
                && wanted.carrier.is_none_or(|carrier| carrier == key.carrier)
                && wanted.network.is_none_or(|network| network == key.network)
        };
        let at = |key| {
            let mut there = causes_of(key);
            let wanted = |one: &&Cause| cause.is_none_or(|cause| std::ptr::eq(cause, *one));
            there.find(wanted).map(|cause| Self { key, cause })
        };
        MatrixKey::all().filter(fits).find_map(at).ok_or_else(|| {
            // By another cause it can come there: then no reason of the place's own stands against it.
            let keys: Vec<_> = MatrixKey::all().filter(fits).collect();
            let by_another = keys.iter().any(|key| causes_of(*key).next().is_some());
            let reason = if by_another {
                None
            } else {
                keys.into_iter().find_map(impossible)
            };
            NotReproducible(reason.cloned().unwrap_or_else(not_there))
        })
    }

    /// Each way to a code, once: by call and cause, at the first place where that is found.
    #[must_use]
    pub fn ways_to(code: ResultCode) -> Vec<Self> {
        let mut ways: Vec<Self> = Vec::new();
        for cause in causes().iter().filter(|cause| cause.code == code) {
            let told = |way: &Self| way.cause.call == cause.call && way.cause.words == cause.words;
            if !ways.iter().any(told) {
                ways.extend(cause.keys().next().map(|key| Self { key, cause }));
            }
        }
        ways
    }

    /// The one whose scenario has this id.
    #[must_use]
    pub fn by_id(id: &str) -> Option<Self> {
        if !id.starts_with("matrix-") {
            return None;
        }
        let key = MatrixKey::all().find(|key| {
            let rest = id.strip_prefix(&key.id());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })?;
        Self::at(key, id)
    }

    /// The one at a key whose scenario has this id.
    pub(crate) fn at(key: MatrixKey, id: &str) -> Option<Self> {
        let cause = causes_of(key).find(|cause| cause.id_at(key) == id)?;
        Some(Self { key, cause })
    }

    /// Where the code comes.
    #[must_use]
    pub fn key(&self) -> MatrixKey {
        self.key
    }

    /// What brings it about.
    #[must_use]
    pub fn cause(&self) -> &'static Cause {
        self.cause
    }

    /// The scenario that shows it.
    #[must_use]
    pub fn scenario(&self) -> ScenarioFile {
        self.cause.scenario(self.key)
    }

    /// Whether a case shows it: the code came there, and by this cause.
    #[must_use]
    pub fn is_proven_by(&self, case: &CaseReport) -> bool {
        proves(case, self.key, self.cause)
    }

    /// Runs it: as [`Run::report`] does.
    pub fn report(
        &self,
        seed: u64,
        rules: &RuleBook,
        cancel: &Cancel,
        progress: impl FnMut(Progress),
        mut each: impl FnMut(&CaseReport),
    ) -> Report {
        let files = [self.scenario()];
        let mut ended = Vec::new();
        let summary = Run::new(&files, seed, rules).each(cancel, progress, |mut case| {
            case.key = Some(self.key);
            each(&case);
            ended.push(case);
        });
        Report::of(ReportKind::Reproduction, seed, summary, None, ended)
    }
}

/// A cause of this code by its place among all.
fn named(code: ResultCode, cause: u32) -> Result<&'static Cause, NotReproducible> {
    let found = usize::try_from(cause)
        .ok()
        .and_then(|at| causes().get(at))
        .filter(|found| found.code == code);
    found.ok_or_else(|| {
        NotReproducible(Words {
            zh: format!("{code} 没有编号为 {cause} 的原因"),
            en: format!("{code} has no cause number {cause}"),
        })
    })
}

fn no_code_of_ours(number: u32) -> NotReproducible {
    let sibling = dictionary()
        .sibling_only
        .iter()
        .find(|entry| entry.code == number);
    NotReproducible(match sibling {
        Some(entry) => entry.absent.clone(),
        None => Words {
            zh: format!("两个版本都没有 {number} 这个码"),
            en: format!("neither edition has a code {number}"),
        },
    })
}

fn not_there() -> Words {
    Words {
        zh: "这个原因不会在这个调用、运营商或网络上出现；请换一个".to_owned(),
        en: "this cause is not found at this call, on this carrier or network: choose another"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(code: u32) -> WantedCode {
        WantedCode {
            code,
            call: None,
            carrier: None,
            network: None,
            cause: None,
        }
    }

    fn refused(wanted: &WantedCode) -> Words {
        match Reproduction::of(wanted) {
            Ok(found) => panic!("{:?} is at {:?}", wanted, found.key),
            Err(NotReproducible(words)) => words,
        }
    }

    #[test]
    fn every_place_of_every_cause_has_an_id_of_its_own_that_leads_back_to_it() {
        let mut ids = std::collections::HashSet::new();
        for cause in causes() {
            for key in cause.keys() {
                let id = cause.scenario(key).scenario.id;
                let found = Reproduction::by_id(&id).unwrap();
                assert!(found.key == key && std::ptr::eq(found.cause, cause), "{id}");
                assert!(ids.insert(id));
            }
        }
        for id in [
            "matrix-600011-getlogintoken-cm-cellular-1",
            "matrix-600011-getlogintoken-cm-cellular-99",
            "matrix-600011-getloginmaskphone-cm-cellular",
            "matrix-600011-getlogintoken-cm-cellular-2x",
            "matrix-",
            "cm-login",
        ] {
            assert!(Reproduction::by_id(id).is_none(), "{id}");
        }
    }

    #[test]
    fn what_is_left_out_is_chosen_and_what_is_said_is_kept() {
        let first = Reproduction::of(&wanted(600_012)).unwrap();
        assert_eq!(
            first.key.id(),
            "matrix-600012-getloginmaskphone-cm-cellular"
        );
        let on_wifi = WantedCode {
            carrier: Some(Carrier::Ct),
            network: Some(MatrixNetwork::Wifi),
            ..wanted(600_012)
        };
        let found = Reproduction::of(&on_wifi).unwrap();
        assert_eq!(found.key.id(), "matrix-600012-getloginmaskphone-ct-wifi");
        let last = causes()
            .iter()
            .rposition(|cause| cause.code == ResultCode::MaskFailed);
        let by_the_last = WantedCode {
            cause: last.and_then(|at| u32::try_from(at).ok()),
            ..wanted(600_012)
        };
        let found = Reproduction::of(&by_the_last).unwrap();
        assert!(std::ptr::eq(
            found.cause,
            &raw const causes()[last.unwrap()]
        ));
    }

    #[test]
    fn what_cannot_come_is_refused_with_its_reason() {
        for entry in &dictionary().codes {
            for call in entry.impossible.iter().flat_map(|there| &there.calls) {
                let there = WantedCode {
                    call: Some(*call),
                    ..wanted(entry.code.number())
                };
                let reason = &entry.impossible.as_ref().unwrap().reason;
                assert_eq!(refused(&there), *reason, "{} at {call:?}", entry.code);
            }
        }
        for entry in &dictionary().sibling_only {
            assert_eq!(refused(&wanted(entry.code)), entry.absent);
        }
        let mask_on_wifi = WantedCode {
            call: Some(SdkCall::GetLoginMaskPhone),
            network: Some(MatrixNetwork::Wifi),
            ..wanted(600_000)
        };
        assert!(
            refused(&mask_on_wifi)
                .en
                .contains("On Wi-Fi the carrier sees no number")
        );
        assert!(refused(&wanted(123_456)).en.contains("123456"));
        let of_another_code = WantedCode {
            cause: Some(0),
            ..wanted(600_012)
        };
        assert!(refused(&of_another_code).en.contains("no cause number 0"));
        let elsewhere = WantedCode {
            cause: causes()
                .iter()
                .position(|cause| cause.code == ResultCode::MaskFailed)
                .and_then(|at| u32::try_from(at).ok()),
            network: Some(MatrixNetwork::Cellular),
            ..wanted(600_012)
        };
        assert_eq!(refused(&elsewhere), not_there());
    }
}
