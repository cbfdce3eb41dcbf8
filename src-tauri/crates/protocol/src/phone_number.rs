use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

/// A mainland China mobile number: eleven digits. `Debug` and `Display` show it masked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
pub struct PhoneNumber(#[schemars(with = "String", regex(pattern = "^1[3-9][0-9]{9}$"))] [u8; 11]);

/// Why a text is not a mobile number. The text itself is not repeated: it may be somebody's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhoneNumberError {
    /// Not eleven digits.
    #[error("a mobile number has 11 digits, this has {0}")]
    Length(usize),
    /// A character that is no digit.
    #[error("character {0} is not a digit")]
    NotADigit(usize),
    /// Eleven digits, but no mobile number.
    #[error("a mobile number begins with 13 to 19")]
    Prefix,
}

impl PhoneNumber {
    /// Reads exactly eleven ASCII digits beginning with 13 to 19, as the cloud does.
    pub fn parse(text: &str) -> Result<Self, PhoneNumberError> {
        if let Some(at) = text.chars().position(|c| !c.is_ascii_digit()) {
            return Err(PhoneNumberError::NotADigit(at + 1));
        }
        let digits: [u8; 11] = text
            .as_bytes()
            .try_into()
            .map_err(|_| PhoneNumberError::Length(text.len()))?;
        if digits[0] == b'1' && digits[1] >= b'3' {
            Ok(Self(digits))
        } else {
            Err(PhoneNumberError::Prefix)
        }
    }

    /// Reads what a person types: full-width digits, spaces, hyphens, brackets and a `+86`, `0086` or `86` in front are
    /// understood.
    pub fn parse_typed(text: &str) -> Result<Self, PhoneNumberError> {
        let plain: String = text
            .chars()
            .map(half_width)
            .filter(|c| !is_separator(*c))
            .collect();
        let national = ["+86", "0086"]
            .iter()
            .find_map(|prefix| plain.strip_prefix(prefix))
            // Without a sign, 86 is the country only in front of a whole number.
            .or_else(|| plain.strip_prefix("86").filter(|rest| rest.len() == 11))
            .unwrap_or(&plain);
        Self::parse(national)
    }

    /// The eleven digits.
    #[must_use]
    pub fn reveal(&self) -> &str {
        // The bytes are ASCII digits, checked by `parse`.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The form that may be shown: `138****1234`.
    #[must_use]
    pub fn masked(&self) -> MaskedPhone {
        let number = self.reveal();
        MaskedPhone(format!("{}****{}", &number[..3], &number[7..]))
    }

    /// The four digits that the mask hides.
    #[must_use]
    pub fn hidden_digits(&self) -> MaskDigits {
        let digits = &self.0[3..7];
        MaskDigits([digits[0], digits[1], digits[2], digits[3]])
    }

    /// The same number with other hidden digits.
    #[must_use]
    pub fn with_hidden_digits(&self, digits: MaskDigits) -> Self {
        let mut number = self.0;
        number[3..7].copy_from_slice(&digits.0);
        Self(number)
    }
}

/// The ASCII form of a full-width digit or plus.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '＋' => '+',
        other => other,
    }
}

/// What may stand between the digits of a number as people write it.
pub(crate) fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '(' | ')' | '（' | '）' | '－' | '‐' | '‑' | '–' | '.')
        // Zero-width characters and direction marks that a paste from a contact card brings along.
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

impl std::fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.masked().fmt(f)
    }
}

impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

impl<'de> Deserialize<'de> for PhoneNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A number with its four middle digits hidden: `138****1234`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MaskedPhone(String);

impl MaskedPhone {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for MaskedPhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The four digits that the user types. With the mask they are the number, so they never show themselves.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MaskDigits([u8; 4]);

impl MaskDigits {
    /// Reads exactly four ASCII digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 4] = text.as_bytes().try_into().ok()?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then_some(Self(digits))
    }

    /// The four digits.
    #[must_use]
    pub fn reveal(&self) -> &str {
        // The bytes are ASCII digits, checked by `parse`.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Debug for MaskDigits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MaskDigits(••••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_are_understood() {
        for typed in [
            "13800131234",
            " 138 0013 1234 ",
            "+86 138-0013-1234",
            "+8613800131234",
            "008613800131234",
            "8613800131234",
            "１３８００１３１２３４",
            "（+86）138.0013.1234\u{202c}",
        ] {
            assert_eq!(
                PhoneNumber::parse_typed(typed).map(|n| n.reveal().to_owned()),
                Ok("13800131234".into()),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_number_says_why() {
        for (typed, error) in [
            ("", PhoneNumberError::Length(0)),
            ("1380013123", PhoneNumberError::Length(10)),
            ("138001312345", PhoneNumberError::Length(12)),
            ("+86 1380013", PhoneNumberError::Length(7)),
            ("12800131234", PhoneNumberError::Prefix),
            ("23800131234", PhoneNumberError::Prefix),
            ("1380013123x", PhoneNumberError::NotADigit(11)),
            ("+85213800131234", PhoneNumberError::NotADigit(1)),
            ("١٣٨٠٠١٣١٢٣٤", PhoneNumberError::NotADigit(1)),
        ] {
            assert_eq!(PhoneNumber::parse_typed(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn a_number_shows_itself_masked() {
        let number = PhoneNumber::parse("13800131234").unwrap();
        assert_eq!(
            format!("{number} {number:?}"),
            "138****1234 PhoneNumber(138****1234)"
        );
        assert_eq!(number.hidden_digits().reveal(), "0013");
        assert_eq!(format!("{:?}", number.hidden_digits()), "MaskDigits(••••)");
        let other = number.with_hidden_digits(MaskDigits::parse("9999").unwrap());
        assert_eq!(other.reveal(), "13899991234");
    }

    #[test]
    fn mask_digits_are_four_ascii_digits() {
        for bad in ["", "123", "12345", "12 4", "１２３４", "12a4", "-123"] {
            assert_eq!(MaskDigits::parse(bad), None, "{bad}");
        }
    }
}
