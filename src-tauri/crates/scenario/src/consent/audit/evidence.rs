use numberauth_protocol::{Carrier, Flow, Journal, Operation, Outcome, Party, ResultCode, SdkCall};

use crate::consent::seen::SeenConsent;

/// What the journal knows about the page that is judged: the page's own word is not needed for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The carrier that gave the mask of the page.
    pub(crate) mask_carrier: Option<Carrier>,
    /// Whether a token was asked for between the mask and the page; none where the journal does not hold the mask's call.
    pub(crate) token_before_page: Option<bool>,
    /// SDK calls that came of the press without the tick.
    pub(crate) calls_after_refusal: usize,
}

impl Evidence {
    /// Reads the journal.
    pub(crate) fn of(seen: &SeenConsent, journal: &Journal) -> Self {
        let Some(page) = &seen.page else {
            return Self::default();
        };
        let calls: Vec<_> = journal
            .after(0, usize::MAX)
            .into_iter()
            .filter(|entry| (entry.hop.from, entry.hop.to) == (Party::Page, Party::Sdk))
            .filter_map(|entry| match entry.hop.operation {
                Operation::Sdk(call) if call.flow() == seen.flow => Some((call, entry)),
                _ => None,
            })
            .collect();
        let arrived = page.arrived_after.unwrap_or(u64::MAX);
        let mut evidence = Self::default();
        if seen.flow == Flow::Login {
            for (call, entry) in calls.iter().filter(|(_, entry)| entry.seq <= arrived) {
                let success = entry.hop.outcome
                    == Outcome::Result {
                        code: ResultCode::Success,
                    };
                match call {
                    SdkCall::GetLoginMaskPhone if success => {
                        evidence.mask_carrier = entry.hop.carrier;
                        evidence.token_before_page = Some(false);
                    }
                    SdkCall::GetLoginToken if evidence.token_before_page.is_some() => {
                        evidence.token_before_page = Some(true);
                    }
                    _ => {}
                }
            }
        }
        if let Some(refusal) = page.refusal {
            evidence.calls_after_refusal = calls
                .iter()
                .filter(|(_, entry)| entry.seq > refusal.after && entry.seq <= refusal.until)
                .count();
        }
        evidence
    }
}
