use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use numberauth_protocol::{Entropy, PhoneNumber};

use crate::{DeviceChoice, HotspotChoice};

/// Numbers that stand for those that somebody typed: the same one for the same number.
pub(super) struct StandIns {
    entropy: Entropy,
    known: Mutex<HashMap<PhoneNumber, PhoneNumber>>,
}

impl StandIns {
    pub(super) fn new(entropy: Entropy) -> Self {
        Self {
            entropy,
            known: Mutex::default(),
        }
    }

    /// The choice with other numbers in it.
    pub(super) fn replace(&self, choice: DeviceChoice) -> DeviceChoice {
        DeviceChoice {
            number: choice.number.and_then(|number| self.of(&number)),
            hotspot_owner: choice.hotspot_owner.map(|owner| HotspotChoice {
                number: owner.number.and_then(|number| self.of(&number)),
                ..owner
            }),
            ..choice
        }
    }

    /// A number with the same first three digits; none for a text that is no number.
    fn of(&self, typed: &str) -> Option<String> {
        let number = PhoneNumber::parse_typed(typed).ok()?;
        // A panic elsewhere cannot leave the map half changed.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let stand_in = known.entry(number).or_insert_with(|| {
            let prefix = &number.reveal()[..3];
            loop {
                let made_up = format!("{prefix}{}", self.entropy.digits(8));
                match PhoneNumber::parse(&made_up) {
                    Ok(other) if other != number => break other,
                    _ => {}
                }
            }
        });
        Some(stand_in.reveal().to_owned())
    }
}
