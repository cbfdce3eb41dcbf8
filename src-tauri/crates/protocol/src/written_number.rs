//! Numbers as people write them, wherever they stand in a text: everything that [`PhoneNumber::parse_typed`] takes.

use std::ops::Range;

use crate::phone_number::{PhoneNumber, half_width, is_separator};

/// The most digits that a number is written with: `0086` and eleven.
const MOST_DIGITS: usize = 15;

/// Where a text holds a number, and what may be shown in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrittenNumber {
    /// Its bytes in the text.
    pub(crate) at: Range<usize>,
    /// `138****1234`, or nothing of it where two numbers can be read at once.
    pub(crate) shown: String,
}

/// Whether a text holds a mobile number, in whatever way it is written.
#[must_use]
pub fn holds_number(text: &str) -> bool {
    !numbers_in(text).is_empty()
}

/// The numbers of a text, in their order. Digits that stand together are never torn apart: thirteen in a row are a time in
/// milliseconds, not a number and two more. A UUID is no number, whatever its digits are.
pub(crate) fn numbers_in(text: &str) -> Vec<WrittenNumber> {
    let mut found: Vec<WrittenNumber> = Vec::new();
    for groups in runs(text) {
        for first in 0..groups.len() {
            let Some(number) = reading(text, &groups[first..]) else {
                continue;
            };
            match found.last_mut() {
                // `86 138 0013 1234` is read with its country and without.
                Some(last) if number.at.end == last.at.end => {}
                Some(last) if number.at.start < last.at.end => {
                    last.at.end = last.at.end.max(number.at.end);
                    crate::redact::DIGITS.clone_into(&mut last.shown);
                }
                _ => found.push(number),
            }
        }
    }
    found
}

/// Digits that stand together, half-width, and their place.
struct Group {
    at: Range<usize>,
    digits: String,
}

/// Groups of digits with nothing but separators between them.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let mut runs = Vec::new();
    let mut run: Vec<Group> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let uuid = uuid(text, at);
        let end = at + uuid.unwrap_or_else(|| c.len_utf8());
        let digit = half_width(c);
        if uuid.is_some() || !digit.is_ascii_digit() && !is_separator(c) {
            runs.push(std::mem::take(&mut run));
        } else if digit.is_ascii_digit() {
            match run.last_mut().filter(|group| group.at.end == at) {
                Some(group) => {
                    group.at.end = end;
                    group.digits.push(digit);
                }
                None => run.push(Group {
                    at: at..end,
                    digits: digit.into(),
                }),
            }
        }
        at = end;
    }
    runs.push(run);
    runs.retain(|run| !run.is_empty());
    runs
}

/// How long the UUID is that stands here alone.
fn uuid(text: &str, at: usize) -> Option<usize> {
    const LENGTH: usize = 36;
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric();
    let bytes = text.as_bytes();
    let candidate = bytes.get(at..at + LENGTH)?;
    let shaped = candidate
        .iter()
        .enumerate()
        .all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    let alone = !at
        .checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_some_and(is_word)
        && !bytes.get(at + LENGTH).is_some_and(is_word);
    (shaped && alone).then_some(LENGTH)
}

/// The number that begins with the first of these groups, with its country if that is written.
fn reading(text: &str, groups: &[Group]) -> Option<WrittenNumber> {
    let mut digits = String::new();
    let mut longest = None;
    for group in groups {
        digits.push_str(&group.digits);
        if digits.len() > MOST_DIGITS {
            break;
        }
        if let Ok(number) = PhoneNumber::parse_typed(&digits) {
            longest = Some((number, group.at.end));
        }
    }
    let (number, end) = longest?;
    let first = groups.first()?;
    let start = beginning(text, first.at.start, end);
    Some(WrittenNumber {
        at: start..end,
        shown: number.masked().to_string(),
    })
}

/// Where a number begins whose first digit stands at `start`: its `+`, and the bracket that is closed within it, are its own.
fn beginning(text: &str, start: usize, end: usize) -> usize {
    let mut start = start;
    let before = text[..start].trim_end_matches(is_separator);
    if text[start..]
        .chars()
        .map(half_width)
        .take(2)
        .eq("86".chars())
        && before.ends_with(['+', '＋'])
    {
        start = before.trim_end_matches(['+', '＋']).len();
    }
    let number = &text[start..end];
    let closed = number.matches([')', '）']).count() > number.matches(['(', '（']).count();
    if closed && let Some(outside) = text[..start].strip_suffix(['(', '（']) {
        start = outside.len();
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        numbers_in(text).into_iter().map(|one| one.shown).collect()
    }

    #[test]
    fn groups_that_are_read_as_two_numbers_at_once_show_neither() {
        assert_eq!(shown("15 138 0013 12 34"), ["••••"]);
        assert_eq!(shown("138 0013 1834 139 0013 5678"), ["••••"]);
        assert_eq!(
            shown("138 0013 1234 139 0013 5678"),
            ["138****1234", "139****5678"]
        );
    }

    #[test]
    fn the_country_and_the_brackets_go_with_the_number() {
        for text in [
            "+86 138 0013 1234",
            "（+86）138.0013.1234",
            "0086-13800131234",
            "(138)00131234",
            "＋８６ １３８００１３１２３４",
            "86 13800131234",
        ] {
            let found = numbers_in(text);
            assert_eq!(
                found,
                [WrittenNumber {
                    at: 0..text.len(),
                    shown: "138****1234".into()
                }],
                "{text}"
            );
        }
    }

    #[test]
    fn times_uuids_and_counts_are_no_numbers() {
        for text in [
            "1732771200123",
            "2026-11-28 05:12:51.123",
            "1970-01-01 00:00:00",
            "138001312345",
            "1-3800-1312",
            "f0000001-3800-1312-34ab-0123456789ab",
            "RequestId 0A1B2C31-3800-1312-34AB-13800131234F.",
            "127.0.0.1:17000",
            "600000",
        ] {
            assert!(!holds_number(text), "{text}");
        }
    }
}
