use numberauth_protocol::{DeviceCarrier, PhoneNumber, PhoneNumberError};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was made of a typed number.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct NumberReading {
    /// Eleven digits; it goes back to the field that it was typed into, and nowhere else.
    pub number: Option<String>,
    /// The carrier that its prefix proposes; an explicit choice wins.
    pub carrier: Option<DeviceCarrier>,
    /// Why it is no number.
    pub error: Option<NumberProblem>,
}

/// Why a text is no mobile number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NumberProblem {
    /// Not eleven digits.
    Length,
    /// A character that is no digit.
    NotADigit,
    /// It does not begin with 13 to 19.
    Prefix,
}

impl NumberReading {
    /// Reads what a person typed: `+86`, spaces, hyphens and full-width digits are understood.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match PhoneNumber::parse_typed(text) {
            Ok(number) => Self {
                number: Some(number.reveal().to_owned()),
                carrier: Some(DeviceCarrier::proposed_for(&number)),
                error: None,
            },
            Err(error) => Self {
                number: None,
                carrier: None,
                error: Some(error.into()),
            },
        }
    }
}

impl From<PhoneNumberError> for NumberProblem {
    fn from(error: PhoneNumberError) -> Self {
        match error {
            PhoneNumberError::Length(_) => Self::Length,
            PhoneNumberError::NotADigit(_) => Self::NotADigit,
            PhoneNumberError::Prefix => Self::Prefix,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_192_number_proposes_the_carrier_that_is_not_served() {
        let reading = NumberReading::of("+86 １９２ 0013 1234");
        assert_eq!(reading.number.as_deref(), Some("19200131234"));
        assert_eq!(reading.carrier, Some(DeviceCarrier::Other));
    }

    #[test]
    fn what_is_no_number_says_why() {
        for (text, problem) in [
            ("138", NumberProblem::Length),
            ("1380013123x", NumberProblem::NotADigit),
            ("12300131234", NumberProblem::Prefix),
        ] {
            assert_eq!(NumberReading::of(text).error, Some(problem), "{text}");
        }
    }
}
