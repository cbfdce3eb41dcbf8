use numberauth_protocol::{Network, Operation, Outcome, Party};

use crate::report::{CaseReport, CaseVerdict, MatrixKey, MatrixNetwork, Observed};

/// Whether a case shows a key's code at its call, on its carrier and network: by what it was, what the page got, and what the
/// journal holds.
pub(crate) fn proves(case: &CaseReport, key: MatrixKey) -> bool {
    case.verdict == CaseVerdict::Passed
        && was_there(case, key)
        && page_got_it(case, key)
        && journal_has_it(case, key)
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
