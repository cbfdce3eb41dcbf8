//! Texts that a picture may hold. Each refuses what it is not while it is read.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// The longest code, in characters: longer than any of the cloud's.
const LONGEST_CODE: usize = 64;
/// So many digits in a row are a phone number, and no code.
const DIGITS_OF_A_NUMBER: usize = 11;

/// A masked number, `138****1234`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct MaskText(String);

/// A code of the SDK, the server, a carrier or the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct CodeText(String);

/// Why a text was refused. It does not repeat it: it may be a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// Not a masked number.
    #[error("a number goes to the main window masked, as in 138****1234")]
    NotMasked,
    /// Not a code.
    #[error(
        "a code has 1 to {LONGEST_CODE} letters, digits, dots, hyphens and underscores, and no phone number in it"
    )]
    NotACode,
}

impl TryFrom<String> for MaskText {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        let shaped = text.len() == 11
            && text.bytes().enumerate().all(|(place, byte)| match place {
                3..=6 => byte == b'*',
                _ => byte.is_ascii_digit(),
            });
        shaped.then_some(Self(text)).ok_or(TextError::NotMasked)
    }
}

impl TryFrom<String> for CodeText {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let code = (1..=LONGEST_CODE).contains(&text.len()) && text.bytes().all(letters);
        let number = text
            .split(|character: char| !character.is_ascii_digit())
            .any(|digits| digits.len() >= DIGITS_OF_A_NUMBER);
        (code && !number)
            .then_some(Self(text))
            .ok_or(TextError::NotACode)
    }
}

impl From<MaskText> for String {
    fn from(mask: MaskText) -> Self {
        mask.0
    }
}

impl From<CodeText> for String {
    fn from(code: CodeText) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_masked_number_is_one() {
        assert!(MaskText::try_from("138****1234".to_owned()).is_ok());
        for text in [
            "13800131234",
            "",
            "138***1234",
            "138****123４",
            "138*0**1234",
        ] {
            assert_eq!(
                MaskText::try_from(text.to_owned()),
                Err(TextError::NotMasked),
                "{text}"
            );
        }
    }

    #[test]
    fn a_code_holds_no_number_and_no_markup() {
        for text in [
            "600011",
            "isv.TOKEN_INVALID",
            "wifi",
            "ERROR_MOBILE_OVER_LIMIT",
            "-20005",
        ] {
            assert!(CodeText::try_from(text.to_owned()).is_ok(), "{text}");
        }
        let long = "x".repeat(LONGEST_CODE + 1);
        for text in [
            "",
            "<b>",
            "号码",
            "13800131234",
            "tel-13800131234",
            "two words",
            long.as_str(),
        ] {
            assert_eq!(
                CodeText::try_from(text.to_owned()),
                Err(TextError::NotACode),
                "{text}"
            );
        }
    }
}
