use numberauth_protocol::{Network, Operation, Outcome, Party};

use super::Cause;
use crate::report::{CaseReport, CaseVerdict, MatrixKey, MatrixNetwork, Observed};

/// Whether a case shows a key's code at its call, on its carrier and network, by this cause: by what it was, what the page got, and
/// what the journal holds.
pub(crate) fn proves(case: &CaseReport, key: MatrixKey, by: &Cause) -> bool {
    case.verdict == CaseVerdict::Passed
        && was_there(case, key)
        && page_got_it(case, key)
        && journal_has_it(case, key)
        && faults_struck(case, by)
}

/// The device was on the key's network and carrier, and stayed so.
fn was_there(case: &CaseReport, key: MatrixKey) -> bool {
    let device = &case.device;
    let path = match key.network {
        MatrixNetwork::Hotspot => device.hotspot_carrier,
        _ => Some(device.carrier),
    };
    device.network == Network::from(key.network)
        && path == Some(key.carrier.into())
        && case.steps.iter().all(|step| step.name != "set_device")
}

fn page_got_it(case: &CaseReport, key: MatrixKey) -> bool {
    case.steps.iter().any(|step| {
        let code = matches!(&step.observed, Observed::Result { code, .. } if *code == key.code);
        step.name == key.call.name() && code
    })
}

/// The callback is there, and every hop that knows a carrier knows this one.
fn journal_has_it(case: &CaseReport, key: MatrixKey) -> bool {
    let mut hops = case.journal.iter().map(|entry| &entry.hop);
    let called_back = hops.clone().any(|hop| {
        (hop.from, hop.to) == (Party::Page, Party::Sdk)
            && hop.operation == Operation::Sdk(key.call)
            && hop.outcome == Outcome::Result { code: key.code }
            && !hop.late
    });
    called_back && hops.all(|hop| hop.carrier.is_none_or(|carrier| carrier == key.carrier))
}

/// What the scenario arms has struck, by its mark in the journal: the code is not there for another reason. (A late answer's mark
/// comes with it: such a scenario waits.)
fn faults_struck(case: &CaseReport, by: &Cause) -> bool {
    by.faults().iter().all(|fault| {
        let mark = fault.effect.to_string();
        case.journal.iter().any(|entry| {
            let hop = &entry.hop;
            hop.operation == fault.operation && hop.fault.as_deref() == Some(mark.as_str())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cancel, MatrixPlan, Run, causes_of};
    use numberauth_protocol::{Carrier, ResultCode, SdkCall};
    use numberauth_simulator::RuleBook;

    #[test]
    fn a_fault_that_left_no_mark_proves_nothing() {
        for code in [ResultCode::Unknown, ResultCode::Timeout] {
            let key = MatrixKey {
                code,
                call: SdkCall::GetLoginToken,
                carrier: Carrier::Cm,
                network: MatrixNetwork::Cellular,
            };
            let mut files = MatrixPlan::shipped().scenarios().iter();
            let file = files.find(|file| file.scenario.id == key.id()).unwrap();
            let rules = RuleBook::shipped();
            let files = std::slice::from_ref(file);
            let report = Run::new(files, 1, &rules).report(&Cancel::default(), |_| {}, |_| {});
            let mut case = report.cases[0].clone();
            let by = causes_of(key).next().unwrap();
            assert!(proves(&case, key, by), "{code}");
            for entry in &mut case.journal {
                entry.hop.fault = None;
            }
            assert!(!proves(&case, key, by), "{code}");
        }
    }
}
