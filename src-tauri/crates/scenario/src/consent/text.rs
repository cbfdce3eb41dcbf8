//! What a text must be so that a person can read it: its width, its invisible characters.

/// How wide a text is, in half-width cells: a Chinese character takes two, a combining mark none.
pub(super) fn cells(text: &str) -> usize {
    text.chars()
        .map(|c| match c {
            _ if is_combining(c) => 0,
            '\u{1100}'..='\u{115f}'
            | '\u{2e80}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff00}'..='\u{ff60}'
            | '\u{ffe0}'..='\u{ffe6}'
            | '\u{1f000}'..='\u{1faff}'
            | '\u{20000}'..='\u{3fffd}' => 2,
            _ => 1,
        })
        .sum()
}

/// The first character that cannot be seen, or that changes how its neighbours are shown.
pub(super) fn invisible(text: &str) -> Option<char> {
    text.chars().find(|c| {
        c.is_control()
            || matches!(c,
                // Soft hyphen, fillers, zero-width characters, direction marks, embeddings, overrides and isolates.
                '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffd}'
                // Private use, where a font may draw anything; tags and the variation selectors' supplement.
                | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
    })
}

/// More marks above one another than any writing has: they spill over the lines around.
pub(super) fn piled_up(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_combining(c) { marks + 1 } else { 0 };
        marks > 2
    })
}

/// As it is read, whatever it is typed with: small letters, full-width ones as ASCII, and one blank for several.
pub(super) fn narrowed(text: &str) -> String {
    let ascii = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let words: Vec<_> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .map(ascii)
        .collect::<String>()
        .to_lowercase()
}

/// The same without blanks: Chinese is read alike with and without them.
pub(super) fn unspaced(text: &str) -> String {
    narrowed(text).replace(' ', "")
}

/// Whether there is anything to read: a letter or a digit.
pub(super) fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn is_combining(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_twice_as_wide_as_latin() {
        assert_eq!(cells("示例应用"), 8);
        assert_eq!(cells("Demo App"), 8);
        assert_eq!(cells("《a》"), 5);
        assert_eq!(cells("e\u{301}"), 1);
    }

    #[test]
    fn what_cannot_be_seen_is_found_and_what_can_is_not() {
        for text in [
            "a\nb",
            "a\u{0}",
            "a\u{200b}b",
            "a\u{202e}b",
            "a\u{2066}b",
            "\u{feff}a",
            "\u{e000}",
            "\u{e0041}",
            "\u{3164}",
            "a\u{fffd}",
        ] {
            assert!(invisible(text).is_some(), "{text:?}");
        }
        for text in [
            "示例应用",
            "Demo App 2",
            "شروط",
            "《用户协议》",
            "Żółw",
            "がんばる",
        ] {
            assert!(invisible(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn blanks_width_and_case_make_no_other_text() {
        assert_eq!(narrowed(" Ｗin  A\u{3000}Ｃar"), "win a car");
        assert_eq!(unspaced("隐 私\u{3000}Ｐ\u{a0}1"), "隐私p1");
    }

    #[test]
    fn marks_pile_up_from_the_third_on() {
        assert!(!piled_up("ệ e\u{302}\u{323}"));
        assert!(piled_up("e\u{302}\u{323}\u{301}"));
    }
}
